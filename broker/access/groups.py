"""Security groups: a set of permissions together with the organizations they reach."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from broker.access.permissions import GRANTABLE, INSIDE, Permission
from broker.access.scopes import NOWHERE, Reach, add, covers, meet
from protocol.identifiers import OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityGroup:
    """What its members may do, and where; the two belong together and are never mixed with another group's."""

    id: str
    name: str
    permissions: frozenset[Permission]
    reach: Reach
    requires_factor: bool = False
    """Whether its members sign in with a second factor, whatever the group gives."""


class Grants(Mapping[Permission, Reach]):
    """For each permission held, where it reaches; a permission that reaches nowhere is not in it."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: Mapping[Permission, Reach]) -> None:
        self._pairs = MappingProxyType({permission: reach for permission, reach in pairs.items() if reach != NOWHERE})

    def __getitem__(self, permission: Permission) -> Reach:
        return self._pairs[permission]

    def __iter__(self) -> Iterator[Permission]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    def __repr__(self) -> str:
        return f"Grants({dict(self._pairs)!r})"

    def __hash__(self) -> int:
        return hash(frozenset(self._pairs.items()))

    def reach(self, permission: Permission) -> Reach:
        """Say where the permission reaches; nowhere when it is not held."""
        return self._pairs.get(permission, NOWHERE)

    def touches(self, organization: OrganizationId) -> bool:
        """Tell whether any permission at all reaches the organization."""
        return any(covers(reach, organization) for reach in self._pairs.values())


NO_GRANTS: Final = Grants({})


def add_up(groups: Iterable[SecurityGroup]) -> Grants:
    """Add several groups up pair by pair: one group's permissions never meet another group's organizations."""
    pairs: dict[Permission, Reach] = {}
    for group in groups:
        for permission in group.permissions & GRANTABLE:
            pairs[permission] = add(pairs.get(permission, NOWHERE), group.reach)
    return Grants(pairs)


def narrowed(grants: Grants, permissions: Set[Permission], reach: Reach) -> Grants:
    """Leave of some grants the pairs of these permissions and this reach; nothing is added."""
    return Grants({each: meet(held, reach) for each, held in grants.items() if each in permissions})


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
