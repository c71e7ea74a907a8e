"""Sessions to begin a test with, and a short way to play events on them."""

from datetime import UTC, datetime, timedelta

from protocol.capabilities import Capability
from protocol.grant import Origin
from protocol.identifiers import AccountId, DeviceId, OrganizationId, SessionId
from protocol.session import events as on
from protocol.session.machine import Refused, Step, advance
from protocol.session.states import APPROVAL_SECONDS, REQUEST_SECONDS, Approved, Ask, Limits, Requested, Session

START = datetime(2026, 1, 1, tzinfo=UTC)
TECHNICIAN = AccountId("t" * 26)
BOTH = (Capability.VIEW, Capability.CONTROL)
ONLY_VIEW = (Capability.VIEW,)


def at(seconds: float) -> datetime:
    """Give the moment so many seconds after the start."""
    return START + timedelta(seconds=seconds)


def requested() -> Session:
    """A session that the person asked for."""
    return _session(Requested(deadline=at(REQUEST_SECONDS)), Origin.REQUEST)


def offered() -> Session:
    """A session that a technician offers."""
    return _session(Approved(technician=TECHNICIAN, note="", deadline=at(APPROVAL_SECONDS)), Origin.OFFER)


def _session(state: Requested | Approved, origin: Origin) -> Session:
    ask = Ask(origin=origin, reason="Printer driver", capabilities=BOTH, seconds=600)
    return Session(
        id=SessionId("s" * 26),
        organization=OrganizationId("o" * 26),
        device=DeviceId("d" * 26),
        ask=ask,
        limits=Limits(),
        created_at=START,
        state=state,
    )


def play(session: Session, *events: on.AnyEvent, seconds: float = 1) -> Session:
    """Play events that all have their place; a refusal fails the test."""
    for event in events:
        session = accepted(session, event, seconds).session
    return session


def accepted(session: Session, event: on.AnyEvent, seconds: float = 1) -> Step:
    """Play one event that has its place."""
    step = advance(session, event, at(seconds))
    assert isinstance(step, Step), f"{type(event).__name__} was refused: {step}"
    return step


def refused(session: Session, event: on.AnyEvent, seconds: float = 1) -> str:
    """Play one event that has no place; gives the code."""
    outcome = advance(session, event, at(seconds))
    assert isinstance(outcome, Refused), f"{type(event).__name__} was accepted"
    return outcome.code


APPROVE = on.Approve(technician=TECHNICIAN)
ASK = on.AskPerson(attempt=1, proposal_hash="p1", capabilities=BOTH, seconds=600)
YES = on.Consent(attempt=1, proposal_hash="p1", accept_hash="a1", capabilities=BOTH, seconds=600, asked_person=True)
CONNECT = on.Connect(attempt=1)
CONNECTED = on.Connected(attempt=1)


def active() -> Session:
    """A session in which the screen is seen."""
    return play(offered(), ASK, YES, CONNECT, CONNECTED)
