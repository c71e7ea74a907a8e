"""Which of the device's screens a session shows: what its person gave, and what its viewer looks at of that."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from agent.media.picture import Stream
from agent.sessions.ports import PictureFactory
from protocol.links.core_desktop import Display
from protocol.links.viewer_agent import MOST_MONITORS, Monitor, Monitors
from protocol.session.reasons import EndReason

log = logging.getLogger(__name__)


class Way(Protocol):
    """What carries the picture to the viewer at the moment."""

    def resized(self, width: int, height: int) -> None:
        """The picture has this size from now on."""

    def pointed(self, x: int, y: int) -> None:
        """The person's pointer is here."""


@dataclass(slots=True, kw_only=True)
class Screens:
    """The screens of one session, and what happens to its picture; only what the person gave is ever looked at."""

    displays: Callable[[], tuple[Display, ...]]
    """Gives the screens that the device has now; the first is number 1."""
    way: Callable[[], Way | None]
    end: Callable[[EndReason], None]
    given: str | None = None
    """The one screen that the person gave, by its name; None where they gave all."""
    _looked_at: str | None = None
    _picture: Stream | None = None

    def picture(self, make: PictureFactory) -> Stream:
        """Give the picture; it is made once, and looks at nothing else from its first moment on."""
        if self._picture is None:
            self._picture = make(self)
            self._picture.show_only(self._shown)
        return self._picture

    @property
    def given_number(self) -> int | None:
        """The number of the one screen that the person gave; None where they gave all."""
        return self._number_of(self.given)

    def look_at(self, number: int | None) -> bool:
        """Have the viewer look at one screen, or all with None; False where that is not theirs to choose."""
        if self.given is not None:
            return number is not None and number == self.given_number
        found = self.displays()
        if number is not None and not 0 < number <= len(found):
            return False
        self._looked_at = None if number is None else found[number - 1].name
        self._follow()
        return True

    def monitors(self) -> Monitors:
        """Say what the viewer may look at, and what it looks at now."""
        numbered = list(enumerate(self.displays(), start=1))[:MOST_MONITORS]
        given = tuple(
            Monitor(number=number, width=max(0, each.width), height=max(0, each.height))
            for number, each in numbered
            if self.given is None or each.name == self.given
        )
        return Monitors(monitors=given, shown=self._number_of(self._shown), is_only=self.given is not None)

    def resized(self, width: int, height: int) -> None:
        """The picture has this size from now on."""
        way = self.way()
        if way is not None:
            way.resized(width, height)

    def pointed(self, x: int, y: int) -> None:
        """The person's pointer is here."""
        way = self.way()
        if way is not None:
            way.pointed(x, y)

    def monitor_gone(self, reason: str) -> None:
        """The one monitor that is shown is not there: what was given alone was taken away, among all others stay."""
        log.info("%s", reason)
        if self.given is not None:
            self.end(EndReason.VIEW_TAKEN_BACK)
        elif self._looked_at is not None:
            self._looked_at = None
            self._follow()

    def picture_lost(self, reason: str) -> None:
        """The screen cannot be captured any more, so there is nothing to help with."""
        log.error("the screen is gone: %s", reason)
        self.end(EndReason.FAILED)

    @property
    def _shown(self) -> str | None:
        return self.given or self._looked_at

    def _follow(self) -> None:
        if self._picture is not None:
            self._picture.show_only(self._shown)

    def _number_of(self, name: str | None) -> int | None:
        if name is None:
            return None
        return next((at for at, each in enumerate(self.displays(), start=1) if each.name == name), None)
