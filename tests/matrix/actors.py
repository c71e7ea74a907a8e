"""Every kind of actor that may knock at a route, and what each of them holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from broker.access.groups import BUILT_IN, BuiltInGroup
from broker.access.permissions import GRANTABLE, Permission
from broker.access.portal_groups import BuiltInPortalGroup


class Who(StrEnum):
    """A column of the matrix; *here* is the organization that the objects belong to, *elsewhere* another one."""

    NOBODY = "nobody"
    AGENT = "agent"
    OWNER = "the end user it is about"
    OWNER_LIMITED = "the end user it is about, in Limited"
    OWNER_SHUT_OUT = "the end user it is about, in No portal access"
    END_USER_HERE = "another end user here"
    END_USER_ELSEWHERE = "end user elsewhere"
    TECHNICIAN_HERE = "technician here"
    TECHNICIAN_ELSEWHERE = "technician elsewhere"
    ADMINISTRATOR_HERE = "organization administrator here"
    ADMINISTRATOR_ELSEWHERE = "organization administrator elsewhere"
    TOKEN_HERE = "API token of an organization administrator here"
    AUDITOR = "auditor"
    PROVIDER_ADMINISTRATOR = "provider administrator"


class Reaching(StrEnum):
    """How far the groups of somebody's reach."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What staff hold, and where; `at_home` are staff of an organization, the others are the provider's."""

    permissions: frozenset[Permission]
    reach: Reaching
    at_home: bool = False


_TECHNICIAN = BUILT_IN[BuiltInGroup.TECHNICIAN].permissions

STAFF: Mapping[Who, Holding] = MappingProxyType(
    {
        Who.TECHNICIAN_HERE: Holding(permissions=_TECHNICIAN, reach=Reaching.HERE),
        Who.TECHNICIAN_ELSEWHERE: Holding(permissions=_TECHNICIAN, reach=Reaching.ELSEWHERE),
        Who.ADMINISTRATOR_HERE: Holding(permissions=GRANTABLE, reach=Reaching.HERE, at_home=True),
        Who.ADMINISTRATOR_ELSEWHERE: Holding(permissions=GRANTABLE, reach=Reaching.ELSEWHERE, at_home=True),
        Who.TOKEN_HERE: Holding(permissions=GRANTABLE - {Permission.TOKEN_CHANGE}, reach=Reaching.HERE, at_home=True),
        Who.AUDITOR: Holding(permissions=BUILT_IN[BuiltInGroup.AUDITOR].permissions, reach=Reaching.EVERYWHERE),
        Who.PROVIDER_ADMINISTRATOR: Holding(permissions=GRANTABLE, reach=Reaching.EVERYWHERE),
    }
)
STRANGERS = frozenset({Who.NOBODY, Who.AGENT})
OWNERS = {
    Who.OWNER: BuiltInPortalGroup.STANDARD,
    Who.OWNER_LIMITED: BuiltInPortalGroup.LIMITED,
    Who.OWNER_SHUT_OUT: BuiltInPortalGroup.NO_ACCESS,
}
END_USERS = frozenset({*OWNERS, Who.END_USER_HERE, Who.END_USER_ELSEWHERE})
FOREIGN = frozenset({Who.END_USER_ELSEWHERE, Who.TECHNICIAN_ELSEWHERE, Who.ADMINISTRATOR_ELSEWHERE})
