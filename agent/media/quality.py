"""How fine the picture is made for what the way to the viewers carries: pure."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """A constant rate factor (lower is finer) under a ceiling of bits per second."""

    rate_factor: int = 21
    ceiling: int = 20_000_000


# What a way carries at least, in bits per second, and the quality for it. The first picture of a full screen is held
# to a quarter of a second of the ceiling; repeats refine it.
STEPS: Final = (
    (0, Quality(rate_factor=25, ceiling=1_500_000)),
    (1_500_000, Quality(rate_factor=23, ceiling=4_000_000)),
    (5_000_000, Quality(rate_factor=22, ceiling=10_000_000)),
    (15_000_000, Quality(rate_factor=21, ceiling=25_000_000)),
)
# A budget this far below the step's own threshold is needed to go down: no flapping at a border.
DOWN_SHARE: Final = 0.7
TIGHT_SHARE: Final = 0.6
MEMORY_SECONDS: Final = 1.0
LEAST_INTERVAL_SECONDS: Final = 1.5


def quality_for(budget: float) -> Quality:
    """The finest step that the budget (bits per second) carries."""
    return [quality for least, quality in STEPS if least <= budget][-1]


@dataclass(slots=True, kw_only=True)
class QualityControl:
    """Judges whether an open encoder should be replaced: seldom, since that costs a key picture. Monotonic seconds."""

    quality: Quality
    opened_at: float
    _sizes: deque[tuple[float, int]] = field(default_factory=deque)
    _tight_at: float = float("-inf")

    def spent(self, octets: int, now: float) -> None:
        """A picture of this size was made."""
        self._sizes.append((now, octets))
        while self._sizes[0][0] < now - MEMORY_SECONDS:
            self._sizes.popleft()
        if 8 * sum(size for _, size in self._sizes) >= TIGHT_SHARE * self.quality.ceiling:
            self._tight_at = now

    def wants_change(self, budget: float, now: float) -> bool:
        """Down as soon as the way carries clearly less; up where the ceiling was felt since the encoder was opened."""
        if now - self.opened_at < LEAST_INTERVAL_SECONDS:
            return False
        if quality_for(budget / DOWN_SHARE).ceiling < self.quality.ceiling:
            return True
        return quality_for(budget).ceiling > self.quality.ceiling and self._tight_at > self.opened_at
