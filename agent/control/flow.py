"""Bounds what is on its way to the desktop, so that an end never waits behind a flood; pure."""

from dataclasses import dataclass
from typing import Final

from protocol.links.core_desktop import InputEvent
from protocol.links.viewer_agent import Key, PointerButton

# The desktop plays an event in about a millisecond; a key that waits for a spare one holds up those behind it.
MOST_POINTER: Final = 64
MOST_KEYS: Final = 128


@dataclass(slots=True)
class Flow:
    """Numbers what is sent to the desktop, and knows how much of it is not done yet."""

    _sent: int = 0
    _done: int = 0

    def takes(self, event: InputEvent) -> bool:
        """Tell whether this event may go on now; letting go always may."""
        match event:
            case Key(down=False) | PointerButton(down=False):
                return True
            case Key():
                return self._sent - self._done < MOST_KEYS
            case _:
                return self._sent - self._done < MOST_POINTER

    def number(self) -> int:
        """Give the next event its number."""
        self._sent += 1
        return self._sent

    def done(self, number: int) -> None:
        """The desktop has done everything up to this number; one that was never given out says nothing."""
        if self._done < number <= self._sent:
            self._done = number
