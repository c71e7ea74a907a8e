"""Rows of who sees whose portal, through the view or change that is handed in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, insert, or_, select, update

from broker.access.scopes import INSTANCE
from broker.storage import tables
from broker.storage.unit_of_work import Change, View

_sights = tables.sights.c
_sign_ins = tables.sign_ins.c


def add(change: Change, values: dict[str, object]) -> None:
    change.connection.execute(insert(tables.sights).values(**values))


def by_id(view: View, sight: str) -> Row[Any] | None:
    return view.connection.execute(_open().where(_sights.id == sight)).one_or_none()


def is_in_reach(view: View, account: str) -> bool:
    row = tables.accounts.c
    query = select(row.id).where(row.id == account, view.within_reach(row.organization_id))
    return view.connection.execute(query).first() is not None


def living(view: View, organization: str) -> Any | None:
    """Find an organization that is not archived."""
    row = tables.organizations.c
    query = select(row.id, row.name, row.slug).where(row.id == organization, row.archived_at.is_(None))
    return view.connection.execute(query).one_or_none()


def portal_group(view: View, organization: str, group: str) -> Any | None:
    """Find a portal group that people of an organization can be in: the provider's, or its own."""
    row = tables.portal_groups.c
    query = select(row.name, row.features, row.built_in).where(row.id == group, row.home.in_({INSTANCE, organization}))
    return view.connection.execute(query).one_or_none()


def of_sign_in(view: View, sign_in: str) -> Sequence[Row[Any]]:
    """List what is still seen over one sign-in."""
    return view.connection.execute(_open().where(_sights.sign_in_id == sign_in)).all()


def overdue(view: View, most: int) -> Sequence[Row[Any]]:
    """List what has to end: the hour is over, or the sign-in is."""
    alive = select(_sign_ins.id).where(_sign_ins.ended_at.is_(None), _sign_ins.expires_at > view.now)
    over = or_(_sights.ends_at <= view.now, _sights.sign_in_id.not_in(alive))
    return view.connection.execute(_open().where(over).limit(most)).all()


def end(change: Change, sight: str) -> None:
    change.connection.execute(update(tables.sights).where(_sights.id == sight).values(ended_at=change.now))


def _open() -> Select[Any]:
    return select(tables.sights).where(_sights.ended_at.is_(None))
