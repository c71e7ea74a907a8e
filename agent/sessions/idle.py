"""How long nobody has done anything in a session, neither its technician nor the person at the device."""

from dataclasses import dataclass, field
from typing import Final

from agent import clock
from agent.sessions.surroundings import Surroundings

WARNING_SECONDS: Final = 60.0


@dataclass(slots=True, kw_only=True)
class Stillness:
    """Counts by the device's own clock; the policy that counts now says how long it may last."""

    around: Surroundings
    _did_at: float = field(default_factory=clock.monotonic)

    def did(self) -> None:
        """The technician did something just now, or the screen began to be seen."""
        self._did_at = clock.monotonic()

    def seconds_left(self) -> float:
        """Count the seconds until the session ends because nothing was done."""
        newest = max(self._did_at, self.around.touched_at())
        return max(0.0, newest + self.around.policy().running.idle_seconds - clock.monotonic())

    def warning(self) -> float | None:
        """Give what is left in the last minute, which the technician is told; None before."""
        left = self.seconds_left()
        return left if left <= WARNING_SECONDS else None
