"""How fast a link may speak."""

from __future__ import annotations

from broker.links.pace import Bucket, Pace


def test_a_burst_is_taken_and_then_the_steady_pace() -> None:
    bucket = Bucket(Pace(burst=3, per_second=2.0), 0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(0.5)
    assert not bucket.take(0.5)


def test_a_pause_fills_no_more_than_the_burst() -> None:
    bucket = Bucket(Pace(burst=2, per_second=1.0), 0.0)
    assert [bucket.take(1000.0) for _ in range(3)] == [True, True, False]


def test_a_stopwatch_that_stands_still_gives_nothing() -> None:
    bucket = Bucket(Pace(burst=1, per_second=1.0), 5.0)
    assert bucket.take(5.0)
    assert not bucket.take(4.0)
