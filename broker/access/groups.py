"""Security groups: a set of permissions together with the organizations they reach."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from broker.access.grants import NO_GRANTS, Grants, Narrowed
from broker.access.marks import Marks
from broker.access.permissions import ABOUT_DEVICES, GRANTABLE, INSIDE, Permission
from broker.access.scopes import NOWHERE, Reach, add

__all__ = [
    "BUILT_IN",
    "FIXED",
    "NO_GRANTS",
    "BuiltInGroup",
    "Grants",
    "GroupTemplate",
    "SecurityGroup",
    "add_up",
    "held_in",
    "narrowed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityGroup:
    """What its members may do, and where; the two belong together and are never mixed with another group's.

    With a `narrowing`, what concerns devices reaches only devices that carry one of its marks.
    """

    id: str
    name: str
    permissions: frozenset[Permission]
    reach: Reach
    requires_factor: bool = False
    """Whether its members sign in with a second factor, whatever the group gives."""
    narrowing: Marks | None = None

    def narrowing_of(self, permission: Permission) -> Marks | None:
        """Give the marks that a permission of this group is narrowed to, if it is."""
        return self.narrowing if permission in ABOUT_DEVICES else None


def add_up(groups: Iterable[SecurityGroup]) -> Grants:
    """Add several groups up pair by pair: one group's permissions never meet another group's places or marks."""
    pairs: dict[Permission, Reach] = {}
    narrowed: dict[Permission, list[Narrowed]] = {}
    for group in groups:
        for permission in group.permissions & GRANTABLE:
            marks = group.narrowing_of(permission)
            if marks is None:
                pairs[permission] = add(pairs.get(permission, NOWHERE), group.reach)
            else:
                narrowed.setdefault(permission, []).append(Narrowed(reach=group.reach, marks=marks))
    return Grants(pairs, narrowed)


def narrowed(grants: Grants, permissions: Set[Permission], reach: Reach) -> Grants:
    """Leave of some grants the pairs of these permissions and this reach; nothing is added."""
    return grants.meet(Grants(dict.fromkeys(permissions, reach)))


class BuiltInGroup(StrEnum):
    """The groups that exist from the start; an installation may clone and narrow them."""

    PROVIDER_ADMINISTRATOR = "provider_administrator"
    ORGANIZATION_ADMINISTRATOR = "organization_administrator"
    TECHNICIAN = "technician"
    AUDITOR = "auditor"


_READING: Final = frozenset(
    {
        Permission.ORGANIZATION_READ,
        Permission.ACCOUNT_READ,
        Permission.DEVICE_READ,
        Permission.SESSION_READ,
        Permission.SETTINGS_READ,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTemplate:
    """The name and the permissions that a built-in group starts with."""

    name: str
    permissions: frozenset[Permission] = field(default=frozenset())


BUILT_IN: Final[Mapping[BuiltInGroup, GroupTemplate]] = MappingProxyType(
    {
        BuiltInGroup.PROVIDER_ADMINISTRATOR: GroupTemplate(name="Provider administrators", permissions=GRANTABLE),
        BuiltInGroup.ORGANIZATION_ADMINISTRATOR: GroupTemplate(name="Organization administrators", permissions=INSIDE),
        BuiltInGroup.TECHNICIAN: GroupTemplate(
            name="Technicians",
            permissions=_READING
            | {
                Permission.SESSION_OFFER,
                Permission.SESSION_APPROVE,
                Permission.SESSION_CONTROL,
                Permission.SESSION_FILES,
                Permission.MESSAGE_READ,
                Permission.MESSAGE_WRITE,
                Permission.DEVICE_ENROL,
            },
        ),
        BuiltInGroup.AUDITOR: GroupTemplate(
            name="Auditors",
            permissions=_READING
            | {
                Permission.AUDIT_READ,
                Permission.AUDIT_EXPORT,
                Permission.SESSION_WATCH,
                Permission.SESSION_TERMINATE,
                Permission.RECORDING_READ,
                Permission.RECORDING_EXPORT,
                Permission.REPORT_READ,
            },
        ),
    }
)

# Each organization has a group of its own with the second; what a newer version adds, both hold from its first start.
FIXED: Final = frozenset({BuiltInGroup.PROVIDER_ADMINISTRATOR, BuiltInGroup.ORGANIZATION_ADMINISTRATOR})
OF_PROVIDER: Final = tuple(group for group in BuiltInGroup if group is not BuiltInGroup.ORGANIZATION_ADMINISTRATOR)


def held_in(built_in: BuiltInGroup | None, stored: Iterable[str]) -> frozenset[Permission]:
    """Say what a group gives: what is stored of it, or always everything that belongs to it."""
    if built_in in FIXED:
        return BUILT_IN[built_in].permissions
    return frozenset(Permission(each) for each in stored if each in _KNOWN)


_KNOWN: Final = frozenset(Permission)
