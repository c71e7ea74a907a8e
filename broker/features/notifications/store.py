"""Reading and writing of notices and choices, through the view or change that is handed in."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, delete, false, func, insert, or_, select, true, update

from broker.access.actors import AccountActor, AccountKind, narrowed_of, reach_of
from broker.access.permissions import Permission
from broker.access.scopes import NOWHERE
from broker.entropy import new_id
from broker.features.mail.letters import LetterKind
from broker.features.notifications.events import Event
from broker.features.notifications.rules import MOST_LISTED, Choices, Happening, NoticeWay, read_ways, usual, write_ways
from broker.storage import tables
from broker.storage.device_marks import has_mark
from broker.storage.work import Change, View, within

_HOUR: Final = timedelta(hours=1)
_notices = tables.notices.c
_choices = tables.notice_choices.c


def put_notice(change: Change, account: str, event: Event, ways: frozenset[NoticeWay]) -> None:
    """Tell somebody in the portal; of the messages of one thread only the newest, until it is read."""
    newest = {"entry_id": event.id, "at": event.at, "sequence": event.sequence}
    if event.happening is Happening.MESSAGE:
        before = update(tables.notices).where(*_of_thread(account, event.session))
        if change.connection.execute(before.values(newest)).rowcount:
            return
    change.connection.execute(
        insert(tables.notices).values(
            **newest,
            id=new_id(),
            account_id=account,
            place=event.organization,
            happening=event.happening.value,
            session_id=event.session,
            device_id=event.device,
            content=json.dumps(event.names),
            ways=write_ways(ways - {NoticeWay.MAIL}),
        )
    )


def mark_message_read(change: Change, account: str, session: str) -> int:
    """Note that somebody read the messages that they were told of."""
    unread = update(tables.notices).where(*_of_thread(account, session))
    return change.connection.execute(unread.values(read_at=change.now)).rowcount


def _of_thread(account: str, session: str) -> tuple[ColumnElement[bool], ...]:
    return (
        _notices.account_id == account,
        _notices.session_id == session,
        _notices.happening == Happening.MESSAGE.value,
        _notices.read_at.is_(None),
    )


def notices_of(view: View, actor: AccountActor) -> tuple[Sequence[Row[Any]], int]:
    """List what somebody was told and may still see, newest first, and count what of it they have not read."""
    organization = tables.organizations.c
    shown = and_(_notices.account_id == actor.account_id, _may_see(actor))
    query = (
        select(tables.notices, organization.name.label("organization_name"))
        .join_from(tables.notices, tables.organizations, organization.id == _notices.place, isouter=True)
        .where(shown)
        .order_by(_notices.at.desc(), _notices.sequence.desc())
        .limit(MOST_LISTED)
    )
    with view.beyond_reach():
        rows = view.connection.execute(query).all()
    return rows, sum(row.read_at is None for row in rows)


def mark_read(change: Change, account: str, ids: Sequence[str] | None) -> int:
    """Note that somebody read what they were told: some of it, or all."""
    mine = and_(_notices.account_id == account, _notices.read_at.is_(None))
    named = true() if ids is None else _notices.id.in_(ids)
    return change.connection.execute(update(tables.notices).where(mine, named).values(read_at=change.now)).rowcount


def forget_notices(change: Change, before: datetime) -> int:
    """Forget what was told long ago."""
    return change.connection.execute(delete(tables.notices).where(_notices.at < before)).rowcount


def choices_of(view: View, account: str, kind: AccountKind) -> Choices:
    """Say what somebody is told, and how."""
    query = select(_choices.happening, _choices.ways).where(_choices.account_id == account)
    found = {row.happening: read_ways(row.ways) for row in view.connection.execute(query)}
    return {each: found.get(each.value, ways) for each, ways in usual(kind).items()}


def has_chosen(view: View, account: str, happening: Happening) -> bool:
    """Tell whether somebody chose for themselves how they are told of this."""
    query = select(_choices.account_id).where(_choices.account_id == account, _choices.happening == happening.value)
    return view.connection.execute(query).first() is not None


def put_choices(change: Change, account: str, chosen: Mapping[Happening, frozenset[NoticeWay]]) -> None:
    """Keep what somebody chose, in the place of what they chose before."""
    change.connection.execute(
        delete(tables.notice_choices).where(_choices.account_id == account, _choices.happening.in_(list(chosen)))
    )
    rows = [
        {"account_id": account, "happening": happening.value, "ways": write_ways(ways)}
        for happening, ways in chosen.items()
    ]
    change.connection.execute(insert(tables.notice_choices), rows)


def mails_of_last_hour(view: View, account: str) -> int:
    """Count the e-mails by which somebody was told within the hour."""
    mail = tables.mails.c
    query = select(func.count()).where(
        mail.account_id == account, mail.kind == LetterKind.NOTICE.value, mail.created_at > view.now - _HOUR
    )
    return view.connection.execute(query).scalar_one()


def _may_see(actor: AccountActor) -> ColumnElement[bool]:
    """Give the condition for what somebody may see now: rights may be others than when they were told."""
    if actor.kind is AccountKind.END_USER:
        return true() if reach_of(actor, Permission.OWN_SESSION_READ) != NOWHERE else false()
    marked = (
        and_(within(each.reach, _notices.place), has_mark(_notices.device_id, each.marks))
        for each in narrowed_of(actor, Permission.SESSION_READ)
    )
    return or_(within(reach_of(actor, Permission.SESSION_READ), _notices.place), *marked)


def name_in(requester: str) -> str | None:
    """Read who asked from what is stored of them."""
    name = json.loads(requester).get("name")
    return name if isinstance(name, str) and name else None
