"""How wrong tries slow down further ones; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FIRST_WAIT_SECONDS: Final = 30
FORGOTTEN_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many failures are free, and the longest wait after one more."""

    free: int
    longest_seconds: int


# Who guesses at one account makes its owner wait too, but only in a browser that they never used before; a single
# address may be made to wait longer, and many people may sit behind it, so later. Codes are asked only of who has the
# password already.
ACCOUNT: Final = Pace(free=5, longest_seconds=300)
KNOWN: Final = Pace(free=5, longest_seconds=60)
ADDRESS: Final = Pace(free=20, longest_seconds=900)
CODE: Final = Pace(free=5, longest_seconds=900)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """Failures in a row, the last of them, and until when the next try has to wait."""

    failures: int
    last_failed_at: datetime
    wait_until: datetime | None


def seconds_left(tries: Tries | None, now: datetime) -> int:
    """Say how long to wait before the next try, rounded up; 0 where it may be made now.

    A clock that went back never makes anybody wait longer than the longest wait.
    """
    if tries is None or tries.wait_until is None or tries.wait_until <= now:
        return 0
    return max(1, -int((now - tries.wait_until).total_seconds() // 1))


def after_failure(tries: Tries | None, pace: Pace, now: datetime) -> Tries:
    """Count one more failure; an hour without any forgets those before."""
    fresh = tries is None or now - tries.last_failed_at >= FORGOTTEN_AFTER or now < tries.last_failed_at
    failures = 1 if fresh or tries is None else min(tries.failures + 1, 1_000)
    over = failures - pace.free
    wait = None
    if over >= 0:
        seconds = min(FIRST_WAIT_SECONDS * 2 ** min(over, 20), pace.longest_seconds)
        wait = now + timedelta(seconds=seconds)
    return Tries(failures=failures, last_failed_at=now, wait_until=wait)


def after_success(tries: Tries | None) -> Tries | None:
    """Take back the failure that was counted when the try began; the ones before it stay."""
    if tries is None or tries.failures <= 1:
        return None
    return Tries(failures=tries.failures - 1, last_failed_at=tries.last_failed_at, wait_until=None)
