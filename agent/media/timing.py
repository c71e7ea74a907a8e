"""When the capture thread looks at the screen again: pure, fed with monotonic seconds."""

from dataclasses import dataclass, field
from typing import Final

FRAME_SECONDS: Final = 1 / 60
# Browsers show a last picture only once something follows it; the second repeat refines what had no room.
TAIL_SECONDS: Final = (0.035, 0.3)
IDLE_SECONDS: Final = 1.0
# A repeat of this size still carried detail that had no room before: another one follows, so many at most.
REFINING_BYTES: Final = 4000
REFINING_SECONDS: Final = 0.05
MAX_REFINEMENTS: Final = 80
REST_SECONDS: Final = 0.25


@dataclass(slots=True, kw_only=True)
class Timing:
    """Caps the rate and plans the repeats after the last change."""

    _next_look: float = 0.0
    _frame_seconds: float = FRAME_SECONDS
    _changed_at: float = float("-inf")
    _tails: list[float] = field(default_factory=list)
    _refinements: int = 0

    def looked(self, now: float, *, changed: bool) -> None:
        """A look at the screen took place; where it found a change the repeats are planned anew."""
        self._next_look = now + self._frame_seconds
        if changed:
            self._changed_at = now
            self._tails = [now + delay for delay in TAIL_SECONDS]
            self._refinements = 0

    def repeated(self, now: float, octets: int) -> None:
        """A repeat was made, of this size; while they are large the picture is not as fine as it can be."""
        if not self._tails and octets >= REFINING_BYTES and self._refinements < MAX_REFINEMENTS:
            self._refinements += 1
            self._tails = [now + REFINING_SECONDS]

    def is_resting(self, now: float) -> bool:
        """Nothing has changed for a moment: time for what would disturb motion."""
        return now - self._changed_at >= REST_SECONDS

    def pace(self, frame_seconds: float) -> None:
        """Looks are so far apart from now on, if nothing else holds them."""
        self._frame_seconds = frame_seconds

    def until_look(self, now: float) -> float:
        """Seconds to wait before damage may be looked at again; 0 when it may be now."""
        return max(0.0, self._next_look - now)

    def until_tail(self, now: float) -> float:
        """Seconds until the next repeat is due, or the idle wait."""
        return max(0.0, self._tails[0] - now) if self._tails else IDLE_SECONDS

    def take_tail(self, now: float) -> bool:
        """True once for each repeat that is due."""
        if self._tails and self._tails[0] <= now:
            self._tails.pop(0)
            return True
        return False
