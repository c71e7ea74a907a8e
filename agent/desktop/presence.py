"""Tells how long ago a person last touched this computer, apart from what a session did."""

from dataclasses import dataclass
from typing import Final, Protocol

from protocol.links.core_desktop import Display

# The server notes an injected event a moment after we made it.
_OURS_WITHIN_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalInput:
    """When the person last did something, on the monotonic clock."""

    last_at: float
    injected_at: float = float("-inf")

    def injected(self, now: float) -> "LocalInput":
        """Remember that we did something ourselves."""
        return LocalInput(last_at=self.last_at, injected_at=now)

    def seen(self, idle_seconds: float, now: float) -> "LocalInput":
        """Take the server's word for the newest input, unless it was ours."""
        newest = now - idle_seconds
        is_ours = abs(newest - self.injected_at) <= _OURS_WITHIN_SECONDS
        if is_ours or newest <= self.last_at:
            return self
        return LocalInput(last_at=newest, injected_at=self.injected_at)

    def idle_seconds(self, now: float) -> int:
        """Give the age of the person's last input."""
        return max(0, int(now - self.last_at))


class Surroundings(Protocol):
    """What the desktop process can see of the computer around it."""

    def idle_seconds(self) -> float:
        """Give the age of the newest input, the session's own included."""

    def displays(self) -> tuple[Display, ...]:
        """List the monitors in the pixels of the whole screen."""

    def is_covered(self, window: int) -> bool:
        """Tell whether another program's window lies over one of ours."""

    def is_shown(self, window: int) -> bool:
        """Tell whether one of our windows is still there to be seen."""

    def is_ours_at(self, x: int, y: int, windows: frozenset[int]) -> bool:
        """Tell whether one of these windows is what a press at this pixel would reach."""

    def keys_are_ours(self, windows: frozenset[int]) -> bool:
        """Tell whether one of these windows, or a part of one, is what a key pressed now would reach."""

    def keys_go_to(self) -> tuple[int, int] | None:
        """Give the middle of the window that keys go to, in pixels of the whole screen; None where nobody can tell."""
