"""XTest types into real programs what was meant, whatever the layout has, and leaves the keyboard as it was."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from Xlib.display import Display

from agent.desktop.input_sink import Hand
from agent.desktop.input_x11 import XtestInput, release_everything
from protocol.links.viewer_agent import Button, Key, Modifier
from tests.agent.desktop import person
from tests.agent.desktop.messages import typed
from tests.agent.desktop.stage import ROOT, end, private_display, wait_until
from tests.agent.desktop.typing_target import TITLE

pytestmark = pytest.mark.display

HARD = "Grüße, 日本語 😀 {}@€ ẞ"


class Target:
    """A real text field on the display, and what is in it."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "tests.agent.desktop.typing_target"]
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        person.go_to(environment, TITLE)

    def awaits(self, expected: str) -> None:
        """Read until the text is as expected; fail with what stands there."""
        assert self.process.stdout is not None
        text = ""
        for line in self.process.stdout:
            text = json.loads(line)
            if text == expected or len(text) >= len(expected):
                break
        assert text == expected

    def close(self) -> None:
        """End the program."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    """A display with a window manager."""
    with private_display(tray=False) as environment:
        yield environment


@pytest.fixture
def target(display: dict[str, str]) -> Iterator[Target]:
    """A text field that has the keys."""
    found = Target(display)
    yield found
    found.close()


@pytest.fixture
def sink(display: dict[str, str]) -> Iterator[XtestInput]:
    """The hand on that display."""
    made = XtestInput(display["DISPLAY"])
    yield made
    made.close()


def type_in(sink: XtestInput, text: str) -> None:
    """Type as one batch."""
    hand = Hand(sink)
    events = typed(text)
    hand.prepare(events)
    for event in events:
        time.sleep(hand.wait_before(event))
        hand.play(event)


def test_letters_umlauts_signs_and_emoji_arrive_as_written(target: Target, sink: XtestInput) -> None:
    type_in(sink, HARD)
    target.awaits(HARD)


@pytest.mark.parametrize("layout", ["de", "fr", "ru"])
def test_the_layout_of_the_device_does_not_matter(display: dict[str, str], sink: XtestInput, layout: str) -> None:
    subprocess.run(["setxkbmap", layout], env=display, check=True)
    target = Target(display)
    try:
        type_in(sink, HARD + " aZ yz ж éà [\\]~")
        target.awaits(HARD + " aZ yz ж éà [\\]~")
    finally:
        target.close()


@pytest.mark.slow
def test_more_characters_than_spare_keys_arrive_in_order(target: Target, sink: XtestInput) -> None:
    text = "".join(chr(0x4E00 + at) for at in range(70))
    type_in(sink, text)
    target.awaits(text)


def test_a_terminal_gets_the_same(display: dict[str, str], sink: XtestInput, tmp_path: Path) -> None:
    out = tmp_path / "typed"
    command = ["xterm", "-u8", "-T", "terminal", "-e", "sh", "-c", f"cat > {out}"]
    terminal = subprocess.Popen(command, env=display)
    try:
        person.go_to(display, "terminal")
        type_in(sink, HARD)
        sink.key(Key(code="Enter", text="", down=True, modifiers=()))
        sink.key(Key(code="Enter", text="", down=False, modifiers=()))
        wait_until(lambda: out.exists() and out.read_text(encoding="utf-8") == HARD + "\n", "the line in the file")
    finally:
        end(terminal)


def test_shift_held_by_the_technician_is_put_aside_where_the_layout_wants_none(
    target: Target, sink: XtestInput
) -> None:
    # A French keyboard makes 1 with Shift; this layout makes ! with it.
    shift = Key(code="ShiftLeft", text="", down=True, modifiers=(Modifier.SHIFT,))
    sink.key(shift)
    sink.key(Key(code="Digit1", text="1", down=True, modifiers=(Modifier.SHIFT,)))
    sink.key(Key(code="Digit1", text="1", down=False, modifiers=(Modifier.SHIFT,)))
    sink.key(Key(code="KeyA", text="A", down=True, modifiers=(Modifier.SHIFT,)))
    sink.key(Key(code="KeyA", text="A", down=False, modifiers=(Modifier.SHIFT,)))
    sink.key(Key(code="ShiftLeft", text="", down=False, modifiers=()))
    type_in(sink, "b")
    target.awaits("1Ab")


def test_a_shortcut_goes_by_its_letter_wherever_it_stands(target: Target, sink: XtestInput) -> None:
    type_in(sink, "abc")
    target.awaits("abc")
    control = (Modifier.CONTROL,)
    sink.key(Key(code="ControlLeft", text="", down=True, modifiers=control))
    # "a" where an AZERTY keyboard has it.
    sink.key(Key(code="KeyQ", text="a", down=True, modifiers=control))
    sink.key(Key(code="KeyQ", text="a", down=False, modifiers=control))
    sink.key(Key(code="ControlLeft", text="", down=False, modifiers=()))
    type_in(sink, "xyzw")
    target.awaits("xyzw")


def test_a_held_key_is_repeated_by_the_technician_only(target: Target, sink: XtestInput) -> None:
    key = Key(code="KeyA", text="a", down=True, modifiers=())
    sink.key(key)
    time.sleep(1.5)
    sink.key(key)
    sink.key(Key(code="KeyA", text="a", down=False, modifiers=()))
    type_in(sink, "b")
    target.awaits("aab")


def test_closing_leaves_the_keyboard_as_it_was(display: dict[str, str]) -> None:
    server = Display(display["DISPLAY"])

    def mapping() -> list[list[int]]:
        info = server.display.info
        rows = server.get_keyboard_mapping(info.min_keycode, info.max_keycode - info.min_keycode + 1)
        return [[keysym for keysym in row if keysym] for row in rows]

    before = mapping()
    repeats = list(server.get_keyboard_control().auto_repeats)
    sink = XtestInput(display["DISPLAY"])
    type_in(sink, HARD)
    assert mapping() != before
    sink.close()
    assert mapping() == before
    assert list(server.get_keyboard_control().auto_repeats) == repeats
    server.close()


def test_whoever_survives_can_let_go_of_what_a_killed_process_held(display: dict[str, str]) -> None:
    held = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from agent.desktop.input_x11 import *; import time; s = XtestInput()\n"
            "s.button(Button.LEFT, down=True)\n"
            "s.key(Key(code='ShiftLeft', text='', down=True, modifiers=()))\n"
            "print('down', flush=True); time.sleep(600)",
        ],
        env=display,
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert held.stdout is not None
    held.stdout.readline()
    held.kill()
    held.wait()
    server = Display(display["DISPLAY"])
    assert sum(server.query_keymap()) > 0
    assert release_everything(display["DISPLAY"]) == 2
    assert sum(server.query_keymap()) == 0
    assert not server.screen().root.query_pointer().mask & 0x1F00
    server.close()


def test_a_left_handed_mapping_still_gets_the_left_button(display: dict[str, str], sink: XtestInput) -> None:
    server = Display(display["DISPLAY"])
    server.set_pointer_mapping([3, 2, 1, *range(4, len(list(server.get_pointer_mapping())) + 1)])
    sink.button(Button.LEFT, down=True)
    assert server.screen().root.query_pointer().mask & 0x100
    server.close()
