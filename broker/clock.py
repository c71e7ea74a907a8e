"""The one home of time in the broker."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What parts ask for the time: the date for people, the stopwatch for limits."""

    def now(self) -> datetime:
        """Give the present instant in UTC, in whole milliseconds, so that it survives storage unchanged."""
        ...

    def monotonic(self) -> float:
        """Give seconds on a stopwatch that never goes back."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return whole_milliseconds(datetime.now(UTC))

    def monotonic(self) -> float:
        return time.monotonic()


def whole_milliseconds(instant: datetime) -> datetime:
    """Cut an instant down to the precision that is stored and sent."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def instant_text(instant: datetime) -> str:
    """Spell an aware instant as ISO 8601 in UTC with milliseconds and `Z`."""
    if instant.tzinfo is None:
        raise ValueError("an instant carries its zone")
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
