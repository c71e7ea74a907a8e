"""Input goes through the gate in order, is acknowledged when done, and never outlives a closed gate."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication

from agent import clock
from agent.desktop.our_windows import OurWindows
from agent.desktop.precedence import OVER_OURS_SECONDS, PERSON_FIRST_SECONDS
from agent.desktop.presence import Surroundings
from agent.desktop.session_hand import MAX_WAITING, SessionHand
from agent.desktop.shown_area import ShownArea
from protocol.links.core_desktop import MAX_BATCH, Display, Injected
from protocol.links.viewer_agent import Button, Key, PointerButton, PointerMove, Wheel
from tests.agent.desktop.messages import SESSION, USUAL, inject, typed
from tests.agent.desktop.stage import qt_loop, wait_until
from tests.fakes.input_sink import FakeInput


class NothingAround:
    """Surroundings without windows of ours."""

    def idle_seconds(self) -> float:
        return 0.0

    monitors: tuple[Display, ...] = ()

    def displays(self) -> tuple[Display, ...]:
        return self.monitors

    def is_covered(self, window: int) -> bool:
        return False

    def is_shown(self, window: int) -> bool:
        return True

    def is_ours_at(self, x: int, y: int, windows: frozenset[int]) -> bool:
        return False

    def keys_are_ours(self, windows: frozenset[int]) -> bool:
        return False

    def keys_go_to(self) -> tuple[int, int] | None:
        return None


class Played:
    """A hand over a fake, with what it acknowledged."""

    def __init__(self) -> None:
        self.sink = FakeInput()
        self.told: list[Injected] = []
        self.around = NothingAround()
        around: Surroundings = self.around
        self.hand = SessionHand(self.sink, OurWindows(around), ShownArea(around), self.told.append)
        self.hand.set_gate(self.hand.gate.for_session(SESSION, USUAL))


@pytest.fixture
def played() -> Iterator[Played]:
    """A hand whose gate is open."""
    qt_loop()
    found = Played()
    yield found
    found.hand.close()


PRESS = PointerButton(button=Button.LEFT, down=True, x=1, y=1)


def pressed(button: Button, *, down: bool) -> PointerButton:
    return PointerButton(button=button, down=down, x=1, y=1)


def test_a_button_that_stays_down_is_let_go_over_our_window_whatever_other_buttons_do(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = (pressed(Button.RIGHT, down=True), pressed(Button.RIGHT, down=False))
    played.hand.inject(inject(PRESS, *right))
    assert played.sink.buttons == {Button.LEFT}
    monkeypatch.setattr(OurWindows, "have_pointer", lambda _: True)

    def is_let_go() -> bool:
        QCoreApplication.processEvents()
        return not played.sink.buttons

    wait_until(is_let_go, "the button let go")


@pytest.mark.parametrize(("over_ours", "seconds"), [(False, PERSON_FIRST_SECONDS), (True, OVER_OURS_SECONDS)])
def test_the_persons_own_hand_on_the_mouse_goes_first(
    played: Played, monkeypatch: pytest.MonkeyPatch, over_ours: bool, seconds: float
) -> None:
    now = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    monkeypatch.setattr(OurWindows, "lie_at", lambda _self, x, y: over_ours and (x, y) == (50, 60))
    played.hand.inject(inject(PRESS))
    played.sink.pointer = (50, 60)  # the person
    flood = (PointerMove(number=1, x=7, y=7), Wheel(x=7, y=7, dx=0, dy=3), pressed(Button.RIGHT, down=True))
    played.hand.inject(inject(*flood, pressed(Button.LEFT, down=False), *typed("a"), sequence=2))
    assert (played.sink.pointer, played.sink.buttons, played.sink.turned) == ((50, 60), set(), (0, 0))
    assert played.sink.text == "a", "keys are no part of it"
    assert played.told[-1] == Injected(sequence=2, held=3)
    now[0] += seconds - 0.01
    played.hand.inject(inject(PointerMove(number=2, x=8, y=8)))
    assert played.sink.pointer == (50, 60)
    now[0] += 0.02
    played.hand.inject(inject(PointerMove(number=3, x=9, y=9)))
    assert played.sink.pointer == (9, 9)


def test_what_is_held_is_let_go_at_once_where_the_person_comes_to_a_window_of_ours(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OurWindows, "lie_at", lambda _self, x, y: (x, y) == (50, 60))
    played.hand.inject(inject(PRESS))
    played.sink.pointer = (50, 60)  # the person
    played.hand.inject(inject(PointerMove(number=1, x=7, y=7)))
    assert (played.sink.buttons, played.sink.pointer) == (set(), (50, 60))


def test_what_is_held_is_not_dragged_along_under_the_persons_hand(played: Played) -> None:
    played.hand.inject(inject(PRESS))
    played.sink.pointer = (50, 60)  # the person
    played.hand.inject(inject(PointerMove(number=1, x=7, y=7)))
    assert (played.sink.buttons, played.sink.pointer) == (set(), (50, 60))


def test_an_edge_at_which_the_pointer_stops_is_not_the_person(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(played.sink, "move", lambda x, y: setattr(played.sink, "pointer", (min(x, 99), y)))
    played.hand.inject(inject(PointerMove(number=1, x=200, y=7)))
    played.hand.inject(inject(PointerMove(number=2, x=50, y=8)))
    assert played.sink.pointer == (50, 8)


def test_a_held_key_is_let_go_where_a_window_of_ours_gets_the_keys(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    played.hand.inject(inject(Key(code="ControlLeft", text="", down=True, modifiers=())))
    assert played.sink.keys == {"ControlLeft"}
    monkeypatch.setattr(OurWindows, "have_keys", lambda _: True)

    def is_let_go() -> bool:
        QCoreApplication.processEvents()
        return not played.sink.keys

    wait_until(is_let_go, "the key let go")


def test_a_batch_is_played_and_acknowledged(played: Played) -> None:
    played.hand.inject(inject(*typed("ab"), sequence=7))
    assert played.sink.text == "ab"
    assert played.told == [Injected(sequence=7, held=0)]


def test_done_lets_go_and_holds_what_comes_after(played: Played) -> None:
    played.hand.inject(inject(PRESS))
    played.hand.set_gate(played.hand.gate.stop())
    assert played.sink.buttons == set()
    played.hand.inject(inject(PRESS, sequence=2))
    assert played.sink.buttons == set()
    assert played.told[-1] == Injected(sequence=2, held=1)


def test_what_waits_for_a_key_is_dropped_when_the_gate_closes(played: Played) -> None:
    played.sink.wait = 60.0
    played.hand.inject(inject(*typed("日本")))
    assert played.told == []
    played.hand.set_gate(played.hand.gate.asking("question"))
    assert played.told == [Injected(sequence=1, held=4)]
    assert played.sink.text == ""


def test_what_waits_goes_on_in_order_when_the_key_is_ready(played: Played) -> None:
    played.sink.wait = 0.05
    played.hand.inject(inject(*typed("日")))
    played.hand.inject(inject(PointerMove(number=1, x=9, y=9), sequence=2))
    assert played.sink.pointer == (0, 0)
    played.sink.wait = 0.0

    def is_done() -> bool:
        QCoreApplication.processEvents()
        return len(played.told) == 2

    wait_until(is_done, "both batches")
    assert (played.sink.text, played.sink.pointer) == ("日", (9, 9))


def test_more_than_can_wait_is_dropped_and_counted(played: Played) -> None:
    played.sink.wait = 60.0
    batch = typed("a" * (MAX_BATCH // 2))
    for sequence in range(1, 7):
        played.hand.inject(inject(*batch, sequence=sequence))
    assert MAX_WAITING == 4 * MAX_BATCH
    assert played.told == [Injected(sequence=5, held=MAX_BATCH), Injected(sequence=6, held=MAX_BATCH)]
