"""How fine the picture is made for what the way to the viewers carries, and for what they chose: pure."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from protocol.links.viewer_agent import QualityChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """A constant rate factor (lower is finer) under a ceiling of bits per second.

    Where a format knows no rate factor, `coarsest` is the most that it may leave out (libvpx, 0 to 63).
    """

    rate_factor: int = 21
    ceiling: int = 20_000_000
    coarsest: int = 56


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What a choice does: to the rate factor, to the ceiling and pace, and to how often the screen is looked at."""

    coarser: int = 0
    coarsest: int = 56
    most: int = 50_000_000
    frame_seconds: float = 1 / 60


# The most modest first: of several viewers of one picture, the one on the poorest way decides.
MANNERS: Final = {
    QualityChoice.LOW: Manner(coarser=5, coarsest=63, most=600_000, frame_seconds=1 / 10),
    QualityChoice.SMOOTH: Manner(coarser=4, coarsest=63),
    QualityChoice.AUTO: Manner(),
    # Half as many pictures, each with twice the room.
    QualityChoice.SHARP: Manner(coarser=-4, coarsest=36, frame_seconds=1 / 30),
}
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


def quality_for(budget: float, choice: QualityChoice = QualityChoice.AUTO) -> Quality:
    """The finest step that the budget (bits per second) carries, made as it was chosen."""
    found = [quality for least, quality in STEPS if least <= budget][-1]
    manner = MANNERS[choice]
    return replace(
        found,
        rate_factor=found.rate_factor + manner.coarser,
        ceiling=min(found.ceiling, manner.most),
        coarsest=manner.coarsest,
    )


def most_modest(choices: Iterable[QualityChoice]) -> QualityChoice:
    """What several viewers of one picture come to; without one, nothing was chosen."""
    chosen = set(choices)
    return next((choice for choice in MANNERS if choice in chosen), QualityChoice.AUTO)


@dataclass(slots=True, kw_only=True)
class QualityControl:
    """Judges whether an open encoder should be replaced: seldom, since that costs a key picture. Monotonic seconds."""

    quality: Quality
    opened_at: float
    choice: QualityChoice = QualityChoice.AUTO
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
        if quality_for(budget / DOWN_SHARE, self.choice).ceiling < self.quality.ceiling:
            return True
        better = quality_for(budget, self.choice).ceiling > self.quality.ceiling
        return better and self._tight_at > self.opened_at

    def is_for_another(self, choice: QualityChoice, now: float) -> bool:
        """Somebody chose anew; however often they do, the encoder begins anew only so often."""
        return choice is not self.choice and now - self.opened_at >= LEAST_INTERVAL_SECONDS
