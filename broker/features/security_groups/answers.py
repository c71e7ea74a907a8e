"""Security groups as the API gives them."""

from typing import Any

import msgspec

from broker.access.groups import BUILT_IN, FIXED, BuiltInGroup
from broker.access.permissions import GRANTABLE, Permission
from broker.access.scopes import INSTANCE, is_open
from broker.features.security_groups import store
from broker.features.security_groups.store import Group
from broker.storage.unit_of_work import View


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with its name."""

    id: str
    name: str


class GroupLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list; `organization` is whose group it is, none the provider's."""

    id: str
    name: str
    description: str
    built_in: bool
    organization: Named | None
    all_organizations: bool
    organizations: int
    members: int
    permissions: int


class GroupDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A group with what it gives and where, and what the asker may do to it."""

    id: str
    name: str
    description: str
    built_in: bool
    is_fixed: bool
    organization: Named | None
    permissions: tuple[Permission, ...]
    all_permissions: tuple[Permission, ...]
    """Everything that a group can give."""
    all_organizations: bool
    organizations: tuple[Named, ...]
    members: int
    version: int
    may_change: bool
    may_assign: bool


def line_of(row: Any) -> GroupLine:
    return GroupLine(
        id=row.id,
        name=row.name,
        description=row.description,
        built_in=row.built_in is not None,
        organization=Named(id=row.home, name=row.home_name or "") if row.home else None,
        all_organizations=row.all_organizations,
        organizations=row.places,
        members=row.members,
        permissions=len(BUILT_IN[BuiltInGroup(row.built_in)].permissions) if row.built_in in FIXED else row.permissions,
    )


def detail_of(view: View, group: Group) -> GroupDetail:
    """Write a group's page, for the one who looks."""
    reach = group.given.reach
    places = store.organizations(view, reach) if isinstance(reach, frozenset) else {}
    home = None
    if group.home != INSTANCE:
        home = Named(id=group.home, name=store.organizations(view, {group.home}).get(group.home, ""))
    return GroupDetail(
        id=group.id,
        name=group.name,
        description=group.description,
        built_in=group.built_in is not None,
        is_fixed=group.built_in in FIXED,
        organization=home,
        permissions=tuple(sorted(group.given.permissions)),
        all_permissions=tuple(sorted(GRANTABLE)),
        all_organizations=is_open(reach),
        organizations=tuple(Named(id=each, name=name) for each, name in places.items()),
        members=store.count_members(view, group.id),
        version=group.version,
        may_change=view.may(Permission.GROUP_CHANGE, group.home),
        may_assign=view.may(Permission.GROUP_ASSIGN, group.home),
    )
