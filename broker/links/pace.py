"""How fast one link may speak: a bucket of tokens that refills; pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many messages at once, and how many a second after that."""

    burst: int
    per_second: float


class Bucket:
    """One link's tokens; `now` is seconds on a monotonic clock."""

    def __init__(self, pace: Pace, now: float) -> None:
        self._pace = pace
        self._left = float(pace.burst)
        self._at = now

    def take(self, now: float) -> bool:
        """Take one token; False where there is none left."""
        grown = self._left + max(0.0, now - self._at) * self._pace.per_second
        self._left, self._at = min(float(self._pace.burst), grown), now
        if self._left < 1:
            return False
        self._left -= 1
        return True
