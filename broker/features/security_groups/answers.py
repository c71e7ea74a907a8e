"""Security groups as the API gives them."""

from typing import Any

import msgspec

from broker.access.groups import BUILT_IN, FIXED, BuiltInGroup
from broker.access.marks import NO_MARKS, groups_among, tags_among
from broker.access.permissions import ABOUT_DEVICES, GRANTABLE, Permission
from broker.access.scopes import INSTANCE, is_open
from broker.features.security_groups import store
from broker.features.security_groups.store import Group
from broker.storage.unit_of_work import View


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with its name."""

    id: str
    name: str


class DeviceGroupNamed(msgspec.Struct, frozen=True, kw_only=True):
    """A device group that a security group is narrowed to, and whose it is."""

    id: str
    name: str
    organization: Named


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
    is_narrowed: bool
    """Whether what concerns devices reaches only those with one of the tags, or in one of the device groups."""
    tags: tuple[str, ...]
    device_groups: tuple[DeviceGroupNamed, ...]
    narrowable: tuple[Permission, ...]
    """What of all permissions concerns devices."""
    members: int
    version: int
    requires_factor: bool
    """Whether its members must have a second factor, even where the group gives nothing."""
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
        is_narrowed=group.given.narrowing is not None,
        tags=tags_among(group.given.narrowing or NO_MARKS),
        device_groups=_device_groups(view, group),
        narrowable=tuple(sorted(ABOUT_DEVICES)),
        members=store.count_members(view, group.id),
        version=group.version,
        requires_factor=group.requires_factor,
        may_change=view.may(Permission.GROUP_CHANGE, group.home),
        may_assign=view.may(Permission.GROUP_ASSIGN, group.home),
    )


def _device_groups(view: View, group: Group) -> tuple[DeviceGroupNamed, ...]:
    found = store.device_groups(view, groups_among(group.given.narrowing or NO_MARKS))
    return tuple(
        DeviceGroupNamed(
            id=each.id, name=each.name, organization=Named(id=each.organization_id, name=each.organization_name)
        )
        for each in found
    )
