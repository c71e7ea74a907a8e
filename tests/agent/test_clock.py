"""The clocks say what they promise."""

from __future__ import annotations

import time
from datetime import UTC

import pytest

from agent import clock


def test_wall_clock_is_in_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_monotonic_clock_counts_the_computers_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    # As after a sleep of an hour: without one, both clocks read the same.
    awake = 100.0
    readings = {time.CLOCK_MONOTONIC: awake, time.CLOCK_BOOTTIME: awake + 3600.0}
    monkeypatch.setattr(time, "clock_gettime", readings.__getitem__)
    monkeypatch.setattr(time, "monotonic", lambda: awake)
    assert clock.monotonic() == awake + 3600.0


def test_monotonic_clock_never_goes_back() -> None:
    readings = [clock.monotonic() for _ in range(100)]
    assert readings == sorted(readings)
