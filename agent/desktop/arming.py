"""Decides when *Yes* may be pressed: only after the question stood still in front of the person for a second."""

from dataclasses import dataclass, replace
from typing import Final

ARMING_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arming:
    """When the question was last disturbed, on a monotonic clock, and when the keys last came to it."""

    disturbed_at: float
    keys_came_at: float

    @classmethod
    def begin(cls, now: float) -> "Arming":
        """Begin with the question that was just shown."""
        return cls(disturbed_at=now, keys_came_at=now)

    def disturbed(self, now: float) -> "Arming":
        """Begin again: the window was shown, raised, moved or changed by others."""
        return Arming.begin(now)

    def focused(self, now: float) -> "Arming":
        """Keys typed for another window must not answer: they count only a second after the keys came here."""
        return replace(self, keys_came_at=now)

    def takes_pointer(self, now: float) -> bool:
        """Tell whether a click on *Yes* counts."""
        return now - self.disturbed_at >= ARMING_SECONDS

    def takes_keys(self, now: float) -> bool:
        """Tell whether a key counts; before that it is swallowed."""
        return self.takes_pointer(now) and now - self.keys_came_at >= ARMING_SECONDS
