"""Accounts in storage, as those who look after them see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, or_, select, update

from broker.access.actors import AccountKind
from broker.storage import tables
from broker.storage.columns import milliseconds_of
from broker.storage.device_words import respell
from broker.storage.listing import Order, in_order, read_part
from broker.storage.paging import PageAsked, place_after, write_cursor
from broker.storage.searching import folded, holds
from broker.storage.work import Change, View

_accounts = tables.accounts.c
_sign_ins = tables.sign_ins.c


class Status(StrEnum):
    """Whether a person can sign in: enabled, disabled, or about to be deleted."""

    ACTIVE = "active"
    DISABLED = "disabled"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list of people is narrowed to."""

    text: str = ""
    kind: AccountKind | None = None
    organization: str | None = None
    status: Status | None = None
    has_portal: bool | None = None
    portal_group: str | None = None
    newest_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Part of a list."""

    rows: Sequence[Row[Any]]
    next: str | None
    total: int
    at_least: bool


def by_id(view: View, account: str) -> Row[Any] | None:
    """Read a person within reach."""
    query = with_home().where(_accounts.id == account, view.within_reach(_accounts.organization_id))
    return view.connection.execute(query).one_or_none()


def page(view: View, narrowed: Filter, asked: PageAsked) -> Page:
    """Read part of the list."""
    first: ColumnElement[Any] = _accounts.created_at if narrowed.newest_first else _accounts.name
    order = Order(columns=(first, _accounts.id), descending=narrowed.newest_first)
    position = asked.position(2)
    place = None if position is None else place_after(position, by_instant=narrowed.newest_first)
    condition = and_(view.within_reach(_accounts.organization_id), *conditions_of(narrowed))
    part = read_part(view.connection, condition, order, place, asked.limit, exact=True)
    rows = in_order(view.connection.execute(with_home().where(_accounts.id.in_(part.ids))).all(), part.ids)
    following = None
    if part.has_more:
        last = rows[-1]
        following = write_cursor([milliseconds_of(last.created_at) if narrowed.newest_first else last.name, last.id])
    return Page(rows=rows, next=following, total=part.total, at_least=part.at_least)


def alter(change: Change, account: str, values: dict[str, Any]) -> None:
    """Store changed columns of an account, as its next version."""
    counted = values | {"version": _accounts.version + 1}
    if "name" in values:
        counted["name_key"] = folded(values["name"])
    change.connection.execute(update(tables.accounts).where(_accounts.id == account).values(counted))
    if "name" in values:
        respell(change, tables.devices.c.assigned_account_id == account)


def end_sign_ins(change: Change, account: str, *, but: str | None = None) -> int:
    """End every sign-in of a person, half-done ones too, `but` one; gives how many."""
    living = (_sign_ins.account_id == account, _sign_ins.ended_at.is_(None), _sign_ins.id != (but or ""))
    return change.connection.execute(update(tables.sign_ins).where(*living).values(ended_at=change.now)).rowcount


def has_signed_in(view: View, account: str) -> bool:
    query = select(_sign_ins.id).where(_sign_ins.account_id == account).limit(1)
    return view.connection.execute(query).first() is not None


def due(view: View, now: datetime, most: int) -> Sequence[Row[Any]]:
    """List those whose days are over."""
    query: Select[Any] = select(tables.accounts)
    query = query.where(_accounts.delete_at <= now).order_by(_accounts.delete_at)
    return view.connection.execute(query.limit(most)).all()


def purge(change: Change, account: str) -> None:
    """Delete an account with everything that is only about it; what others have of it forgets who it was."""
    for table in reversed(tables.metadata.sorted_tables):
        for column in table.columns:
            if not any(key.column is _accounts.id for key in column.foreign_keys):
                continue
            if column.nullable:
                change.connection.execute(update(table).where(column == account).values({column.name: None}))
            else:
                change.connection.execute(delete(table).where(column == account))
    organizations = tables.organizations
    forgetting = update(organizations).where(organizations.c.main_contact_id == account).values(main_contact_id=None)
    change.connection.execute(forgetting)
    change.connection.execute(delete(tables.accounts).where(_accounts.id == account))


def conditions_of(narrowed: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.kind is not None:
        conditions.append(_accounts.kind == narrowed.kind.value)
    if narrowed.organization is not None:
        conditions.append(_accounts.organization_id == narrowed.organization)
    match narrowed.status:
        case Status.LEAVING:
            conditions.append(_accounts.delete_at.is_not(None))
        case Status.ACTIVE | Status.DISABLED as status:
            conditions += [_accounts.delete_at.is_(None), _accounts.status == status.value]
        case None:
            pass
    if narrowed.portal_group is not None:
        conditions.append(_accounts.portal_group_id == narrowed.portal_group)
    if narrowed.has_portal is not None:
        giving = select(tables.portal_groups.c.id).where(tables.portal_groups.c.features != "")
        is_in_one = _accounts.portal_group_id.in_(giving)
        conditions.append(is_in_one if narrowed.has_portal else ~is_in_one)
    for word in narrowed.text.split()[:10]:
        texts = (_accounts.name_key, _accounts.email_key, func.lower(_accounts.phone))
        conditions.append(or_(*(holds(each, word) for each in texts)))
    return conditions


def with_home() -> Select[Any]:
    """Select accounts with their organizations, their portal, and when they signed in last."""
    organization, portal_group = tables.organizations.c, tables.portal_groups.c
    passkeys = select(func.count()).where(tables.passkeys.c.account_id == _accounts.id)
    last = select(func.max(_sign_ins.created_at)).where(_sign_ins.account_id == _accounts.id, _sign_ins.mfa)
    return (
        select(
            tables.accounts,
            organization.name.label("organization_name"),
            portal_group.name.label("portal_group_name"),
            portal_group.features.label("portal_features"),
            last.scalar_subquery().label("last_sign_in_at"),
            passkeys.scalar_subquery().label("passkeys"),
        )
        .outerjoin(tables.organizations, organization.id == _accounts.organization_id)
        .outerjoin(tables.portal_groups, portal_group.id == _accounts.portal_group_id)
    )
