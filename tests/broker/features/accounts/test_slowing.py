"""Tests of how wrong tries slow down further ones."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broker.features.accounts.slowing import (
    ACCOUNT,
    ADDRESS,
    CODE,
    FORGOTTEN_AFTER,
    KNOWN,
    Pace,
    Tries,
    after_failure,
    after_success,
    seconds_left,
)

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def failed(times: int, pace: Pace, now: datetime = NOW) -> Tries | None:
    tries = None
    for _ in range(times):
        tries = after_failure(tries, pace, now)
    return tries


def test_the_first_tries_are_free_and_the_next_waits_thirty_seconds() -> None:
    for pace in (KNOWN, ACCOUNT, ADDRESS, CODE):
        assert seconds_left(failed(pace.free - 1, pace), NOW) == 0
        assert seconds_left(failed(pace.free, pace), NOW) == 30
        assert seconds_left(failed(pace.free + 1, pace), NOW) == 60


@given(st.integers(min_value=0, max_value=2_000), st.sampled_from([KNOWN, ACCOUNT, ADDRESS, CODE]))
def test_nobody_ever_waits_longer_than_the_longest_wait(times: int, pace: Pace) -> None:
    assert seconds_left(failed(times, pace), NOW) <= pace.longest_seconds


def test_somebody_whose_account_is_guessed_at_never_waits_more_than_a_minute() -> None:
    assert seconds_left(failed(1_000, ACCOUNT), NOW) == 300
    assert seconds_left(failed(1_000, KNOWN), NOW) == 60


def test_the_wait_ends_and_an_hour_forgets_what_was() -> None:
    tries = failed(5, ACCOUNT)
    assert seconds_left(tries, NOW + timedelta(seconds=29, milliseconds=500)) == 1
    assert seconds_left(tries, NOW + timedelta(seconds=30)) == 0
    assert after_failure(tries, ACCOUNT, NOW + FORGOTTEN_AFTER).failures == 1
    assert after_failure(tries, ACCOUNT, NOW + FORGOTTEN_AFTER - timedelta(seconds=1)).failures == 6


def test_a_clock_that_went_back_starts_counting_anew() -> None:
    assert after_failure(failed(9, CODE), CODE, NOW - timedelta(days=365)).failures == 1


def test_success_takes_back_only_its_own_count() -> None:
    assert after_success(failed(3, ADDRESS)) == Tries(failures=2, last_failed_at=NOW, wait_until=None)
    assert after_success(failed(1, ADDRESS)) is None
    assert after_success(None) is None
