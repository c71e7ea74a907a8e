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
from broker.storage.listing import Order, read_part
from broker.storage.searching import holds
from broker.storage.tables import audit_entries, organizations
from broker.storage.work import View
from protocol.identifiers import is_identifier

PAGE_LIMIT: Final = 200
LOOKED_AT: Final = 10_000
"""So many entries are looked at for one page: no index finds words in a log that only grows. A page that finds less
than was asked for says where to go on."""
TIMELINE_LIMIT: Final = 1000  # entries of one session that are shown at once

_entries = audit_entries.c
_ORDER: Final = Order(columns=(_entries.at, _entries.sequence, _entries.id), descending=True)
_TIMES: Final = frozenset({"after", "before"})
_BY_ID: Final = {"device": _entries.device_id, "session": _entries.session_id}
# 14 digits of milliseconds reach the year 5138, 18 of a number stay within 64 bits.
_CURSOR: Final = re.compile(r"([0-9]{1,14})\.([0-9]{1,18})\.([a-z2-7]{26})")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """One page, newest first; `next` is the cursor of the page after it.

    `total` counts what matches among the entries that were looked at; where `at_least` is true, there are older ones.
    """

    entries: tuple[ChainedEntry, ...]
    next: str | None
    total: int
    at_least: bool = False


def read_page(
    view: View,
    query: Query,
    *,
    organization: str | None = None,
    session: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> AuditPage:
    """Search the newest entries within the view's reach; `organization` "" is the instance's own chain."""
    if not 1 <= limit <= PAGE_LIMIT:
        raise BadInput(f"A page has 1 to {PAGE_LIMIT} lines.", code="field.limit", fields={"limit": "1 to 200"})
    conditions = [view.within_device_reach(_entries.organization_id, _entries.device_id)]
    first = [part for part in query.filters if _has_index(part)]
    conditions += [_condition(part, view.now) for part in first]
    if organization is not None:
        conditions.append(_entries.organization_id == organization)
    if session is not None:
        conditions.append(_entries.session_id == session)
    if cursor is not None:
        conditions.append(_after_cursor(cursor))
    floor = _floor(view, conditions)
    if floor is not None:
        conditions.append(tuple_(*_ORDER.columns) >= floor)
    conditions += [holds(_entries.words, word) for word in query.words]
    conditions += [_condition(part, view.now) for part in query.filters if part not in first]
    part = read_part(view.connection, and_(*conditions), _ORDER, None, limit)
    reading = select(audit_entries).where(_entries.id.in_(part.ids)).order_by(*_ORDER.sorting(_ORDER.columns))
    rows = view.connection.execute(reading).all()
    last = rows[-1] if part.has_more else floor
    return AuditPage(
        entries=tuple(entry_of(row) for row in rows),
        next=_cursor_after(last) if last is not None else None,
        total=part.total,
        at_least=floor is not None,
    )


def _floor(view: View, conditions: Sequence[ColumnElement[bool]]) -> Any | None:
    """Find the last entry that is looked at; None where the log ends before."""
    keys = select(*_ORDER.columns).where(*conditions).order_by(*_ORDER.sorting(_ORDER.columns))
    ends = view.connection.execute(keys.offset(LOOKED_AT - 1).limit(2)).all()
    return ends[0] if len(ends) == 2 else None


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


def _has_index(part: Filter) -> bool:
    """Tell whether a filter narrows what is looked at, however far back that goes."""
    return part.key in _TIMES or (not part.negated and part.key in _BY_ID and _are_ids(part))


def _are_ids(part: Filter) -> bool:
    return all(is_identifier(value.text) and not value.is_start for value in part.values)


def _condition(part: Filter, now: datetime) -> ColumnElement[bool]:
    if part.key in _BY_ID and _has_index(part):
        return _BY_ID[part.key].in_([value.text for value in part.values])
    condition = or_(false(), *(_matches(part, value, now) for value in part.values))
    return not_(condition) if part.negated else condition


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
