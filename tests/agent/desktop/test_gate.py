"""Input passes only with control, for the running session, with no question open, before Done."""

import pytest

from agent.desktop.gate import Gate, reaches_our_windows
from protocol.capabilities import Capability
from protocol.links.viewer_agent import Button, Key, PointerButton, PointerMove, Wheel

CONTROL = (Capability.VIEW, Capability.CONTROL)


def open_gate() -> Gate:
    return Gate().for_session("s", CONTROL)


def test_a_gate_is_closed_until_a_session_with_control_begins() -> None:
    assert not Gate().admits("s")
    assert not Gate().for_session("s", (Capability.VIEW,)).admits("s")
    assert open_gate().admits("s")
    assert not open_gate().admits("another")


def test_each_open_question_holds_input_until_the_last_is_answered() -> None:
    gate = open_gate().asking("one").asking("two").answered("one")
    assert not gate.admits("s")
    assert gate.answered("two").admits("s")


def test_a_question_that_was_open_before_the_session_holds_its_input_too() -> None:
    assert not Gate().asking("one").for_session("s", CONTROL).admits("s")


def test_done_closes_for_the_rest_of_the_session_even_if_it_is_shown_again() -> None:
    stopped = open_gate().stop()
    assert not stopped.admits("s")
    assert not stopped.for_session("s", CONTROL).admits("s")
    assert stopped.for_session("next", CONTROL).admits("next")


def test_only_a_session_that_is_seen_admits_and_nothing_else_of_core_opens_it() -> None:
    covered = open_gate().seen(now=False)
    assert not covered.admits("s")
    assert not covered.for_session("s", CONTROL).admits("s")
    assert not covered.asking("one").answered("one").given_again().admits("s")
    assert covered.seen(now=True).admits("s")
    assert not covered.stop().seen(now=True).admits("s")
    assert covered.for_session("next", CONTROL).admits("next")


def test_narrowing_closes_and_never_opens() -> None:
    assert not open_gate().narrowed((Capability.VIEW,)).admits("s")
    assert not Gate().for_session("s", (Capability.VIEW,)).narrowed(CONTROL).admits("s")


def test_what_the_person_took_back_stays_back_until_their_own_new_yes() -> None:
    taken = open_gate().narrowed((Capability.VIEW,))
    assert not taken.for_session("s", CONTROL).admits("s")
    assert taken.given_again().for_session("s", CONTROL).admits("s")
    assert taken.for_session("next", CONTROL).admits("next")


def test_an_ended_session_leaves_the_gate_closed_and_questions_open() -> None:
    gate = open_gate().asking("one").ended()
    assert not gate.admits("s")
    assert gate.questions == {"one"}


@pytest.mark.parametrize(
    ("event", "reaches"),
    [
        (PointerButton(button=Button.LEFT, down=True, x=1, y=1), True),
        (PointerButton(button=Button.LEFT, down=False, x=1, y=1), False),
        (Wheel(x=1, y=1, dx=0, dy=1), True),
        (Key(code="KeyA", text="a", down=True, modifiers=()), True),
        (Key(code="KeyA", text="a", down=False, modifiers=()), False),
        (PointerMove(number=1, x=1, y=1), False),
    ],
)
def test_presses_on_our_windows_are_held_and_releases_and_moves_pass(event: object, reaches: bool) -> None:
    assert reaches_our_windows(event, focused=lambda: True, covers=lambda _x, _y: True) is reaches
    assert not reaches_our_windows(event, focused=lambda: False, covers=lambda _x, _y: False)
