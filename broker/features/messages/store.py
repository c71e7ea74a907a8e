"""Rows of messages and of how far they were read, through the view or change that is handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, true
from sqlalchemy.dialects import postgresql, sqlite

from broker.access.actors import AccountActor, AccountKind, DeviceActor
from broker.errors import NotFound
from broker.features.messages.rules import OPEN_AFTER_END, Side
from broker.features.sessions import store as sessions
from broker.storage import tables
from broker.storage.work import Change, View
from protocol.grant import Origin
from protocol.identifiers import DeviceId, is_identifier
from protocol.session.states import Session

MOST_UNREAD: Final = 200
"""Threads with something new that a list marks."""
_messages = tables.messages.c
_marks = tables.message_marks.c
_sessions = tables.sessions.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A message that is to be kept."""

    id: str
    number: int
    side: Side
    author: str | None
    person: str | None
    name: str
    text: str


def session_of(view: View, session: str) -> Session:
    """Read a session whose thread the actor may know of; any other is the same NotFound as none."""
    query = select(_sessions.state).where(_sessions.id == session, _known_to(view))
    text = view.connection.execute(query).scalar_one_or_none() if is_identifier(session) else None
    if text is None:
        raise NotFound
    return sessions.decode_session(text)


def _known_to(view: View) -> ColumnElement[bool]:
    """Narrow to the threads that the actor may know of: what somebody else asked for on a device stays theirs."""
    actor = view.actor
    if isinstance(actor, DeviceActor):
        return _at(view, actor.device_id)
    seen = sessions.visible_to(view)
    if not isinstance(actor, AccountActor) or actor.kind is not AccountKind.END_USER:
        return seen
    return and_(seen, _is_theirs(actor.account_id))


def _is_theirs(person: str | None) -> ColumnElement[bool]:
    asked = _sessions.requester_account_id
    return or_(_sessions.origin != Origin.REQUEST.value, asked.is_(None), asked == person)


def thread_of(view: View, session: Session, at: DeviceId | None = None) -> Sequence[Row[Any]]:
    """Read the messages of a thread in their order; an end user, and `at` a device, those that were theirs by then."""
    query = (
        select(tables.messages)
        .join(tables.sessions, _sessions.id == _messages.session_id)
        .where(_messages.session_id == session.id, _of_person(view, at))
        .order_by(_messages.number)
    )
    return view.connection.execute(query).all()


def _of_person(view: View, at: DeviceId | None = None) -> ColumnElement[bool]:
    """Leave to people what was theirs when it was written: a device may have been somebody else's before."""
    actor = view.actor
    device = actor.device_id if isinstance(actor, DeviceActor) else at
    if device is not None:
        return _messages.person_account_id.is_not_distinct_from(_owner_of(view, device))
    if not isinstance(actor, AccountActor) or actor.kind is not AccountKind.END_USER:
        return true()
    return or_(_sessions.requester_account_id == actor.account_id, _messages.person_account_id == actor.account_id)


def _owner_of(view: View, device: str) -> str | None:
    query = select(tables.devices.c.assigned_account_id).where(tables.devices.c.id == device)
    owner: str | None = view.connection.execute(query).scalar_one_or_none()
    return owner


def _at(view: View, device: str) -> ColumnElement[bool]:
    """Leave to a device what is of whose it is now: what somebody else asked for there stays theirs."""
    is_there = and_(_sessions.device_id == device, ~sessions.waits_as_visit())
    return and_(is_there, _is_theirs(_owner_of(view, device)))


def last_number(view: View, session: str) -> int:
    """Give the number of the newest message, which is how many there are."""
    query = select(func.max(_messages.number)).where(_messages.session_id == session)
    return int(view.connection.execute(query).scalar_one() or 0)


def written_since(view: View, session: str, side: Side, since: datetime) -> int:
    """Count what one side has written since a moment."""
    query = select(func.count()).where(
        _messages.session_id == session, _messages.side == side.value, _messages.created_at > since
    )
    return int(view.connection.execute(query).scalar_one())


