"""Lets the person's own hand on the mouse go before a session's, pure."""

from dataclasses import dataclass
from typing import Final

PERSON_FIRST_SECONDS: Final = 1.0
"""So long after the person moved their pointer, a session's pointer waits."""
OVER_OURS_SECONDS: Final = 5.0
"""The same where they moved it onto a window of ours: nobody takes *Done* from under their hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedence:
    """Where the pointer was last known to stand (pixels of the whole screen), and until when it is the person's."""

    stands_at: tuple[int, int] | None = None
    theirs_until: float = float("-inf")

    def left(self, at: tuple[int, int]) -> "Precedence":
        """Remember where the session's own input left the pointer."""
        return Precedence(stands_at=at, theirs_until=self.theirs_until)

    def seen(self, at: tuple[int, int], now: float, *, over_ours: bool) -> "Precedence":
        """Look at the pointer: who moved it, if not the session, was the person."""
        if at == self.stands_at or self.stands_at is None:
            return Precedence(stands_at=at, theirs_until=self.theirs_until)
        return Precedence(stands_at=at, theirs_until=now + (OVER_OURS_SECONDS if over_ours else PERSON_FIRST_SECONDS))

    def is_theirs(self, now: float) -> bool:
        """Tell whether a session's pointer waits now."""
        return now < self.theirs_until
