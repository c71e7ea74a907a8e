"""What a message may be, how many there may be, and until when somebody may write; pure."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from broker.errors import BadInput, Conflict, Refusal
from broker.features.sessions.rules import plain_text
from protocol.grant import MAX_MESSAGE, MOST_IN_THREAD
from protocol.session.states import Ended, Session

MOST_A_MINUTE: Final = 10
"""Messages of one side in one thread within a minute."""
MINUTE: Final = timedelta(minutes=1)
OPEN_AFTER_END: Final = timedelta(hours=24)
"""How long after the end somebody may still write: thanks, or what was forgotten."""


class Side(StrEnum):
    """Who writes to whom."""

    PERSON = "person"
    STAFF = "staff"

    @property
    def other(self) -> "Side":
        return Side.STAFF if self is Side.PERSON else Side.PERSON


def checked_text(text: str) -> str:
    """Read a message as it is kept: without control and direction characters, with at most two line breaks in a row."""
    kept = re.sub(r"\n{3,}", "\n\n", plain_text(text, "text", MAX_MESSAGE))
    if not kept:
        raise BadInput("Write something first.", code="field.text", fields={"text": "Write something first."})
    return kept


def closes_at(session: Session) -> datetime | None:
    """Say until when somebody may write; None while the request or session is open."""
    return session.state.at + OPEN_AFTER_END if isinstance(session.state, Ended) else None


def is_open(session: Session, now: datetime) -> bool:
    """Tell whether somebody may still write there."""
    closes = closes_at(session)
    return closes is None or now < closes


def check_open(session: Session, now: datetime) -> None:
    """Refuse to write long after the end."""
    if not is_open(session, now):
        raise Conflict("This was over a day ago. Ask for help anew, or call.", code="message.closed")


def check_count(in_thread: int, lately: int) -> None:
    """Refuse one message too many, in the thread or within a minute."""
    if in_thread >= MOST_IN_THREAD:
        raise Conflict(
            f"There are {MOST_IN_THREAD} messages here, and no more can be kept. Call instead.", code="message.full"
        )
    if lately >= MOST_A_MINUTE:
        raise Refusal(
            f"You wrote {MOST_A_MINUTE} messages within a minute. Wait a minute, then send it.",
            code="message.too_fast",
            status=429,
            retry_after=int(MINUTE.total_seconds()),
        )
