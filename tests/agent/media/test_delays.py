"""What pictures took on the device is said as a mean of those since it was said last."""

from __future__ import annotations

import pytest

from agent.media.delays import DelayMeter


def test_means_are_of_the_pictures_since_the_last_time() -> None:
    meter = DelayMeter()
    assert meter.take() is None
    meter.made(capture=0.002, encode=0.010)
    meter.made(capture=0.004, encode=0.020)
    meter.left(0.001)
    taken = meter.take()
    assert taken is not None
    assert (taken.capture, taken.encode, taken.send) == pytest.approx((0.003, 0.015, 0.001))
    assert meter.take() is None


def test_a_picture_that_has_not_left_is_said_once_it_has() -> None:
    meter = DelayMeter()
    meter.made(capture=0.0, encode=0.010)
    assert meter.take() is None
    meter.left(0.5)
    taken = meter.take()
    assert taken is not None
    assert (taken.encode, taken.send) == pytest.approx((0.010, 0.5))


def test_a_clock_that_was_read_in_another_order_makes_no_time_before_now() -> None:
    meter = DelayMeter()
    meter.made(capture=-0.001, encode=0.0)
    meter.left(0.0)
    taken = meter.take()
    assert taken is not None
    assert taken.capture == 0.0
