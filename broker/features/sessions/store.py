"""Sessions and their signed documents in storage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, insert, or_, select, update

from broker.access.actors import AccountActor, AccountKind
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.errors import Conflict, NotFound
from broker.storage import tables
from broker.storage.columns import milliseconds_of
from broker.storage.listing import Order, in_order, read_part
from broker.storage.paging import PageAsked, place_after, write_cursor
from broker.storage.searching import holds, searchable
from broker.storage.work import Change, View
from protocol.identifiers import DeviceId, SessionId, is_identifier
from protocol.session.machine import deadline
from protocol.session.states import Approved, Ended, Session, technician_of

LIVE: Final = ("approved", "asking_consent", "granted", "connecting", "active", "interrupted")
# Beyond this nobody reads their place in line any more.
MOST_TOLD: Final = 100
# A side that lies, or is broken, must not fill the log.
MOST_REMARKS: Final = 100
_sessions = tables.sessions.c
_documents = tables.session_documents.c
# People who wait for help; technicians whose visit waits for a yes stand in no line with them.
_WAITING: Final = (_sessions.state_name == "requested", _sessions.origin == "request")


class Document(StrEnum):
    """What is kept of the exchange of an attempt."""

    HELLO = "hello"
    PROPOSAL = "proposal"
    OFFER = "offer"
    ACCEPT = "accept"
    EVENT = "event"
    QUESTION = "question"
    """A further question and its answer stand under the question's number."""
    REPLY = "reply"


