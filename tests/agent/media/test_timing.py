"""At most sixty looks a second; two repeats after the last change; nothing while idle."""

from __future__ import annotations

import pytest

from agent.media.timing import FRAME_SECONDS, IDLE_SECONDS, TAIL_SECONDS, Timing


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


def test_look_without_change_plans_nothing() -> None:
    timing = Timing()
    timing.looked(1.0, changed=False)
    assert timing.until_tail(1.0) == IDLE_SECONDS
