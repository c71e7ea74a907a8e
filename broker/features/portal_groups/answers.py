"""Portal groups as the API gives them."""

from typing import Any

import msgspec

from broker.access.permissions import Permission
from broker.access.portal_features import PortalFeature
from broker.access.portal_groups import BuiltInPortalGroup
from broker.features.portal_groups.rules import Group
from broker.features.portal_groups.store import group_of
from broker.storage.unit_of_work import View


class GroupHome(msgspec.Struct, frozen=True, kw_only=True):
    """The organization that a portal group belongs to."""

    id: str
    name: str


class PortalGroupLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list; a group without an organization is the provider's, and offered to everybody."""

    id: str
    name: str
    description: str
    built_in: BuiltInPortalGroup | None
    organization: GroupHome | None
    features: tuple[PortalFeature, ...]
    members: int
    takes_people: bool


class PortalGroupDetail(PortalGroupLine, frozen=True, kw_only=True):
    """A portal group, and what the asker may do to it."""

    version: int
    may_change: bool
    may_copy: bool
    may_remove: bool


def line_of(row: Any) -> PortalGroupLine:
    return PortalGroupLine(**_line(row, group_of(row)))


def detail_of(view: View, row: Any) -> PortalGroupDetail:
    """Write a group's page, for the one who looks."""
    group = group_of(row)
    may_change = view.may(Permission.PORTAL_CHANGE, group.home)
    return PortalGroupDetail(
        **_line(row, group),
        version=group.version,
        may_change=may_change and not group.is_fixed,
        may_copy=not group.is_fixed,
        may_remove=may_change and group.built_in is None,
    )


def _line(row: Any, group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "built_in": group.built_in,
        "organization": GroupHome(id=group.home, name=row.home_name or "") if group.home else None,
        "features": tuple(each for each in PortalFeature if each in group.features),
        "members": row.members,
        "takes_people": group.takes_people,
    }
