"""At most sixty looks a second; two repeats after the last change; nothing while idle."""

from __future__ import annotations

import pytest

from agent.media.timing import (
    FRAME_SECONDS,
    IDLE_SECONDS,
    MAX_REFINEMENTS,
    REFINING_BYTES,
    REST_SECONDS,
    TAIL_SECONDS,
    Timing,
)


def test_looks_are_a_frame_apart() -> None:
    timing = Timing()
    assert timing.until_look(5.0) == 0
    timing.looked(5.0, changed=True)
    assert timing.until_look(5.0) == pytest.approx(FRAME_SECONDS)
    assert timing.until_look(5.0 + FRAME_SECONDS) == pytest.approx(0)


def test_each_change_plans_two_repeats_anew() -> None:
    timing = Timing()
    timing.looked(1.0, changed=True)
    timing.looked(1.03, changed=True)
    assert not timing.take_tail(1.03 + TAIL_SECONDS[0] - 0.001)
    assert timing.take_tail(1.03 + TAIL_SECONDS[0])
    assert not timing.take_tail(1.1)
    assert timing.until_tail(1.1) == pytest.approx(0.23)
    assert timing.take_tail(1.34)
    assert timing.until_tail(1.34) == IDLE_SECONDS
    assert not timing.take_tail(99.0)


def test_large_repeats_are_followed_by_more_but_not_for_ever() -> None:
    timing = Timing()
    timing.looked(0.0, changed=True)
    now, repeats = 0.0, 0
    while timing.until_tail(now) < IDLE_SECONDS:
        now += timing.until_tail(now)
        assert timing.take_tail(now)
        timing.repeated(now, REFINING_BYTES)
        repeats += 1
    assert repeats == len(TAIL_SECONDS) + MAX_REFINEMENTS


def test_it_rests_a_moment_after_the_last_change() -> None:
    timing = Timing()
    assert timing.is_resting(0.0)
    timing.looked(1.0, changed=True)
    timing.looked(1.2, changed=False)
    assert not timing.is_resting(1.0 + REST_SECONDS - 0.01)
    assert timing.is_resting(1.0 + REST_SECONDS)


def test_small_repeats_end_with_the_second() -> None:
    timing = Timing()
    timing.looked(0.0, changed=True)
    for moment in TAIL_SECONDS:
        assert timing.take_tail(moment)
        timing.repeated(moment, REFINING_BYTES - 1)
    assert timing.until_tail(5.0) == IDLE_SECONDS


def test_look_without_change_plans_nothing() -> None:
    timing = Timing()
    timing.looked(1.0, changed=False)
    assert timing.until_tail(1.0) == IDLE_SECONDS


def test_looks_can_be_wanted_further_apart() -> None:
    timing = Timing()
    timing.pace(0.1)
    timing.looked(5.0, changed=True)
    assert timing.until_look(5.0) == pytest.approx(0.1)
    timing.pace(FRAME_SECONDS)
    timing.looked(6.0, changed=True)
    assert timing.until_look(6.0) == pytest.approx(FRAME_SECONDS)
