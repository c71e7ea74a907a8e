"""The agent's one home of the clocks."""

import time
from datetime import UTC, datetime
from typing import Final

_WITH_SLEEP: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", None)


def now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(tz=UTC)


def monotonic() -> float:
    """Seconds that never go back, for deadlines and ages; on Linux they go on while the computer sleeps."""
    # CLOCK_MONOTONIC stands still in suspend (clock_gettime(2)), and what the person gave would last so much longer.
    return time.clock_gettime(_WITH_SLEEP) if _WITH_SLEEP is not None else time.monotonic()