def add(change: Change, session: str, fresh: Fresh) -> None:
    """Keep a message."""
    change.connection.execute(
        insert(tables.messages).values(
            id=fresh.id,
            session_id=session,
            number=fresh.number,
            side=fresh.side.value,
            author_account_id=fresh.author,
            person_account_id=fresh.person,
            name=fresh.name,
            text=fresh.text,
            created_at=change.now,
        )
    )


def read_up_to(view: View, session: str, reader: str) -> int:
    """Say how far somebody has read."""
    query = select(_marks.number).where(_marks.session_id == session, _marks.reader == reader)
    return int(view.connection.execute(query).scalar_one_or_none() or 0)


def mark(change: Change, session: str, reader: str, number: int) -> bool:
    """Note how far somebody has read; False where that is nothing new. A mark never goes back."""
    if number <= 0:
        return False
    dialect = postgresql if change.connection.dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(tables.message_marks).values(session_id=session, reader=reader, number=number)
    further = fresh.on_conflict_do_update(
        index_elements=["session_id", "reader"], set_={"number": number}, where=_marks.number < number
    )
    return change.connection.execute(further.returning(_marks.number)).first() is not None


def person_of(view: View, session: Session) -> str | None:
    """Say whose thread it is now: who asked, or else whose device it is."""
    if session.ask.requester is not None and session.ask.origin is Origin.REQUEST:
        return session.ask.requester
    return None if session.device is None else _owner_of(view, session.device)


def name_at(view: View, session: Session) -> str:
    """Name the person at a device: as they said it when they asked there, else whose it is, else the device.

    Where the device became somebody else's since, what was said is the name of who was there before.
    """
    owner, device = tables.accounts.c, tables.devices.c
    query = (
        select(owner.name, device.name)
        .select_from(tables.devices.outerjoin(tables.accounts, owner.id == device.assigned_account_id))
        .where(device.id == session.device)
    )
    found = view.connection.execute(query).one_or_none()
    is_other = session.device is not None and sessions.was_handed(view, session.device, session.created_at)
    names = ("" if is_other else session.ask.name, *(found or ()))
    return next((name for name in names if name), "")


def unread_of(view: View, reader: str, side: Side) -> dict[str, int]:
    """Count what is new to somebody, thread by thread: what the other side wrote after they read, or their side wrote.

    Only threads that can still go on.
    """
    own = tables.messages.alias()
    answered = (
        select(func.coalesce(func.max(own.c.number), 0))
        .where(own.c.session_id == _messages.session_id, own.c.side == side.value)
        .scalar_subquery()
    )
    since = view.now - OPEN_AFTER_END
    query = (
        select(_messages.session_id, func.count())
        .join(tables.sessions, _sessions.id == _messages.session_id)
        .outerjoin(tables.message_marks, and_(_marks.session_id == _messages.session_id, _marks.reader == reader))
        .where(
            _known_to(view),
            _of_person(view),
            or_(_sessions.ended_at.is_(None), _sessions.ended_at > since),
            _messages.side == side.other.value,
            _messages.number > func.coalesce(_marks.number, 0),
            _messages.number > answered,
        )
        .group_by(_messages.session_id)
        .limit(MOST_UNREAD)
    )
    return {row[0]: int(row[1]) for row in view.connection.execute(query)}


def thread_at(view: View, device: DeviceId) -> Session | None:
    """Find the thread that a device shows: of what is open there, else of what was over within the day."""
    since = view.now - OPEN_AFTER_END
    query = (
        select(_sessions.state)
        .where(_at(view, device), or_(_sessions.ended_at.is_(None), _sessions.ended_at > since))
        .order_by(_sessions.ended_at.is_(None).desc(), _sessions.created_at.desc())
        .limit(1)
    )
    text = view.connection.execute(query).scalar_one_or_none()
    return None if text is None else sessions.decode_session(text)
