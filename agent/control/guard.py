"""Decides, without I/O, which input of a viewer goes on to the desktop; what does not is dropped with a reason."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from protocol.links.core_desktop import InputEvent
from protocol.links.viewer_agent import Button, Key, PointerButton, PointerMove, Wheel

# A person and a fast pointer make some hundred events a second; this leaves room and still bounds a flood.
MAX_EVENTS_PER_SECOND: Final = 1000
MAX_HELD_KEYS: Final = 32


class Dropped(StrEnum):
    """Why input went no further."""

    NO_CONTROL = "input.no_control"
    NOT_DRIVER = "input.not_driver"
    TOO_FAST = "input.too_fast"
    OUTSIDE = "input.outside"
    STALE = "input.stale"
    TOO_MANY_KEYS = "input.too_many_keys"
    NOT_HELD = "input.not_held"
    PAUSED = "input.paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the permit and the session say about this viewer at this moment."""

    may_control: bool
    is_driver: bool
    width: int
    height: int


@dataclass(slots=True, kw_only=True)
class Guard:
    """The memory of one viewer's input: what it holds down, how fast it sends, and its newest move."""

    keys: set[str] = field(default_factory=set)
    buttons: set[Button] = field(default_factory=set)
    _newest_move: int = -1
    _window_began: float = float("-inf")
    _window_count: int = 0

    def judge(self, event: InputEvent, rights: Rights, now: float) -> InputEvent | Dropped:
        """Let one event pass, or say why not. Releases of what is held always pass while there is control."""
        if not rights.may_control:
            return Dropped.NO_CONTROL
        if not rights.is_driver:
            return Dropped.NOT_DRIVER
        match event:
            case Key(down=False) | PointerButton(down=False):
                return self._release(event)
            case _ if self._is_flood(now):
                return Dropped.TOO_FAST
            case Key():
                return self._press_key(event)
            case PointerMove() | PointerButton() | Wheel():
                return self._point(event, rights)

    def forget(self) -> None:
        """Everything was released."""
        self.keys.clear()
        self.buttons.clear()

    def _is_flood(self, now: float) -> bool:
        if now - self._window_began >= 1.0:
            self._window_began = now
            self._window_count = 0
        self._window_count += 1
        return self._window_count > MAX_EVENTS_PER_SECOND

    def _release(self, event: Key | PointerButton) -> InputEvent | Dropped:
        if isinstance(event, Key):
            if event.code not in self.keys:
                return Dropped.NOT_HELD
            self.keys.discard(event.code)
            return event
        if event.button not in self.buttons:
            return Dropped.NOT_HELD
        self.buttons.discard(event.button)
        return event

    def _press_key(self, event: Key) -> InputEvent | Dropped:
        if event.code not in self.keys and len(self.keys) >= MAX_HELD_KEYS:
            return Dropped.TOO_MANY_KEYS
        self.keys.add(event.code)
        return event

    def _point(self, event: PointerMove | PointerButton | Wheel, rights: Rights) -> InputEvent | Dropped:
        if event.x >= rights.width or event.y >= rights.height:
            return Dropped.OUTSIDE
        if isinstance(event, PointerMove):
            if event.number <= self._newest_move:
                return Dropped.STALE
            self._newest_move = event.number
        if isinstance(event, PointerButton):
            self.buttons.add(event.button)
        return event
