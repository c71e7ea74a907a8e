"""The agent's one home of the clocks."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(tz=UTC)


def monotonic() -> float:
    """Seconds that never go back; for deadlines and ages."""
    return time.monotonic()
