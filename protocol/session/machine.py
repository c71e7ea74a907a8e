"""The session machine: one pure function that takes a session from event to event.

Rules: S1 `Ended` is final. S2 No grant without consent, or a policy that waives it. S3 Capabilities never grow inside a
grant. S4 Nothing passes between the peers before the accept. S5 Every accepted event yields exactly one audit entry.
S6 A refused event changes nothing. S7 Every state but `Ended` has a deadline.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from protocol.grant import Origin
from protocol.session.effects import Effect
from protocol.session.events import AnyEvent
from protocol.session.states import Active, Approved, AskingConsent, Ended, Granted, Session, grant_of
from protocol.session.transitions import TRANSITIONS, Move, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An accepted event: the session after it, what to tell the world, and its one audit entry.

    The entry is named after the new state, the reason of the end, or what the move says.
    """

    session: Session
    effects: tuple[Effect, ...]
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The event has no place here; nothing changed."""

    code: str


def advance(session: Session, event: AnyEvent, now: datetime) -> Step | Refused:
    """Apply an event at a moment (aware UTC). Gives the step, or a refusal with a stable code."""
    move = TRANSITIONS.get((type(session.state), type(event)))
    if move is None:
        return Refused(code="session.ended" if isinstance(session.state, Ended) else "session.refused_state")
    outcome = move.apply(session, event, now)
    if isinstance(outcome, Refusal):
        return Refused(code=outcome.code)
    return _step(session, move, outcome)


def _step(session: Session, move: Move, outcome: tuple[Session, tuple[Effect, ...]]) -> Step:
    after, effects = outcome
    if isinstance(after.state, Active) and after.active_since is None:
        after = msgspec.structs.replace(after, active_since=after.state.since)
    return Step(session=after, effects=effects, entry=f"session.{_entry_name(session, move, after)}")


def _entry_name(before: Session, move: Move, after: Session) -> str:
    if isinstance(after.state, Ended):
        return after.state.reason.value
    if _is_given_more(before, after):
        return "more_given"
    if move.entry:
        return move.entry
    if isinstance(after.state, Approved) and after.ask.origin is Origin.UNATTENDED:
        return "unattended_approved"
    if isinstance(after.state, AskingConsent) and not after.state.attended:
        return "asking_device"
    if isinstance(before.state, AskingConsent) and isinstance(after.state, Granted):
        return _granted_by(before.state, after.state)
    if type(before.state) is type(after.state):
        return "more_lapsed"
    return str(after.state.__struct_config__.tag)


def _granted_by(asked: AskingConsent, granted: Granted) -> str:
    """Say whether the person said yes, or what stood for them."""
    if granted.grant.asked_person:
        return "granted"
    if granted.grant.in_advance:
        return "granted_in_advance"
    return "granted_by_silence" if asked.attended else "granted_unasked"


def _is_given_more(before: Session, after: Session) -> bool:
    known, given = grant_of(before), grant_of(after)
    return known is not None and given is not None and given.question > known.question


def deadline(session: Session) -> datetime | None:
    """Give the moment at which `DeadlinePassed` is due; None only for a session that has ended."""
    match session.state:
        case Ended():
            return None
        case Active(grant=grant, question=None):
            return grant.expires_at
        case Active(grant=grant, question=question) if question is not None:
            return min(grant.expires_at, question.deadline)
        case Active():
            raise AssertionError("an active session has a question or none")
        case state:
            return state.deadline