class Wanted(StrEnum):
    """Which sessions a list shows."""

    REQUESTED = "requested"
    LIVE = "live"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A session with the version it was read in."""

    session: Session
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list of sessions is narrowed to."""

    wanted: Wanted | None = None
    mine: bool = False
    device: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Part of a list: rows, where the next part begins, and how many there are in all."""

    rows: Sequence[Row[Any]]
    next: str | None
    total: int
    at_least: bool


def load(view: View, session: str) -> Stored:
    """Read a session within reach, or raise NotFound; the caller requires the permission for its organization."""
    within = view.within_device_reach(_sessions.organization_id, _sessions.device_id)
    query = select(_sessions.state, _sessions.version).where(_sessions.id == session, within)
    # What is no identifier never reaches a database: not every one takes every sign.
    row = view.connection.execute(query).one_or_none() if is_identifier(session) else None
    if row is None:
        raise NotFound
    return Stored(session=decode_session(row.state), version=row.version)


def decode_session(text: str) -> Session:
    return msgspec.json.decode(text, type=Session)


def add(change: Change, session: Session) -> None:
    """Store a new session."""
    requester = {"name": session.ask.name, "email": session.ask.email, "phone": session.ask.phone}
    fresh = {
        "id": session.id,
        "organization_id": session.organization,
        "device_id": session.device,
        "requester_account_id": session.ask.requester,
        "requester": msgspec.json.encode(requester).decode(),
        "origin": session.ask.origin.value,
        "reason": session.ask.reason,
        "search_text": searchable((_device_name(change, session.device), *requester.values(), session.ask.reason)),
        "created_at": session.created_at,
        "version": 1,
    }
    change.connection.execute(insert(tables.sessions).values(fresh | _moving(session)))


def _device_name(change: Change, device: DeviceId | None) -> str | None:
    name: str | None = change.connection.execute(
        select(tables.devices.c.name).where(tables.devices.c.id == device)
    ).scalar_one_or_none()
    return name


def save(change: Change, before: Stored, session: Session) -> None:
    """Store a session after a step, unless somebody stored it meanwhile."""
    query = (
        update(tables.sessions)
        .where(_sessions.id == session.id, _sessions.version == before.version)
        .values(_moving(session) | {"version": before.version + 1})
    )
    if change.connection.execute(query).rowcount != 1:
        raise Conflict


def attach(change: Change, before: Stored, session: Session) -> None:
    """Store which device a request is helped on, unless somebody stored the session meanwhile."""
    query = (
        update(tables.sessions)
        .where(_sessions.id == session.id, _sessions.version == before.version)
        .values(_moving(session) | {"version": before.version + 1, "device_id": session.device})
    )
    if change.connection.execute(query).rowcount != 1:
        raise Conflict


def keep_note(change: Change, before: Stored, note: str) -> None:
    """Store a note on a session that otherwise stays as it is, unless somebody stored it meanwhile."""
    query = (
        update(tables.sessions)
        .where(_sessions.id == before.session.id, _sessions.version == before.version)
        .values(note=note, version=before.version + 1)
    )
    if change.connection.execute(query).rowcount != 1:
        raise Conflict


def _moving(session: Session) -> dict[str, object]:
    state = session.state
    ended = isinstance(state, Ended)
    moving: dict[str, object] = {
        "state_name": str(state.__struct_config__.tag),
        "state": msgspec.json.encode(session).decode(),
        "deadline": deadline(session),
        "ended_at": state.at if isinstance(state, Ended) else None,
        "end_reason": state.reason.value if isinstance(state, Ended) else None,
    }
    if not ended:
        moving["technician_account_id"] = technician_of(session)
    if isinstance(state, Approved):
        moving["note"] = state.note or None
    elif isinstance(state, Ended) and state.note:
        moving["note"] = state.note
    return moving


def keep_document(change: Change, session: SessionId, attempt: int, kind: Document, envelope: bytes) -> None:
    """Keep a document of an attempt; one that was written anew replaces the old."""
    same = (_documents.session_id == session, _documents.attempt == attempt, _documents.kind == kind.value)
    change.connection.execute(delete(tables.session_documents).where(*same))
    fresh = {"session_id": session, "attempt": attempt, "kind": kind.value, "envelope": envelope}
    change.connection.execute(insert(tables.session_documents).values(**fresh, created_at=change.now))


def document(view: View, session: SessionId, attempt: int, kind: Document) -> bytes | None:
    """Read a document of an attempt."""
    query = select(_documents.envelope).where(
        _documents.session_id == session, _documents.attempt == attempt, _documents.kind == kind.value
    )
    found: bytes | None = view.connection.execute(query).scalar_one_or_none()
    return found


def has_said_enough(view: View, session: SessionId, kind: AuditKind, most: int | None = None) -> bool:
    """Tell whether the log of a session has as many entries of a kind as its sides may make it have by themselves."""
    bound = MOST_REMARKS if most is None else most
    entries = tables.audit_entries.c
    lines = select(entries.id).where(entries.session_id == session, entries.kind == kind.value).limit(bound)
    found = view.connection.execute(select(func.count()).select_from(lines.subquery())).scalar_one()
    return int(found) >= bound


def was_handed(view: View, device: DeviceId, since: datetime) -> bool:
    """Tell whether a device was given to somebody else, or taken from somebody, since a moment: the log knows."""
    entries = tables.audit_entries.c
    given = (entries.device_id == device, entries.kind == AuditKind.DEVICE_ASSIGNED.value, entries.at >= since)
    return view.connection.execute(select(entries.id).where(*given).limit(1)).first() is not None


def live_on(view: View, device: DeviceId) -> Session | None:
    """Give the session that is live on a device."""
    query = select(_sessions.state).where(_sessions.device_id == device, _sessions.state_name.in_(LIVE)).limit(1)
    text = view.connection.execute(query).scalar_one_or_none()
    return None if text is None else decode_session(text)


def open_request_of(view: View, device: DeviceId) -> Session | None:
    """Give the newest request of the person at a device that is not over, live ones included."""
    query = (
        select(_sessions.state)
        .where(_sessions.device_id == device, _sessions.origin == "request", _sessions.ended_at.is_(None))
        .order_by(_sessions.created_at.desc())
        .limit(1)
    )
    text = view.connection.execute(query).scalar_one_or_none()
    return None if text is None else decode_session(text)


def waiting_of_account(view: View, account: str) -> int:
    """Count the requests of an account that still wait."""
    query = (
        select(func.count())
        .select_from(tables.sessions)
        .where(_sessions.requester_account_id == account, _sessions.state_name == "requested")
    )
    return int(view.connection.execute(query).scalar_one())


def unfinished(view: View) -> list[Session]:
    """List every session that has not ended."""
    rows = view.connection.execute(select(_sessions.state).where(_sessions.ended_at.is_(None)))
    return [decode_session(text) for (text,) in rows]


def asked_since(view: View, since: datetime, *, device: str | None, account: str | None) -> int:
    """Count what an account, or the person at a device, has asked for since a moment, taken back or not."""
    theirs = _sessions.requester_account_id == account if account else _sessions.device_id == device
    query = (
        select(func.count())
        .select_from(tables.sessions)
        .where(theirs, _sessions.origin == "request", _sessions.created_at >= since)
    )
    return int(view.connection.execute(query).scalar_one())


def place_in_line(view: View, organization: str, created_at: object, session: str) -> int:
    """Count where a request stands among those that wait in its organization, from 1."""
    earlier = or_(
        _sessions.created_at < created_at,
        and_(_sessions.created_at == created_at, _sessions.id < session),
    )
    query = (
        select(func.count())
        .select_from(tables.sessions)
        .where(_sessions.organization_id == organization, *_WAITING, earlier)
    )
    return int(view.connection.execute(query).scalar_one()) + 1


def visible_to(view: View) -> ColumnElement[bool]:
    """Narrow to what the actor may know of: staff by reach, a person to what they asked or what is on their device."""
    within = view.within_device_reach(_sessions.organization_id, _sessions.device_id)
    actor = view.actor
    if isinstance(actor, AccountActor) and actor.kind is AccountKind.END_USER:
        own = select(tables.devices.c.id).where(tables.devices.c.assigned_account_id == actor.account_id)
        on_own: ColumnElement[bool] = and_(_sessions.device_id.in_(own), ~waits_as_visit())
        if not view.may(Permission.OWN_RECEIPT_READ, actor.organization_id or INSTANCE):
            # Who is on their device now is always theirs to see, and to end.
            on_own = and_(on_own, _sessions.state_name != "ended")
        return and_(within, or_(_sessions.requester_account_id == actor.account_id, on_own))
    return within


def waits_as_visit() -> ColumnElement[bool]:
    """Pick visits that wait for another technician's yes: nobody at the device has to do with them yet."""
    return and_(_sessions.origin == "unattended", _sessions.state_name == "requested")


