"""What a visitor has to say, how often they may ask, and what they are told; pure."""

from datetime import timedelta
from typing import Final

from broker.errors import BadInput, Refusal
from broker.features.sessions.asking import Contact
from broker.features.sessions.rules import MAX_PERSON, MAX_PHONE, plain_text
from protocol.session.reasons import EndReason
from protocol.session.states import Approved, Ended, Requested, Session

SECRET_CHARACTERS: Final = 43
MOST_BY_ADDRESS: Final = 5
ADDRESS_WINDOW: Final = timedelta(minutes=10)
MOST_BY_ORGANIZATION: Final = 60
ORGANIZATION_WINDOW: Final = timedelta(hours=1)
MOST_WAITING: Final = 30
"""Requests of visitors of one organization that may wait at once; beyond that nobody could answer them in time."""
KEPT: Final = timedelta(days=30)
"""How long a request can be read again by its link."""
ADDRESS_KEPT: Final = timedelta(days=1)


def check_reachable(contact: Contact) -> None:
    """Refuse a request that nobody could answer: a visitor has no account to be reached by."""
    email = plain_text(contact.email, "email", MAX_PERSON)
    if not email and not plain_text(contact.phone, "phone", MAX_PHONE):
        sentence = "Say how you can be reached: an e-mail address or a phone number."
        raise BadInput(sentence, code="field.email", fields={"email": sentence})


def too_often(window: timedelta) -> Refusal:
    """Say to a place that has asked too often when it may ask again."""
    minutes = int(window.total_seconds()) // 60
    return Refusal(
        f"Too many requests came from here just now. Try again in {minutes} minutes, or call your help desk.",
        code="open_portal.too_often",
        status=429,
        retry_after=int(window.total_seconds()),
    )


def too_many() -> Refusal:
    """Say that an organization gets more requests than it can answer."""
    return Refusal(
        "Very many requests wait here. Try again later, or call your help desk.",
        code="open_portal.too_many",
        status=429,
        retry_after=int(ORGANIZATION_WINDOW.total_seconds()) // 6,
    )


def state_of(session: Session) -> str:
    """Name where a request stands, as its visitor is told it."""
    match session.state:
        case Requested():
            return "waiting"
        case Ended(reason=EndReason.DENIED):
            return "denied"
        case Ended(reason=EndReason.REQUEST_EXPIRED):
            return "expired"
        case Ended():
            return "ended"
        case _:
            return "taken"


def waits_for_computer(session: Session) -> bool:
    """Tell whether a request is approved and its computer has not joined yet."""
    return isinstance(session.state, Approved) and session.device is None


def is_secret(text: str) -> bool:
    """Tell whether a text has the form of a visitor's secret at all."""
    return len(text) == SECRET_CHARACTERS and text.isascii()
