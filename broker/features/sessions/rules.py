"""Who may take which step of a session, and what a request has to say; pure."""

from datetime import datetime, timedelta
from typing import Final

from broker.access.actors import AccountActor, AccountKind, Actor, DeviceActor
from broker.access.permissions import Permission
from broker.errors import BadInput
from protocol.capabilities import Capabilities, Capability
from protocol.grant import Origin, Visit
from protocol.session.states import Session, technician_of
from protocol.visits import MIN_WORDS

MAX_REASON: Final = 1000
MAX_NOTE: Final = 500
MAX_PERSON: Final = 200
MAX_PHONE: Final = 50
FRESH_MINUTES: Final = 15
"""From the request to the proposal, where a session begins without a question: who asked may be gone after that."""
# Signs that turn the direction of text around them; a quoted text could pose as ours with them (UAX #9).
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def driving_permission(session: Session) -> Permission:
    """Name what is needed in order to hold a session: what it was begun by."""
    if session.ask.origin is Origin.OWN:
        return Permission.OWN_DEVICE_USE
    if session.ask.origin is Origin.UNATTENDED:
        return Permission.SESSION_UNATTENDED
    offers = session.ask.origin is Origin.OFFER or session.taken
    return Permission.SESSION_OFFER if offers else Permission.SESSION_APPROVE


def needed_now(session: Session, *, approval_needed: bool) -> frozenset[Permission]:
    """Name all that is needed for a session to go on; what was taken wants an approver once one is needed."""
    if session.ask.origin is Origin.OWN:
        return frozenset({Permission.OWN_DEVICE_USE})
    more = {Permission.SESSION_APPROVE} if session.taken and approval_needed else set()
    if session.ask.origin is Origin.UNATTENDED:
        more = {Permission.SESSION_OFFER}
    return frozenset({Permission.SESSION_READ, driving_permission(session), *more})


def viewing_permission(actor: Actor) -> Permission:
    """Name what somebody has to hold to be a viewer at all: end users come to their own devices, and nowhere else."""
    is_end_user = isinstance(actor, AccountActor) and actor.kind is AccountKind.END_USER
    return Permission.OWN_DEVICE_USE if is_end_user else Permission.SESSION_READ


def is_fresh(session: Session, now: datetime) -> bool:
    """Tell whether somebody asked so lately that they may be let in without a question, where settings say so."""
    return now - session.created_at <= timedelta(minutes=FRESH_MINUTES)


def visit_of(session: Session) -> Visit | None:
    """Say who comes unattended and who else said yes to that; None for every other session."""
    account = technician_of(session)
    if session.ask.origin is not Origin.UNATTENDED or account is None:
        return None
    return Visit(account=account, approved_by=session.approved_by)


def holds(actor: Actor, session: Session) -> bool:
    """Tell whether this is the technician behind the session."""
    return isinstance(actor, AccountActor) and technician_of(session) == actor.account_id


def asked_for(actor: Actor, session: Session, own_device: bool) -> bool:
    """Tell whether the person, or the device they sit at, asked for this session or is helped by it."""
    match actor:
        case AccountActor(kind=AccountKind.END_USER):
            return session.ask.requester == actor.account_id or own_device
        case DeviceActor():
            return session.device == actor.device_id
        case _:
            return False


def plain_text(text: str, field: str, limit: int) -> str:
    """Strip what a person's text has no use for; raises BadInput where it is too long."""
    kept = "".join(sign for sign in text if (sign.isprintable() or sign == "\n") and sign not in _TURNING).strip()
    if len(kept) > limit:
        raise BadInput("This is too long.", code=f"field.{field}", fields={field: f"Use at most {limit} characters."})
    return kept


def reason_text(text: str, *, is_needed: bool = True) -> str:
    """Read a reason: at least two words where one is needed."""
    kept = plain_text(text, "reason", MAX_REASON)
    if is_needed and len(kept.split()) < MIN_WORDS:
        raise BadInput(
            "Say in a few words what this is about.",
            code="field.reason",
            fields={"reason": "Use at least two words."},
        )
    return kept


def again_in(left: timedelta) -> str:
    """Say when something can be done again, in whole minutes and never too early."""
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return "in a minute" if minutes == 1 else f"in {minutes} minutes"


def check_capabilities(asked: Capabilities, offered: Capabilities) -> None:
    """Refuse a set that makes no sense, or goes beyond what the settings offer."""
    if Capability.VIEW not in asked:
        raise BadInput(
            "Everything else stands on seeing the screen.",
            code="field.capabilities",
            fields={"capabilities": "Seeing the screen is part of every session."},
        )
    beyond = asked - offered
    if beyond:
        words = ", ".join(sorted(beyond))
        raise BadInput(
            f"The settings do not offer this here: {words}.",
            code="field.capabilities",
            fields={"capabilities": f"Not offered here: {words}."},
        )


def check_seconds(seconds: int, most: int) -> None:
    """Refuse a time outside of what can be asked for."""
    if not 60 <= seconds <= most:
        raise BadInput(
            f"A session here takes between 1 and {most // 60} minutes.",
            code="field.seconds",
            fields={"seconds": f"From 60 to {most} seconds."},
        )
