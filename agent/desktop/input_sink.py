"""The port to pointer and keyboard of the desktop, and the few lines that are the same on every system."""

from typing import Protocol

from protocol.links.core_desktop import InputEvent
from protocol.links.viewer_agent import Button, Key, PointerButton, PointerMove, Wheel


class InputLost(Exception):
    """The desktop takes no more input: the session on it is over."""


class InputSink(Protocol):
    """Does what the session's hand does. Everything pressed can be let go of in one call."""

    def move(self, x: int, y: int) -> None:
        """Put the pointer at a pixel of the whole screen."""

    def where(self) -> tuple[int, int]:
        """Give the pixel of the whole screen at which the pointer stands, whoever put it there."""

    def button(self, button: Button, *, down: bool) -> None:
        """Press or release a button where the pointer is."""

    def wheel(self, right: int, down: int) -> None:
        """Turn the wheel by whole notches."""

    def prepare(self, text: str) -> None:
        """Get ready to type these characters, so that none has to wait for another."""

    def wait_before(self, text: str) -> float:
        """Give the seconds to wait before these characters can be typed; 0 nearly always."""

    def key(self, key: Key) -> None:
        """Press or release a key by its text where it makes one, by its place on the keyboard otherwise."""

    def release_all(self) -> None:
        """Let go of every key and button that this sink holds."""

    def close(self) -> None:
        """Let go of everything and leave the keyboard as it was found."""


class Hand:
    """Plays events into a sink; parts of notches add up, so that a slow wheel still turns."""

    def __init__(self, sink: InputSink) -> None:
        self._sink = sink
        self._right = 0.0
        self._down = 0.0

    def prepare(self, events: tuple[InputEvent, ...]) -> None:
        """Let the sink see all characters of a batch before the first is typed."""
        text = "".join(event.text for event in events if isinstance(event, Key) and event.down)
        if text:
            self._sink.prepare(text)

    def wait_before(self, event: InputEvent) -> float:
        """Give the seconds to wait before this event."""
        return self._sink.wait_before(event.text) if isinstance(event, Key) and event.down else 0.0

    def play(self, event: InputEvent) -> None:
        """Do one event."""
        match event:
            case PointerMove():
                self._sink.move(event.x, event.y)
            case PointerButton():
                self._sink.move(event.x, event.y)
                self._sink.button(event.button, down=event.down)
            case Wheel():
                self._sink.move(event.x, event.y)
                self._turn(event)
            case Key():
                self._sink.key(event)

    def let_go(self, button: Button) -> None:
        """Release a button wherever the pointer is, and leave that where it is."""
        self._sink.button(button, down=False)

    def _turn(self, event: Wheel) -> None:
        self._right += event.dx
        self._down += event.dy
        right, down = int(self._right), int(self._down)
        self._right -= right
        self._down -= down
        if right or down:
            self._sink.wheel(right, down)
