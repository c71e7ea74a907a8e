"""Where a permission reaches: everywhere, or a set of organizations."""

from collections.abc import Set
from enum import Enum
from typing import Final, Literal, TypeAlias

from protocol.identifiers import OrganizationId


class Everywhere(Enum):
    """The reach that takes in every organization there is or will be, and the instance."""

    ALL = "all"

    def __repr__(self) -> str:
        return "ALL"


ALL: Final = Everywhere.ALL
Reach: TypeAlias = Literal[Everywhere.ALL] | frozenset[OrganizationId]
NOWHERE: Final[frozenset[OrganizationId]] = frozenset()

# The instance itself as a place: it has settings, keys, provider staff and an audit chain, and no organization's id.
INSTANCE: Final = OrganizationId("")


def covers(reach: Reach, organization: OrganizationId) -> bool:
    """Tell whether the reach takes in this organization."""
    return isinstance(reach, Everywhere) or organization in reach


def add(one: Reach, other: Reach) -> Reach:
    """Join two reaches of the same permission."""
    if isinstance(one, Everywhere) or isinstance(other, Everywhere):
        return ALL
    return one | other


def only(*organizations: OrganizationId) -> frozenset[OrganizationId]:
    """Spell a reach of single organizations."""
    return frozenset(organizations)


def is_within(inner: Reach, outer: Reach) -> bool:
    """Tell whether one reach gives nothing that the other does not."""
    if isinstance(outer, Everywhere):
        return True
    return not isinstance(inner, Everywhere) and inner <= outer


def organizations_of(reach: Reach) -> Set[OrganizationId] | None:
    """List the organizations of a reach, or None when it is everywhere."""
    return None if isinstance(reach, Everywhere) else reach
