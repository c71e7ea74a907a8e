"""Where a permission reaches: everywhere, everywhere but some organizations, or a set of organizations."""

from collections.abc import Set
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal, TypeAlias

from protocol.identifiers import OrganizationId


class Everywhere(Enum):
    """The reach that takes in every organization there is or will be, and the instance."""

    ALL = "all"

    def __repr__(self) -> str:
        return "ALL"


@dataclass(frozen=True, slots=True)
class AllBut:
    """Everywhere but some organizations, of which there is at least one; made by `leave_out`."""

    left_out: frozenset[OrganizationId]


ALL: Final = Everywhere.ALL
Reach: TypeAlias = Literal[Everywhere.ALL] | AllBut | frozenset[OrganizationId]
NOWHERE: Final[frozenset[OrganizationId]] = frozenset()

# The instance itself as a place: it has settings, keys, provider staff and an audit chain, and no organization's id.
INSTANCE: Final = OrganizationId("")


def covers(reach: Reach, organization: OrganizationId) -> bool:
    """Tell whether the reach takes in this organization."""
    if isinstance(reach, frozenset):
        return organization in reach
    return organization not in _left_out(reach)


def is_open(reach: Reach) -> bool:
    """Tell whether the reach takes in organizations that will come to be."""
    return not isinstance(reach, frozenset)


def add(one: Reach, other: Reach) -> Reach:
    """Join two reaches of the same permission."""
    if isinstance(one, frozenset):
        return one | other if isinstance(other, frozenset) else _all_but(_left_out(other) - one)
    if isinstance(other, frozenset):
        return _all_but(_left_out(one) - other)
    return _all_but(_left_out(one) & _left_out(other))


def meet(one: Reach, other: Reach) -> Reach:
    """Narrow two reaches to what both take in."""
    if isinstance(one, frozenset):
        return one & other if isinstance(other, frozenset) else one - _left_out(other)
    if isinstance(other, frozenset):
        return other - _left_out(one)
    return _all_but(_left_out(one) | _left_out(other))


def leave_out(reach: Reach, organizations: frozenset[OrganizationId]) -> Reach:
    """Take organizations out of a reach."""
    return meet(reach, _all_but(organizations))


def difference(one: Reach, other: Reach) -> Reach:
    """Spell every place that one reach takes in and the other does not, whichever way round."""
    if isinstance(one, frozenset):
        return one ^ other if isinstance(other, frozenset) else _all_but(_left_out(other) ^ one)
    if isinstance(other, frozenset):
        return _all_but(_left_out(one) ^ other)
    return _left_out(one) ^ _left_out(other)


def only(*organizations: OrganizationId) -> frozenset[OrganizationId]:
    """Spell a reach of single organizations."""
    return frozenset(organizations)


def is_within(inner: Reach, outer: Reach) -> bool:
    """Tell whether one reach gives nothing that the other does not."""
    if isinstance(inner, frozenset):
        return inner <= outer if isinstance(outer, frozenset) else not inner & _left_out(outer)
    return not isinstance(outer, frozenset) and _left_out(outer) <= _left_out(inner)


def organizations_of(reach: Reach) -> Set[OrganizationId] | None:
    """List the organizations of a reach, or None when it is open."""
    return reach if isinstance(reach, frozenset) else None


def _left_out(reach: Everywhere | AllBut) -> frozenset[OrganizationId]:
    return reach.left_out if isinstance(reach, AllBut) else NOWHERE


def _all_but(organizations: frozenset[OrganizationId]) -> Reach:
    return AllBut(organizations) if organizations else ALL
