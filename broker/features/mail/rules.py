"""When a mail is tried again, and when it is given up; pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

# Greylisting asks for some minutes (RFC 6647), an outage may last a day (RFC 5321, section 4.5.4.1).
WAITS: Final = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180, 360, 720))
MAX_TRIES: Final = len(WAITS) + 1
LEASE: Final = timedelta(minutes=2)
KEPT: Final = timedelta(days=30)


class MailState(StrEnum):
    """Where a mail is: it waits, was taken by the mail server, was given up, or is not wanted any more."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


def next_try(tries: int, now: datetime) -> datetime | None:
    """Say when to try again after so many tries; None where it is given up."""
    return now + WAITS[tries - 1] if 0 < tries <= len(WAITS) else None
