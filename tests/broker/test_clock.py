"""The home of time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from broker.clock import SystemClock, instant_text, whole_milliseconds


def test_now_is_aware_and_in_whole_milliseconds() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0


def test_the_stopwatch_does_not_go_back() -> None:
    clock = SystemClock()
    assert clock.monotonic() <= clock.monotonic()


def test_milliseconds_are_cut_and_not_rounded() -> None:
    assert whole_milliseconds(datetime(2030, 1, 1, microsecond=1999, tzinfo=UTC)).microsecond == 1000


def test_an_instant_is_spelled_in_utc_with_milliseconds() -> None:
    east = timezone(timedelta(hours=2))
    assert instant_text(datetime(2030, 1, 1, 2, 0, 0, 5000, tzinfo=east)) == "2030-01-01T00:00:00.005Z"
    assert instant_text(datetime(2030, 1, 1, tzinfo=UTC)) == "2030-01-01T00:00:00.000Z"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        instant_text(datetime(2030, 1, 1))  # noqa: DTZ001
