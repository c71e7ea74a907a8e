"""Sessions as the API gives them."""

from typing import Any

import msgspec

from broker.access.scopes import covers
from broker.clock import instant_text
from broker.features.sessions import store
from broker.storage.work import View
from protocol.grant import Origin
from protocol.identifiers import short_name
from protocol.session.machine import deadline
from protocol.session.states import Ask, Ended, Requested, Session, capabilities_of, grant_of


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with its name."""

    id: str
    name: str


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for help, as they say it."""

    name: str
    email: str
    phone: str


class Technician(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands behind the session."""

    id: str
    name: str
    email: str


class End(msgspec.Struct, frozen=True, kw_only=True):
    """How it ended."""

    reason: str
    by: str | None
    note: str | None


class SessionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A session, from request to end."""

    id: str
    short: str
    state: str
    origin: str
    organization: Named
    device: Named | None
    person: Person | None
    technician: Technician | None
    reason: str
    capabilities_asked: tuple[str, ...]
    capabilities: tuple[str, ...] | None
    seconds: int
    seconds_given: int | None
    created_at: str
    deadline: str | None
    consented_at: str | None
    active_since: str | None
    expires_at: str | None
    ended_at: str | None
    end: End | None
    note: str | None
    place_in_line: int | None
    approval_needed: bool = True
    """False for a request that waits and that whoever may offer help there can take."""
    recording: str = "off"
    asked_person: bool | None = None
    """Whether the person at the device said yes themselves; None where nobody was let in."""


def answer_of(view: View, row: Any, *, approval_needed: bool = True) -> SessionAnswer:
    """Write a session that was read with its names."""
    session = store.decode_session(row.state)
    grant, state = grant_of(session), session.state
    ask, ends = session.ask, deadline(session)
    place = None
    # Its place counts the others in line, which a narrowed group does not let its members know of.
    waits_for_help = isinstance(state, Requested) and ask.origin is Origin.REQUEST
    if waits_for_help and covers(view.reach, session.organization):
        place = store.place_in_line(view, session.organization, session.created_at, session.id)
    allowed = grant.capabilities if isinstance(state, Ended) and grant else capabilities_of(session)
    return SessionAnswer(
        id=session.id,
        short=short_name(session.id),
        state=row_state(session),
        origin=ask.origin.value,
        organization=Named(id=session.organization, name=row.organization_name),
        device=Named(id=session.device, name=row.device_name or "") if session.device else None,
        person=_person(ask),
        technician=_technician(row),
        reason=ask.reason,
        capabilities_asked=tuple(each.value for each in ask.capabilities),
        capabilities=tuple(each.value for each in allowed) if grant else None,
        seconds=ask.seconds,
        seconds_given=grant.seconds if grant else None,
        created_at=instant_text(session.created_at),
        deadline=instant_text(ends) if ends else None,
        consented_at=instant_text(grant.consented_at) if grant else None,
        active_since=instant_text(session.active_since) if session.active_since else None,
        expires_at=instant_text(grant.expires_at) if grant else None,
        ended_at=instant_text(state.at) if isinstance(state, Ended) else None,
        end=End(reason=state.reason.value, by=state.by, note=state.note) if isinstance(state, Ended) else None,
        note=row.note,
        place_in_line=place,
        approval_needed=approval_needed,
        asked_person=grant.asked_person if grant else None,
    )


def row_state(session: Session) -> str:
    """Name the state as it is stored and sent."""
    return str(session.state.__struct_config__.tag)


def _person(ask: Ask) -> Person | None:
    """Give who asks for help; who asks for a visit is the technician."""
    if ask.origin is Origin.UNATTENDED or not (ask.name or ask.email):
        return None
    return Person(name=ask.name, email=ask.email, phone=ask.phone)


def _technician(row: Any) -> Technician | None:
    if row.technician_account_id is None:
        return None
    return Technician(id=row.technician_account_id, name=row.technician_name or "", email=row.technician_email or "")
