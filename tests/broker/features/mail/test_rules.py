"""When a mail is tried again."""

from datetime import timedelta

from broker.features.mail.rules import MAX_TRIES, WAITS, next_try
from tests.fakes.clock import START


def test_each_wait_is_longer_and_the_last_try_is_followed_by_none() -> None:
    waits = [next_try(tries, START) for tries in range(1, MAX_TRIES)]
    assert waits == [START + wait for wait in WAITS]
    assert sorted(WAITS) == list(WAITS)
    assert WAITS[0] == timedelta(minutes=1)
    assert next_try(MAX_TRIES, START) is None
