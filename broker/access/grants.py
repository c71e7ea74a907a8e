"""What somebody holds: pairs of a permission with where it reaches, some narrowed to marked devices; pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import Final

from broker.access.marks import Mark, Marks
from broker.access.permissions import Permission
from broker.access.scopes import NOWHERE, Reach, add, covers, is_within, meet
from protocol.identifiers import OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """A reach inside which only devices with at least one of the marks count."""

    reach: Reach
    marks: Marks

    def takes_in(self, organization: OrganizationId, marks: Marks) -> bool:
        """Tell whether a device of an organization, with these marks on it, counts."""
        return covers(self.reach, organization) and not self.marks.isdisjoint(marks)


class Grants(Mapping[Permission, Reach]):
    """For each permission held, where it reaches whole organizations; beside that, where only marked devices.

    As a mapping it knows the first alone, so that whoever does not ask about a device gets nothing by a narrowed pair.
    """

    __slots__ = ("_narrowed", "_pairs")

    def __init__(
        self, pairs: Mapping[Permission, Reach], narrowed: Mapping[Permission, Iterable[Narrowed]] | None = None
    ) -> None:
        self._pairs = MappingProxyType({permission: reach for permission, reach in pairs.items() if reach != NOWHERE})
        self._narrowed = MappingProxyType(
            {permission: kept for permission, every in (narrowed or {}).items() if (kept := frozenset(_real(every)))}
        )

    def __getitem__(self, permission: Permission) -> Reach:
        return self._pairs[permission]

    def __iter__(self) -> Iterator[Permission]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    def __bool__(self) -> bool:
        return bool(self._pairs) or bool(self._narrowed)

    def __repr__(self) -> str:
        return f"Grants({dict(self._pairs)!r}, {dict(self._narrowed)!r})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Grants):
            return self._pairs == other._pairs and self._narrowed == other._narrowed
        return not self._narrowed and super().__eq__(other)

    def __hash__(self) -> int:
        return hash((frozenset(self._pairs.items()), frozenset(self._narrowed.items())))

    @property
    def permissions(self) -> frozenset[Permission]:
        """List all that is held anywhere, if only on marked devices."""
        return frozenset(self._pairs) | frozenset(self._narrowed)

    def reach(self, permission: Permission) -> Reach:
        """Say where the permission reaches whole organizations; nowhere when it is not held so."""
        return self._pairs.get(permission, NOWHERE)

    def narrowed(self, permission: Permission) -> frozenset[Narrowed]:
        """Say where the permission reaches marked devices only."""
        return self._narrowed.get(permission, frozenset())

    def outer_reach(self, permission: Permission) -> Reach:
        """Spell every place where the permission reaches anything at all."""
        return reduce(add, (each.reach for each in self.narrowed(permission)), self.reach(permission))

    def holds(self, permission: Permission, reach: Reach, marks: Marks | None = None) -> bool:
        """Tell whether the permission is held in all of a reach; with marks, on every device there that has one."""
        if is_within(reach, self.reach(permission)):
            return True
        return marks is not None and all(is_within(reach, self._reach_on(permission, mark)) for mark in marks)

    def take_in(self, other: "Grants") -> bool:
        """Tell whether these give everything that the others do, everywhere they do."""
        return all(
            self.holds(permission, other.reach(permission))
            and all(self.holds(permission, each.reach, each.marks) for each in other.narrowed(permission))
            for permission in other.permissions
        )

    def meet(self, other: "Grants") -> "Grants":
        """Narrow what somebody holds to what they hold by both.

        Where both are narrowed, it is the marks of both: never more than what is held, for devices with several marks
        it may be less.
        """
        shared = self.permissions & other.permissions
        return Grants(
            {permission: meet(self.reach(permission), other.reach(permission)) for permission in shared},
            {permission: list(_met(self, other, permission)) for permission in shared},
        )

    def _reach_on(self, permission: Permission, mark: Mark) -> Reach:
        places = (each.reach for each in self.narrowed(permission) if mark in each.marks)
        return reduce(add, places, self.reach(permission))


NO_GRANTS: Final = Grants({})


def _real(every: Iterable[Narrowed]) -> Iterator[Narrowed]:
    return (each for each in every if each.reach != NOWHERE and each.marks)


def _met(one: Grants, other: Grants, permission: Permission) -> Iterator[Narrowed]:
    for some, rest in ((one, other), (other, one)):
        for each in some.narrowed(permission):
            yield Narrowed(reach=meet(each.reach, rest.reach(permission)), marks=each.marks)
    for mine in one.narrowed(permission):
        for theirs in other.narrowed(permission):
            yield Narrowed(reach=meet(mine.reach, theirs.reach), marks=mine.marks & theirs.marks)
