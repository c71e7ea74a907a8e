"""Devices and enrolment tokens in storage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, false, func, insert, not_, or_, select, update

from broker.access.actors import AccountActor, AccountKind
from broker.audit.query import Value, parse_query
from broker.storage import tables
from broker.storage.columns import milliseconds_of
from broker.storage.paging import PageAsked, after, place_after, write_cursor
from broker.storage.work import Change, View
from protocol.identifiers import DeviceId

LIVE: Final = ("approved", "asking_consent", "granted", "connecting", "active", "interrupted")
SEEN: Final = ("connecting", "active", "interrupted")
# What each key of the inventory's search expects; the sentence stands on a wrong pill.
DEVICE_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tag": "a tag, or the start of one with * behind it",
        "group": "the name of a device group, or the start of one with * behind it",
    }
)
_devices = tables.devices.c
_tokens = tables.enrolment_tokens.c
_sessions = tables.sessions.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the inventory is narrowed to; `only` lists devices by id, `but` leaves devices out."""

    text: str = ""
    organization: str | None = None
    only: tuple[DeviceId, ...] | None = None
    but: tuple[DeviceId, ...] | None = None
    in_session: bool | None = None
    newest_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Part of the inventory."""

    rows: Sequence[Row[Any]]
    next: str | None
    total: int


def by_id(view: View, device: str) -> Row[Any] | None:
    """Read a device that has not been removed, with the names around it and the session that is live on it."""
    query = _with_names().where(_devices.id == device, _devices.revoked_at.is_(None), visible_to(view))
    return view.connection.execute(query).one_or_none()


def by_key_name(view: View, key_id: str) -> Row[Any] | None:
    """Find the device whose key is called so in an envelope (the first half of its hash)."""
    columns = tables.devices.c
    query = (
        select(tables.devices, tables.organizations.c.name.label("organization_name"))
        .join(tables.organizations, tables.organizations.c.id == columns.organization_id)
        .where(columns.key_hash.startswith(key_id, autoescape=True), columns.revoked_at.is_(None))
    )
    return view.connection.execute(query).one_or_none()


def by_key_hash(view: View, key_hash: str) -> Row[Any] | None:
    """Find a device by its key's whole hash, removed ones too."""
    return view.connection.execute(select(tables.devices).where(_devices.key_hash == key_hash)).one_or_none()


def visible_to(view: View) -> ColumnElement[bool]:
    """Narrow to what the actor may know of: staff by reach, a person to the devices assigned to them."""
    reach = view.within_device_reach(_devices.organization_id, _devices.id)
    within = and_(reach, tables.organizations.c.archived_at.is_(None))
    actor = view.actor
    if isinstance(actor, AccountActor) and actor.kind is AccountKind.END_USER:
        return and_(within, _devices.assigned_account_id == actor.account_id)
    return within


def page(view: View, narrowed: Filter, asked: PageAsked) -> Page:
    """Read part of the inventory."""
    condition = and_(_devices.revoked_at.is_(None), visible_to(view), *_conditions(narrowed))
    counting = select(func.count()).select_from(_joined()).where(condition)
    total = int(view.connection.execute(counting).scalar_one())
    query = _with_names().where(condition)
    position = asked.position(2)
    if narrowed.newest_first:
        seen = func.coalesce(_devices.last_seen_at, _devices.enrolled_at)
        columns: tuple[Any, ...] = (seen, _devices.id)
    else:
        columns = (_devices.name, _devices.id)
    if position is not None:
        place = place_after(position, by_instant=narrowed.newest_first)
        query = query.where(after(columns, place, descending=narrowed.newest_first))
    order = [column.desc() if narrowed.newest_first else column.asc() for column in columns]
    rows = view.connection.execute(query.order_by(*order).limit(asked.limit + 1)).all()
    shown = rows[: asked.limit]
    more = len(rows) > asked.limit
    return Page(rows=shown, next=_cursor(shown[-1], narrowed) if more else None, total=total)


