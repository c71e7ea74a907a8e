"""Rows of portal groups, through the view or change that is handed in."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, not_, or_, select, update

from broker.access.actors import AccountKind
from broker.access.portal_groups import BuiltInPortalGroup, read_features, write_features
from broker.access.scopes import INSTANCE, Reach
from broker.features.accounts.people import matches
from broker.features.portal_groups.rules import Group
from broker.storage import tables
from broker.storage.unit_of_work import Change, View
from broker.storage.work import within
from protocol.identifiers import OrganizationId

_groups = tables.portal_groups.c
_accounts = tables.accounts.c


def page(view: View, words: tuple[str, ...], after: tuple[str, str] | None, limit: int) -> tuple[list[Any], int]:
    """List the provider's groups and those within reach by name, one more than the limit, and count them all."""
    shown: Select[Any] = select(_groups.id).where(_visible(view))
    for word in words:
        shown = shown.where(or_(matches(_groups.name, word), matches(_groups.description, word)))
    total = view.connection.execute(select(func.count()).select_from(shown.subquery())).scalar_one()
    part = _with_home(view).where(_groups.id.in_(shown)).order_by(_groups.name, _groups.id).limit(limit + 1)
    if after is not None:
        part = part.where(or_(_groups.name > after[0], and_(_groups.name == after[0], _groups.id > after[1])))
    return list(view.connection.execute(part).all()), total


def line(view: View, group: str) -> Any:
    """Read one group with its home's name and how many of those within reach are in it."""
    return view.connection.execute(_with_home(view).where(_groups.id == group, _visible(view))).one_or_none()


def by_id(view: View, group: str, *, locked: bool = False) -> Group | None:
    """Read a group that is in sight; locked, so that it stays while somebody changes it or moves people to it."""
    query = select(tables.portal_groups).where(_groups.id == group, _visible(view))
    row = view.connection.execute(query.with_for_update() if locked else query).one_or_none()
    return group_of(row) if row is not None else None


def group_of(row: Any) -> Group:
    return Group(
        id=row.id,
        home=OrganizationId(row.home),
        name=row.name,
        description=row.description,
        built_in=BuiltInPortalGroup(row.built_in) if row.built_in else None,
        features=read_features(row.features),
        version=row.version,
    )


def is_name_taken(view: View, home: OrganizationId, name: str, but: str) -> bool:
    """Tell whether a name is taken at home, or by one of the provider's groups, which everybody sees."""
    query = select(_groups.id).where(_groups.home.in_({home, INSTANCE}), _groups.name == name, _groups.id != but)
    return view.connection.execute(query.limit(1)).first() is not None


def count_at(view: View, home: OrganizationId) -> int:
    query = select(func.count()).select_from(tables.portal_groups).where(_groups.home == home)
    return view.connection.execute(query).scalar_one()


def insert_group(change: Change, group: Group) -> None:
    values = {"id": group.id, "home": group.home, "created_at": change.now, **_values(group)}
    change.connection.execute(insert(tables.portal_groups).values(values))


def update_group(change: Change, group: Group) -> None:
    """Write a group anew, as the version after the one it says."""
    values = {"version": group.version + 1, **_values(group)}
    change.connection.execute(update(tables.portal_groups).where(_groups.id == group.id).values(values))


def delete_group(change: Change, group: str) -> None:
    change.connection.execute(delete(tables.portal_groups).where(_groups.id == group))


def homes_of_members(view: View, group: str, most: int) -> list[str]:
    """List organizations whose people are in a group."""
    query = select(_accounts.organization_id).where(_members(group)).distinct().limit(most)
    return [str(each) for each in view.connection.execute(query).scalars()]


def has_members_beyond(view: View, group: str, reach: Reach) -> bool:
    """Tell whether people of an organization out of reach are in a group."""
    query = select(_accounts.id).where(_members(group), not_(within(reach, _accounts.organization_id)))
    return view.connection.execute(query.limit(1)).first() is not None


def move_members(change: Change, group: str, organization: str, to: str) -> int:
    """Move everybody of an organization from one group to another, and say how many they are."""
    moving = update(tables.accounts).where(_members(group), _accounts.organization_id == organization)
    return change.connection.execute(moving.values(portal_group_id=to, version=_accounts.version + 1)).rowcount


def organization_name(view: View, organization: OrganizationId) -> str | None:
    row = tables.organizations.c
    name: str | None = view.connection.execute(select(row.name).where(row.id == organization)).scalar_one_or_none()
    return name


def _visible(view: View) -> ColumnElement[bool]:
    return or_(_groups.home == INSTANCE, view.within_reach(_groups.home))


def _members(group: Any) -> ColumnElement[bool]:
    return and_(_accounts.portal_group_id == group, _accounts.kind == AccountKind.END_USER.value)


def _with_home(view: View) -> Select[Any]:
    counting = select(func.count()).where(_members(_groups.id), view.within_reach(_accounts.organization_id))
    return select(
        *tables.portal_groups.columns,
        tables.organizations.c.name.label("home_name"),
        counting.scalar_subquery().label("members"),
    ).outerjoin(tables.organizations, tables.organizations.c.id == _groups.home)


def _values(group: Group) -> dict[str, str]:
    return {"name": group.name, "description": group.description, "features": write_features(group.features)}
