"""The contract of all input sinks: the fake, XTest and pynput on a private display."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from Xlib.display import Display

from agent.desktop.input_pynput import PynputInput
from agent.desktop.input_sink import Hand, InputSink
from agent.desktop.input_x11 import XtestInput
from protocol.links.viewer_agent import Button, Key, PointerMove, Wheel
from tests.agent.desktop.stage import private_display, wait_until
from tests.fakes.input_sink import FakeInput


@dataclass
class Seen:
    """What came of the input: as the fake or the X server says."""

    sink: InputSink
    server: Any

    def pointer(self) -> tuple[int, int]:
        if isinstance(self.sink, FakeInput):
            return self.sink.pointer
        place = self.server.screen().root.query_pointer()
        return place.root_x, place.root_y

    def buttons(self) -> int:
        if isinstance(self.sink, FakeInput):
            return len(self.sink.buttons)
        return bin(self.server.screen().root.query_pointer().mask >> 8 & 0x1F).count("1")

    def keys(self) -> int:
        if isinstance(self.sink, FakeInput):
            return len(self.sink.keys)
        return sum(bin(octet).count("1") for octet in self.server.query_keymap())


@pytest.fixture(
    params=["fake", pytest.param("xtest", marks=pytest.mark.display), pytest.param("pynput", marks=pytest.mark.display)]
)
def seen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seen]:
    """One sink of each kind, and a way to see what it does."""
    if request.param == "fake":
        yield Seen(FakeInput(), None)
        return
    if request.param == "pynput":
        pytest.importorskip("six")
    with private_display(manager=False, tray=False) as environment:
        monkeypatch.setenv("DISPLAY", environment["DISPLAY"])
        server = Display(environment["DISPLAY"])
        if request.param == "pynput":
            monkeypatch.setenv("PYNPUT_BACKEND", "xorg")
            found = Seen(_pynput(), server)
        else:
            found = Seen(XtestInput(environment["DISPLAY"]), server)
        yield found
        found.sink.close()
        server.close()


def _pynput() -> InputSink:
    pytest.importorskip("pynput._util", reason="pynput is not installed on Linux unless asked for")
    return PynputInput()


def key(code: str, text: str = "", *, down: bool) -> Key:
    """A key without modifiers."""
    return Key(code=code, text=text, down=down, modifiers=())


def test_the_pointer_goes_to_the_pixel(seen: Seen) -> None:
    seen.sink.move(321, 234)
    wait_until(lambda: seen.pointer() == (321, 234), "the pointer")


def test_a_button_stays_down_until_it_is_released(seen: Seen) -> None:
    seen.sink.button(Button.LEFT, down=True)
    seen.sink.button(Button.RIGHT, down=True)
    wait_until(lambda: seen.buttons() == 2, "two buttons down")
    seen.sink.button(Button.LEFT, down=False)
    wait_until(lambda: seen.buttons() == 1, "one button down")


def test_a_key_stays_down_until_it_is_released(seen: Seen) -> None:
    # Not a letter: pynput sends those to the window as events on X11, where no key goes down.
    seen.sink.key(key("ArrowUp", down=True))
    wait_until(lambda: seen.keys() == 1, "a key down")
    seen.sink.key(key("ArrowUp", down=False))
    wait_until(lambda: seen.keys() == 0, "no key down")


def test_release_all_lets_go_of_everything_and_twice_does_no_harm(seen: Seen) -> None:
    seen.sink.key(key("ShiftLeft", down=True))
    seen.sink.key(key("ArrowLeft", down=True))
    seen.sink.button(Button.MIDDLE, down=True)
    wait_until(lambda: (seen.keys(), seen.buttons()) == (2, 1), "two keys and a button down")
    seen.sink.release_all()
    seen.sink.release_all()
    wait_until(lambda: (seen.keys(), seen.buttons()) == (0, 0), "nothing down")


def test_releases_without_a_press_and_unknown_keys_do_nothing(seen: Seen) -> None:
    seen.sink.key(key("KeyZ", "z", down=False))
    seen.sink.key(key("NoSuchKey", down=False))
    seen.sink.button(Button.BACK, down=False)
    assert (seen.keys(), seen.buttons()) == (0, 0)


def test_closing_lets_go(seen: Seen) -> None:
    seen.sink.key(key("ControlLeft", down=True))
    wait_until(lambda: seen.keys() == 1, "a key down")
    seen.sink.close()
    wait_until(lambda: seen.keys() == 0, "no key down")


def test_parts_of_notches_add_up() -> None:
    sink = FakeInput()
    hand = Hand(sink)
    for _turn in range(5):
        hand.play(Wheel(x=1, y=2, dx=0.0, dy=0.5))
    assert sink.turned == (0, 2)
    assert sink.pointer == (1, 2)


def test_all_characters_of_a_batch_are_known_before_the_first_is_typed() -> None:
    sink = FakeInput()
    Hand(sink).prepare((key("KeyA", "日", down=True), PointerMove(number=1, x=1, y=1), key("KeyB", "本", down=True)))
    assert sink.prepared == "日本"
