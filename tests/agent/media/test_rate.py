"""The rate goes down on bad news and up on none, within its bounds."""

from __future__ import annotations

from agent.media.rate import LEAST, MOST, START, START_NEAR, RateControl


def test_it_starts_low_and_higher_only_next_door() -> None:
    rate = RateControl()
    assert rate.rate == START
    rate.know_round_trip(0.05)
    assert rate.rate == START
    rate.know_round_trip(0.001)
    assert rate.rate == START_NEAR


def test_heavy_loss_lowers_it_and_light_loss_only_stops_its_growth() -> None:
    rate = RateControl()
    rate.report_loss(0.05, 10.0)
    rate.grow(10.5, sent=rate.rate)
    assert rate.rate == START
    rate.report_loss(0.5, 11.0)
    assert rate.rate < START


def test_estimate_counts_only_below_what_was_sent() -> None:
    rate = RateControl()
    rate.report_limit(100_000, sent=50_000, now=1.0)
    assert rate.rate == START
    rate.report_limit(1_000_000, sent=1_900_000, now=1.0)
    assert rate.rate == 1_000_000
    rate.report_limit(5_000_000, sent=9_000_000, now=2.0)
    assert rate.rate == 1_000_000


def test_it_grows_when_nothing_bad_is_heard() -> None:
    rate = RateControl()
    for second in range(1, 30):
        rate.grow(float(second), sent=rate.rate)
    assert rate.rate == MOST


def test_what_was_not_tried_does_not_grow() -> None:
    rate = RateControl()
    for second in range(1, 30):
        rate.grow(float(second), sent=START / 10)
    assert rate.rate == START


def test_it_never_falls_below_the_least() -> None:
    rate = RateControl()
    for second in range(60):
        rate.report_loss(0.9, float(second))
    assert rate.rate == LEAST
