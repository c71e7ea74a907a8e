"""Devices and enrolment tokens in storage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, false, func, insert, not_, or_, select, true, update

from broker.access.actors import AccountActor, AccountKind
from broker.audit.query import Value, parse_query
from broker.storage import tables
from broker.storage.columns import milliseconds_of
from broker.storage.device_words import OF_WORDS, respell
from broker.storage.listing import Order, among, in_order, read_part
from broker.storage.paging import PageAsked, place_after, write_cursor
from broker.storage.searching import device_text, holds
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
    at_least: bool


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
    archived = select(tables.organizations.c.id).where(tables.organizations.c.archived_at.is_not(None))
    within = and_(reach, _devices.organization_id.not_in(archived))
    actor = view.actor
    if isinstance(actor, AccountActor) and _is_end_user(view):
        return and_(within, _devices.assigned_account_id == actor.account_id)
    return within


def page(view: View, narrowed: Filter, asked: PageAsked) -> Page:
    """Read part of the inventory."""
    first: ColumnElement[Any] = _devices.seen_at if narrowed.newest_first else _devices.name
    order = Order(columns=(first, _devices.id), descending=narrowed.newest_first)
    position = asked.position(2)
    place = None if position is None else place_after(position, by_instant=narrowed.newest_first)
    condition = and_(_devices.revoked_at.is_(None), visible_to(view), *_conditions(view, narrowed))
    part = read_part(view.connection, condition, order, place, asked.limit)
    rows = in_order(view.connection.execute(_with_names().where(_devices.id.in_(part.ids))).all(), part.ids)
    return Page(
        rows=rows, next=_cursor(rows[-1], narrowed) if part.has_more else None, total=part.total, at_least=part.at_least
    )


def _cursor(row: Row[Any], narrowed: Filter) -> str:
    if narrowed.newest_first:
        return write_cursor([milliseconds_of(row.seen_at), row.id])
    return write_cursor([row.name, row.id])


def _conditions(view: View, narrowed: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.organization is not None:
        conditions.append(_devices.organization_id == narrowed.organization)
    if narrowed.only is not None:
        conditions.append(among(view.connection, _devices.id, narrowed.only))
    if narrowed.but is not None:
        conditions.append(not_(among(view.connection, _devices.id, narrowed.but)))
    if narrowed.in_session is not None:
        on_devices = select(_sessions.device_id).where(_sessions.device_id.is_not(None))
        seen = _devices.id.in_(on_devices.where(_sessions.state_name.in_(SEEN)))
        conditions.append(seen if narrowed.in_session else ~seen)
    # Tags and device groups are not shown to end users, who must not find them by asking for one letter after another.
    query = parse_query(narrowed.text, {} if _is_end_user(view) else DEVICE_KEYS)
    for part in query.filters:
        condition = or_(false(), *(_matches(part.key, value) for value in part.values))
        conditions.append(not_(condition) if part.negated else condition)
    conditions += [holds(_devices.search_text, word) for word in query.words]
    return conditions


def _is_end_user(view: View) -> bool:
    return isinstance(view.actor, AccountActor) and view.actor.kind is AccountKind.END_USER


def _matches(key: str, value: Value) -> ColumnElement[bool]:
    """Match a tag, or the name of the device group that a device is in; a device in none has an empty name."""
    wanted = value.text.lower().replace("\x00", "")
    if key == "tag":
        tag = tables.device_tags.c.tag
        fits = tag.startswith(wanted, autoescape=True) if value.is_start else tag == wanted
        return _devices.id.in_(select(tables.device_tags.c.device_id).where(fits))
    if not wanted:
        return true() if value.is_start else _devices.device_group_id.is_(None)
    name = func.lower(tables.device_groups.c.name)
    fits = name.startswith(wanted, autoescape=True) if value.is_start else name == wanted
    return func.coalesce(_devices.device_group_id, "").in_(select(tables.device_groups.c.id).where(fits))


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
    respell(change, _devices.id == device["id"])


def alter(change: Change, device: str, values: dict[str, object]) -> None:
    """Store changed columns of a device, and what follows from them for lists."""
    if "facts" in values:
        told = values.get("name")
        name = told or change.connection.execute(select(_devices.name).where(_devices.id == device)).scalar_one()
        values = values | {"own_text": device_text(str(name), str(values["facts"]))}
    if seen_at := values.get("last_seen_at") or values.get("enrolled_at"):
        values = values | {"seen_at": seen_at}
    change.connection.execute(update(tables.devices).where(_devices.id == device).values(**values))
    if not OF_WORDS.isdisjoint(values):
        respell(change, _devices.id == device)


def seen(change: Change, device: DeviceId, presence: str, at: datetime) -> None:
    """Store when a device was here last, and as what."""
    alter(change, device, {"last_seen_at": at, "presence": presence})
