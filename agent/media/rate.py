"""How fast a sender may go: pure, down on what the viewer reports, up while it reports nothing bad."""

from dataclasses import dataclass
from typing import Final

START: Final = 2_000_000
START_NEAR: Final = 20_000_000
# Shorter than any access line: such a viewer is in the same building.
NEAR_SECONDS: Final = 0.015
LEAST: Final = 300_000
MOST: Final = 50_000_000
HEAVY_LOSS: Final = 0.10
LIGHT_LOSS: Final = 0.02
BACK_OFF: Final = 0.7
# An estimate is news only where it is below what was really sent.
LIMIT_SHARE: Final = 0.9
GROWTH_PER_SECOND: Final = 2.0
# What is allowed but not used says nothing about the way.
TRIED_SHARE: Final = 0.4
QUIET_AFTER_TROUBLE_SECONDS: Final = 2.0


@dataclass(slots=True, kw_only=True)
class RateControl:
    """Bits per second, between `LEAST` and `MOST`; `now` is monotonic seconds."""

    rate: float = START
    _trouble_at: float = float("-inf")
    _grown_at: float = float("-inf")

    def know_round_trip(self, seconds: float) -> None:
        """The first measurement, before anything was sent."""
        if seconds <= NEAR_SECONDS:
            self.rate = START_NEAR

    def report_loss(self, fraction: float, now: float) -> None:
        if fraction > HEAVY_LOSS:
            self._lower(self.rate * BACK_OFF, now)
        elif fraction > LIGHT_LOSS:
            self._trouble_at = now

    def report_limit(self, bits_per_second: float, sent: float, now: float) -> None:
        """The viewer's estimate against what was sent in the last second; it can only lower."""
        if bits_per_second < sent * LIMIT_SHARE:
            self._lower(min(self.rate, bits_per_second), now)

    def grow(self, now: float, sent: float) -> None:
        """Called with each report: more, where nothing bad was heard for a while, and what was sent tried it."""
        if now - self._trouble_at < QUIET_AFTER_TROUBLE_SECONDS:
            self._grown_at = now
            return
        elapsed = min(1.0, max(0.0, now - self._grown_at))
        self._grown_at = now
        if sent >= self.rate * TRIED_SHARE:
            self.rate = min(MOST, self.rate * GROWTH_PER_SECOND**elapsed)

    def _lower(self, rate: float, now: float) -> None:
        self.rate = max(LEAST, rate)
        self._trouble_at = now