def _cursor(row: Row[Any], narrowed: Filter) -> str:
    if narrowed.newest_first:
        return write_cursor([milliseconds_of(row.last_seen_at or row.enrolled_at), row.id])
    return write_cursor([row.name, row.id])


def _conditions(narrowed: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.organization is not None:
        conditions.append(_devices.organization_id == narrowed.organization)
    if narrowed.only is not None:
        conditions.append(_devices.id.in_(narrowed.only))
    if narrowed.but is not None:
        conditions.append(_devices.id.not_in(narrowed.but))
    if narrowed.in_session is not None:
        seen = func.coalesce(_sessions.state_name.in_(SEEN), false())
        conditions.append(seen if narrowed.in_session else ~seen)
    query = parse_query(narrowed.text, DEVICE_KEYS)
    for part in query.filters:
        condition = or_(false(), *(_matches(part.key, value) for value in part.values))
        conditions.append(not_(condition) if part.negated else condition)
    for word in query.words:
        texts = (_devices.name, _devices.facts, tables.organizations.c.name, tables.accounts.c.name)
        conditions.append(or_(*(column.icontains(word.replace("\x00", ""), autoescape=True) for column in texts)))
    return conditions


def _matches(key: str, value: Value) -> ColumnElement[bool]:
    """Match a tag, or the name of the device group that a device is in; a device in none has an empty name."""
    wanted = value.text.lower().replace("\x00", "")
    if key == "tag":
        tag = tables.device_tags.c.tag
        fits = tag.startswith(wanted, autoescape=True) if value.is_start else tag == wanted
        return _devices.id.in_(select(tables.device_tags.c.device_id).where(fits))
    name = func.lower(func.coalesce(tables.device_groups.c.name, ""))
    return name.startswith(wanted, autoescape=True) if value.is_start else name == wanted


def _joined() -> Any:
    columns = tables.devices.c
    return (
        tables.devices.join(tables.organizations, tables.organizations.c.id == columns.organization_id)
        .outerjoin(tables.accounts, tables.accounts.c.id == columns.assigned_account_id)
        .outerjoin(tables.device_groups, tables.device_groups.c.id == columns.device_group_id)
        .outerjoin(
            tables.sessions,
            and_(tables.sessions.c.device_id == columns.id, tables.sessions.c.state_name.in_(LIVE)),
        )
    )


def _with_names() -> Any:
    return select(
        tables.devices,
        tables.organizations.c.name.label("organization_name"),
        tables.accounts.c.name.label("assigned_name"),
        tables.device_groups.c.name.label("device_group_name"),
        _sessions.id.label("live_session_id"),
        _sessions.state_name.label("live_state"),
    ).select_from(_joined())


def add_token(change: Change, token: dict[str, object]) -> None:
    """Store an enrolment token by its hash."""
    change.connection.execute(insert(tables.enrolment_tokens).values(**token))


def token_by_hash(view: View, secret_hash: str) -> Row[Any] | None:
    """Find an enrolment token, used and old ones too."""
    query = select(tables.enrolment_tokens).where(_tokens.secret_hash == secret_hash)
    return view.connection.execute(query).one_or_none()


def use_token(change: Change, token: str, device: DeviceId) -> bool:
    """Use a token up; False where somebody was faster."""
    query = (
        update(tables.enrolment_tokens)
        .where(_tokens.id == token, _tokens.used_at.is_(None))
        .values(used_at=change.now, device_id=device)
    )
    return change.connection.execute(query).rowcount == 1


def add(change: Change, device: dict[str, object]) -> None:
    """Store a new device."""
    change.connection.execute(insert(tables.devices).values(**device))


def alter(change: Change, device: str, values: dict[str, object]) -> None:
    """Store changed columns of a device."""
    change.connection.execute(update(tables.devices).where(_devices.id == device).values(**values))


def seen(change: Change, device: DeviceId, presence: str, at: datetime) -> None:
    """Store when a device was here last, and as what."""
    alter(change, device, {"last_seen_at": at, "presence": presence})
