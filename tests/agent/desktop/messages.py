"""Messages that tests send as core, complete but for what a test is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from protocol.capabilities import Capability
from protocol.grant import Origin, Who
from protocol.links.agent_broker import ThreadMessage
from protocol.links.core_desktop import AskConsent, EndSession, Inject, InputEvent, Introduce, Receipt, ShowSession
from protocol.links.desktop_visitors import Visitor
from protocol.links.viewer_agent import Key
from protocol.session.reasons import EndReason

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SESSION = "session-1"
TECHNICIAN = Who(
    name="Duty technician",
    email="technician@provider.example",
    company="IT provider",
    signed_in_by="password and code",
)
USUAL = (Capability.VIEW, Capability.CONTROL, Capability.CHAT)


def question(**changes: Any) -> AskConsent:
    """An offer of help for an hour, open for a minute."""
    fields: dict[str, Any] = {
        "question": "question-1",
        "who": TECHNICIAN,
        "working_for": "Org A",
        "origin": Origin.OFFER,
        "reason": "Printer driver, as you asked.",
        "capabilities": USUAL,
        "seconds": 3600,
        "deadline_seconds": 60,
    }
    return AskConsent(**{**fields, **changes})


def session(**changes: Any) -> ShowSession:
    """A session with control, half an hour left."""
    fields: dict[str, Any] = {
        "session": SESSION,
        "who": TECHNICIAN,
        "since": NOON,
        "capabilities": USUAL,
        "seconds_left": 1800,
        "code": "418209",
    }
    return ShowSession(**{**fields, **changes})


def end(reason: EndReason = EndReason.DONE_BY_TECHNICIAN) -> EndSession:
    """The end of that session."""
    return EndSession(session=SESSION, reason=reason)


def introduction(**changes: Any) -> Introduce:
    """An organization that is looked after by a provider."""
    fields: dict[str, Any] = {
        "organization": "Org A",
        "provider": "IT provider",
        "phone": "+1 555 0100",
        "email": "help@provider.example",
        "portal_url": "https://portal.example",
        "person_name": "Accounts assistant",
        "person_email": "assistant@a.example",
    }
    return Introduce(**{**fields, **changes})


def inject(*events: InputEvent, sequence: int = 1) -> Inject:
    """A batch of input of that session."""
    return Inject(session=SESSION, sequence=sequence, events=events)


def typed(text: str) -> tuple[Key, ...]:
    """Press and release a key for each character, with codes that tell nothing about it."""
    events: list[Key] = []
    for at, character in enumerate(text):
        code = f"Key{chr(65 + at % 26)}"
        events += [Key(code=code, text=character, down=down, modifiers=()) for down in (True, False)]
    return tuple(events)


def receipt(**changes: Any) -> Receipt:
    """A session of 28 minutes with control."""
    fields: dict[str, Any] = {
        "session": SESSION,
        "who": TECHNICIAN,
        "began_at": NOON,
        "ended_at": NOON + timedelta(minutes=28),
        "capabilities": USUAL,
        "end_reason": EndReason.DONE_AT_DEVICE,
        "chain_head": "9c1e42",
    }
    return Receipt(**{**fields, **changes})


def said(text: str = "Which printer?", number: int = 1, name: str = "Duty technician") -> ThreadMessage:
    """A message of a technician."""
    return ThreadMessage(number=number, mine=False, name=name, text=text, at=NOON)


def written(text: str = "Are you there?", number: int = 1) -> ThreadMessage:
    """A message of the person."""
    return ThreadMessage(number=number, mine=True, name="Accounts assistant", text=text, at=NOON)


def visitor(**changes: Any) -> Visitor:
    """Whom the person let in for later, with control."""
    fields: dict[str, Any] = {
        "account": "t" * 26,
        "who": TECHNICIAN,
        "capabilities": USUAL,
        "seconds": 1800,
        "until": NOON,
    }
    return Visitor(**{**fields, **changes})
