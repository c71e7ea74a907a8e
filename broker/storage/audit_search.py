"""Reading the audit log: pages of a search, the timeline of a session."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select, tuple_

from broker.access.actors import VISITOR
from broker.audit.entry import ChainedEntry
from broker.audit.kinds import AuditKind
from broker.audit.kinds import Outcome as KindOutcome
from broker.audit.query import Filter, Query, Value, parse_instant, wrong_value
from broker.errors import BadInput
from broker.storage.audit_log import entry_of
from broker.storage.columns import instant_of, milliseconds_of
from broker.storage.tables import audit_entries, organizations
from broker.storage.work import View

PAGE_LIMIT: Final = 200
TIMELINE_LIMIT: Final = 1000  # entries of one session that are shown at once

_entries = audit_entries.c
_NEWEST_FIRST: Final = (_entries.at.desc(), _entries.sequence.desc(), _entries.id.desc())
# 14 digits of milliseconds reach the year 5138, 18 of a number stay within 64 bits.
_CURSOR: Final = re.compile(r"([0-9]{1,14})\.([0-9]{1,18})\.([a-z2-7]{26})")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """One page, newest first; `next` is the cursor of the page after it, `total` counts all pages."""

    entries: tuple[ChainedEntry, ...]
    next: str | None
    total: int


def read_page(
    view: View,
    query: Query,
    *,
    organization: str | None = None,
    session: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> AuditPage:
    """Search the entries within the view's reach; `organization` "" is the instance's own chain."""
    if not 1 <= limit <= PAGE_LIMIT:
        raise BadInput(f"A page has 1 to {PAGE_LIMIT} lines.", code="field.limit", fields={"limit": "1 to 200"})
    conditions = [view.within_device_reach(_entries.organization_id, _entries.device_id), *_conditions(query, view.now)]
    if organization is not None:
        conditions.append(_entries.organization_id == organization)
    if session is not None:
        conditions.append(_entries.session_id == session)
    counting = select(func.count()).select_from(audit_entries).where(*conditions)
    total: int = view.connection.execute(counting).scalar_one()
    if cursor is not None:
        conditions.append(_after_cursor(cursor))
    reading = select(audit_entries).where(*conditions).order_by(*_NEWEST_FIRST).limit(limit + 1)
    rows = view.connection.execute(reading).all()
    return AuditPage(
        entries=tuple(entry_of(row) for row in rows[:limit]),
        next=_cursor_after(rows[limit - 1]) if len(rows) > limit else None,
        total=total,
    )


def read_timeline(view: View, session: str) -> list[ChainedEntry]:
    """Read the entries of one session, oldest first; the caller has required the session's organization."""
    reading = (
        select(audit_entries)
        .where(
            _entries.session_id == session,
            view.within_device_reach(_entries.organization_id, _entries.device_id),
        )
        .order_by(_entries.at, _entries.sequence)
        .limit(TIMELINE_LIMIT)
    )
    return [entry_of(row) for row in view.connection.execute(reading)]


def _cursor_after(row: Any) -> str:
    return f"{milliseconds_of(row.at)}.{row.sequence}.{row.id}"


def _after_cursor(cursor: str) -> ColumnElement[bool]:
    parts = _CURSOR.fullmatch(cursor)
    if parts is None:
        raise BadInput("This page is gone. Start again.", code="field.cursor", fields={"cursor": "from an answer"})
    place = (instant_of(int(parts[1])), int(parts[2]), parts[3])
    return tuple_(_entries.at, _entries.sequence, _entries.id) < place


def _conditions(query: Query, now: datetime) -> Iterable[ColumnElement[bool]]:
    for word in query.words:
        yield _entries.words.contains(word.replace("\x00", ""), autoescape=True)
    for part in query.filters:
        condition = or_(false(), *(_matches(part, value, now) for value in part.values))
        yield not_(condition) if part.negated else condition


def _matches(part: Filter, value: Value, now: datetime) -> ColumnElement[bool]:
    match part.key:
        case "kind":
            return _text((_entries.kind,), value)
        case "actor":
            return _text((_entries.actor_name, _entries.actor_id), value)
        case "device":
            return _text((_entries.device_name, _entries.device_id), value)
        case "person":
            is_person = _entries.actor_kind.in_(("staff", "end_user", VISITOR))
            return or_(_text((_entries.person,), value), and_(is_person, _text((_entries.actor_name,), value)))
        case "org":
            named = select(organizations.c.id).where(_text((organizations.c.name, organizations.c.slug), value))
            return or_(_entries.organization_id.in_(named), _text((_entries.organization_id,), value))
        case "session":
            return _text((_entries.session_id,), value)
        case "result":
            return _entries.kind.in_(_kinds_with(value.text))
        case "after":
            return _entries.at >= parse_instant(value.text, now)
        case "before":
            return _entries.at < parse_instant(value.text, now)
        case _:
            raise wrong_value(part.key)


def _kinds_with(outcome: str) -> Sequence[str]:
    if outcome not in set(KindOutcome):
        raise wrong_value("result")
    return [kind.value for kind in AuditKind if kind.outcome == outcome]


def _text(columns: Iterable[ColumnElement[Any]], value: Value) -> ColumnElement[bool]:
    """Compare without regard to case; a missing text matches nothing, and so holds under a minus sign."""
    wanted = value.text.lower().replace("\x00", "")
    lowered = [func.lower(func.coalesce(column, "")) for column in columns]
    if value.is_start:
        return or_(false(), *(column.startswith(wanted, autoescape=True) for column in lowered))
    return or_(false(), *(column == wanted for column in lowered))
