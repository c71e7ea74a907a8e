"""Rows of pictures that go with requests, through the view or change that is handed in."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, delete, insert, or_, select

from broker.access.actors import AccountActor, AccountKind
from broker.errors import NotFound
from broker.features.sessions import store
from broker.features.sessions.picture_rules import Head, PictureKind
from broker.storage import tables
from broker.storage.work import Change, View
from protocol.identifiers import DeviceId, SessionId, is_identifier

_pictures: Final = tables.session_pictures.c
_sessions: Final = tables.sessions.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A picture as it is served."""

    kind: PictureKind
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large a picture is, in pixels."""

    width: int
    height: int


def add(change: Change, session: SessionId, device: DeviceId, head: Head, content: bytes) -> None:
    """Keep the picture of a request, as one of whose device it is now."""
    owner = select(tables.devices.c.assigned_account_id).where(tables.devices.c.id == device)
    fresh = {
        "session_id": session,
        "person_account_id": change.connection.execute(owner).scalar_one_or_none(),
        "kind": head.kind.value,
        "width": head.width,
        "height": head.height,
        "content": content,
        "created_at": change.now,
    }
    change.connection.execute(insert(tables.session_pictures).values(fresh))


def has_one(view: View, session: SessionId) -> bool:
    """Tell whether a request has its picture."""
    query = select(_pictures.session_id).where(_pictures.session_id == session)
    return view.connection.execute(query).first() is not None


def shape_of(view: View, session: str) -> Shape | None:
    """Give the size of a picture that the actor may see; None where there is none for them."""
    row = _found(view, session, _pictures.width, _pictures.height)
    return None if row is None else Shape(width=row.width, height=row.height)


def read(view: View, session: str) -> Kept:
    """Read a picture that the actor may see; any other is the same NotFound as none."""
    row = _found(view, session, _pictures.kind, _pictures.content)
    if row is None:
        raise NotFound
    return Kept(kind=PictureKind(row.kind), content=row.content)


def forget(change: Change, session: SessionId) -> None:
    """Take the picture of a session away, if it has one."""
    change.connection.execute(delete(tables.session_pictures).where(_pictures.session_id == session))


def _found(view: View, session: str, *columns: ColumnElement[Any]) -> Row[Any] | None:
    if not is_identifier(session):
        return None
    query = (
        select(*columns)
        .join(tables.sessions, _sessions.id == _pictures.session_id)
        .where(_pictures.session_id == session, _seen_by(view))
    )
    return view.connection.execute(query).one_or_none()


def _seen_by(view: View) -> ColumnElement[bool]:
    """Leave to staff what is within reach, and to a person what they asked for or what shows their own screen."""
    actor, seen = view.actor, store.visible_to(view)
    if not isinstance(actor, AccountActor) or actor.kind is not AccountKind.END_USER:
        return seen
    me = actor.account_id
    return and_(seen, or_(_sessions.requester_account_id == me, _pictures.person_account_id == me))