def with_names() -> Select[Any]:
    """Select sessions with the names of organization, device and technician."""
    return (
        select(
            _sessions.state,
            _sessions.state_name,
            _sessions.origin,
            _sessions.organization_id,
            _sessions.device_id,
            _sessions.note,
            _sessions.technician_account_id,
            _sessions.created_at,
            _sessions.id,
            tables.organizations.c.name.label("organization_name"),
            tables.devices.c.name.label("device_name"),
            tables.accounts.c.name.label("technician_name"),
            tables.accounts.c.email.label("technician_email"),
        )
        .select_from(tables.sessions)
        .join(tables.organizations, tables.organizations.c.id == _sessions.organization_id)
        .outerjoin(tables.devices, tables.devices.c.id == _sessions.device_id)
        .outerjoin(tables.accounts, tables.accounts.c.id == _sessions.technician_account_id)
    )


def page(view: View, narrowed: Filter, asked: PageAsked) -> Page:
    """Read part of the list, newest first; requests that wait come longest wait first."""
    descending = narrowed.wanted is not Wanted.REQUESTED
    order = Order(columns=(_sessions.created_at, _sessions.id), descending=descending)
    position = asked.position(2)
    place = None if position is None else place_after(position, by_instant=True)
    condition = and_(visible_to(view), *_conditions(view, narrowed))
    part = read_part(view.connection, condition, order, place, asked.limit)
    rows = in_order(view.connection.execute(with_names().where(_sessions.id.in_(part.ids))).all(), part.ids)
    following = write_cursor([milliseconds_of(rows[-1].created_at), rows[-1].id]) if part.has_more else None
    return Page(rows=rows, next=following, total=part.total, at_least=part.at_least)


def _conditions(view: View, narrowed: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    match narrowed.wanted:
        case Wanted.REQUESTED:
            conditions.append(_sessions.state_name == "requested")
        case Wanted.LIVE:
            conditions.append(_sessions.state_name.in_(LIVE))
        case Wanted.ENDED:
            conditions.append(_sessions.state_name == "ended")
        case None:
            pass
    if narrowed.device is not None:
        conditions.append(_sessions.device_id == narrowed.device)
    # All that an end user may see is theirs: what they asked, and what is on their device.
    if narrowed.mine and isinstance(view.actor, AccountActor) and view.actor.kind is not AccountKind.END_USER:
        me = view.actor.account_id
        conditions.append(or_(_sessions.technician_account_id == me, _sessions.requester_account_id == me))
    conditions += [holds(_sessions.search_text, word) for word in narrowed.text.split()[:10]]
    return conditions


def waiting_devices(view: View, organization: str) -> list[DeviceId]:
    """List the devices whose persons wait in an organization, longest wait first."""
    query = (
        select(_sessions.device_id)
        .where(
            _sessions.organization_id == organization,
            *_WAITING,
            _sessions.device_id.is_not(None),
        )
        .order_by(_sessions.created_at)
        .limit(MOST_TOLD)
    )
    return [DeviceId(each) for (each,) in view.connection.execute(query)]
