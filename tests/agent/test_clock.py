"""The clocks say what they promise."""

from __future__ import annotations

import time
from datetime import UTC

from agent import clock


def test_wall_clock_is_in_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_monotonic_clock_counts_the_computers_sleep() -> None:
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before <= clock.monotonic() <= time.clock_gettime(time.CLOCK_BOOTTIME)


def test_monotonic_clock_never_goes_back() -> None:
    readings = [clock.monotonic() for _ in range(100)]
    assert readings == sorted(readings)
