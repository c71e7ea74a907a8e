"""API tokens in storage: by their hash only."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select, update

from broker.access.permissions import Permission
from broker.access.scopes import ALL, INSTANCE, Reach
from broker.features.accounts.people import matches
from broker.features.accounts.store import token_hash
from broker.storage import tables
from broker.storage.columns import milliseconds_of
from broker.storage.paging import PageAsked, after, place_after, write_cursor
from broker.storage.work import Change, View
from protocol.identifiers import OrganizationId

_tokens = tables.api_tokens.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list of tokens is narrowed to."""

    text: str = ""
    organization: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Part of a list."""

    rows: Sequence[Row[Any]]
    next: str | None
    total: int


def by_secret(view: View, token: str) -> Row[Any] | None:
    """Find the token that somebody shows."""
    return view.connection.execute(_with_names().where(_tokens.token_hash == token_hash(token))).one_or_none()


def by_id(view: View, token: str) -> Row[Any] | None:
    """Read a token, whatever the reach."""
    return view.connection.execute(_with_names().where(_tokens.id == token)).one_or_none()


def within_reach(view: View, token: str) -> Row[Any] | None:
    """Read a token that the actor may know of; those for more than one organization belong to the instance."""
    home = view.within_reach(func.coalesce(_tokens.organization_id, INSTANCE))
    return view.connection.execute(_with_names().where(_tokens.id == token, home)).one_or_none()


def of_owner(view: View, account: str) -> Sequence[Row[Any]]:
    """List a person's tokens, newest first."""
    query = _with_names().where(_tokens.account_id == account)
    return view.connection.execute(query.order_by(_tokens.created_at.desc(), _tokens.id.desc()).limit(200)).all()


def count_living(view: View, account: str) -> int:
    """Count the tokens of a person that work."""
    living = (_tokens.account_id == account, _tokens.revoked_at.is_(None), _tokens.expires_at > view.now)
    return int(view.connection.execute(select(func.count()).select_from(tables.api_tokens).where(*living)).scalar_one())


def page(view: View, narrowed: Filter, asked: PageAsked) -> Page:
    """Read part of the list, newest first."""
    conditions = [view.within_reach(_tokens.organization_id), *_conditions(narrowed)]
    counting = select(func.count()).select_from(_joined()).where(*conditions)
    total = int(view.connection.execute(counting).scalar_one())
    query = _with_names().where(*conditions)
    position = asked.position(2)
    if position is not None:
        place = place_after(position, by_instant=True)
        query = query.where(after((_tokens.created_at, _tokens.id), place, descending=True))
    ordered = query.order_by(_tokens.created_at.desc(), _tokens.id.desc()).limit(asked.limit + 1)
    rows = view.connection.execute(ordered).all()
    shown = rows[: asked.limit]
    more = len(rows) > asked.limit
    following = write_cursor([milliseconds_of(shown[-1].created_at), shown[-1].id]) if more else None
    return Page(rows=shown, next=following, total=total)


def names_of(view: View, organizations: Iterable[str]) -> dict[str, str]:
    """Look up the names of organizations that are not archived."""
    row = tables.organizations.c
    query = select(row.id, row.name).where(row.id.in_(sorted(organizations)), row.archived_at.is_(None))
    return {found.id: found.name for found in view.connection.execute(query)}


def add(change: Change, token: str, values: Mapping[str, object]) -> None:
    """Store a new token by its hash."""
    change.connection.execute(insert(tables.api_tokens).values(token_hash=token_hash(token), **values))


def alter(change: Change, token: str, values: Mapping[str, object]) -> None:
    """Store changed columns of a token."""
    change.connection.execute(update(tables.api_tokens).where(_tokens.id == token).values(**values))


def write_reach(reach: Reach) -> str | None:
    """Spell a reach as it is stored."""
    return json.dumps(sorted(reach)) if isinstance(reach, frozenset) else None


def reach_of(row: Row[Any]) -> Reach:
    """Read the reach of a stored token."""
    return ALL if row.organizations is None else frozenset(map(OrganizationId, json.loads(row.organizations)))


def permissions_of(row: Row[Any]) -> frozenset[Permission]:
    """Read what a stored token may do; a permission that is no more gives nothing."""
    known = set(Permission)
    return frozenset(Permission(each) for each in json.loads(row.permissions) if each in known)


def _conditions(narrowed: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.organization is not None:
        conditions.append(_tokens.organization_id == narrowed.organization)
    for word in narrowed.text.replace("\x00", "").split()[:10]:
        conditions.append(or_(matches(_tokens.name, word), matches(tables.accounts.c.name, word)))
    return conditions


def _joined() -> Any:
    return tables.api_tokens.join(tables.accounts, tables.accounts.c.id == _tokens.account_id).outerjoin(
        tables.organizations, tables.organizations.c.id == _tokens.organization_id
    )


def _with_names() -> Select[Any]:
    return select(
        tables.api_tokens,
        tables.accounts.c.name.label("owner_name"),
        tables.organizations.c.name.label("organization_name"),
    ).select_from(_joined())
