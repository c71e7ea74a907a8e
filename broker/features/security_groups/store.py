"""Rows of security groups, through the view or change that is handed in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, literal, or_, select, update

from broker.access.actors import AccountKind
from broker.access.groups import BuiltInGroup, held_in
from broker.access.marks import NO_MARKS, Mark, Marks
from broker.access.scopes import ALL, INSTANCE, add, is_open
from broker.features.accounts.people import matches
from broker.features.accounts.records import ACTIVE
from broker.features.accounts.store import closed_organizations, reach_from
from broker.features.security_groups.rules import Given
from broker.storage import tables
from broker.storage.unit_of_work import Change, View
from protocol.identifiers import AccountId, OrganizationId

_groups = tables.security_groups.c
_members = tables.security_group_members.c
_places = tables.security_group_organizations.c
_given = tables.security_group_permissions.c
_marks = tables.security_group_marks.c
_accounts = tables.accounts.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group as it is stored."""

    id: str
    home: OrganizationId
    name: str
    description: str
    built_in: BuiltInGroup | None
    given: Given
    version: int
    requires_factor: bool = False
    hidden: frozenset[OrganizationId] = frozenset()
    """Who of a selection manages themselves: chosen still, and unseen."""

    def whole(self) -> Given:
        """Spell what it gives, were every organization managed."""
        reach = self.given.reach
        return replace(self.given, reach=ALL if is_open(reach) else add(reach, self.hidden))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person as groups refer to them."""

    id: AccountId
    name: str
    email: str


def count_words(view: View) -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    """Count members, permissions and organizations beside each row of groups."""
    return (
        select(func.count()).where(_members.group_id == _groups.id).scalar_subquery(),
        select(func.count()).where(_given.group_id == _groups.id).scalar_subquery(),
        select(func.count()).where(_places.group_id == _groups.id, ~_closed_to(view, _groups.home)).scalar_subquery(),
    )


def page(view: View, words: tuple[str, ...], after: tuple[str, str] | None, limit: int) -> tuple[list[Any], int]:
    """List groups within reach by name, one more than the limit where the list goes on, and count them all."""
    shown: Select[Any] = select(_groups.id).where(view.within_reach(_groups.home))
    for word in words:
        shown = shown.where(or_(matches(_groups.name, word), matches(_groups.description, word)))
    total = view.connection.execute(select(func.count()).select_from(shown.subquery())).scalar_one()
    members, permissions, places = count_words(view)
    part = (
        select(
            *tables.security_groups.columns,
            tables.organizations.c.name.label("home_name"),
            members.label("members"),
            permissions.label("permissions"),
            places.label("places"),
        )
        .outerjoin(tables.organizations, tables.organizations.c.id == _groups.home)
        .where(_groups.id.in_(shown))
        .order_by(_groups.name, _groups.id)
        .limit(limit + 1)
    )
    if after is not None:
        part = part.where(or_(_groups.name > after[0], and_(_groups.name == after[0], _groups.id > after[1])))
    return list(view.connection.execute(part).all()), total


def by_id(view: View, group: str, *, locked: bool = False) -> Group | None:
    """Read a group within reach; locked, so that of two who change it the second sees what the first did."""
    query = select(tables.security_groups).where(_groups.id == group, view.within_reach(_groups.home))
    row = view.connection.execute(query.with_for_update() if locked else query).one_or_none()
    if row is None:
        return None
    built_in = BuiltInGroup(row.built_in) if row.built_in else None
    permissions = view.connection.execute(select(_given.permission).where(_given.group_id == group)).scalars()
    chosen = view.connection.execute(select(_places.organization_id).where(_places.group_id == group)).scalars()
    places, closed = frozenset(map(OrganizationId, chosen)), closed_organizations(view)
    return Group(
        id=row.id,
        home=OrganizationId(row.home),
        name=row.name,
        description=row.description,
        built_in=built_in,
        given=Given(
            permissions=held_in(built_in, permissions),
            reach=reach_from(row.home, row.all_organizations, places, closed),
            narrowing=_marks_of(view, group) if row.is_narrowed else None,
        ),
        version=row.version,
        requires_factor=row.requires_factor,
        hidden=places & closed if row.home == INSTANCE else frozenset(),
    )


def is_name_taken(view: View, home: OrganizationId, name: str, but: str | None) -> bool:
    query = select(_groups.id).where(_groups.home == home, _groups.name == name)
    return any(found != but for found in view.connection.execute(query).scalars())


def count_at(view: View, home: OrganizationId) -> int:
    query = select(func.count()).select_from(tables.security_groups).where(_groups.home == home)
    return view.connection.execute(query).scalar_one()


def insert_group(change: Change, group: Group) -> None:
    change.connection.execute(
        insert(tables.security_groups).values(
            id=group.id,
            home=group.home,
            name=group.name,
            description=group.description,
            all_organizations=is_open(group.given.reach),
            is_narrowed=group.given.narrowing is not None,
            requires_factor=group.requires_factor,
            created_at=change.now,
        )
    )
    _write_given(change, group.id, group.given)


def update_group(change: Change, group: Group) -> None:
    """Write a group anew, as the version after the one it says."""
    change.connection.execute(
        update(tables.security_groups)
        .where(_groups.id == group.id)
        .values(
            name=group.name,
            description=group.description,
            all_organizations=is_open(group.given.reach),
            is_narrowed=group.given.narrowing is not None,
            requires_factor=group.requires_factor,
            version=group.version + 1,
        )
    )
    # Whoever manages themselves stays chosen, unseen, for the day they are managed again.
    _clear_given(change, group.id, ~_closed_to(change, group.home))
    _write_given(change, group.id, group.given)


def delete_group(change: Change, group: str) -> None:
    change.connection.execute(delete(tables.security_group_members).where(_members.group_id == group))
    _clear_given(change, group)
    change.connection.execute(delete(tables.security_groups).where(_groups.id == group))


def members(view: View, group: str, words: tuple[str, ...], after: tuple[str, str] | None, limit: int) -> list[Member]:
    """List who is in a group by name; one more than the limit where the list goes on."""
    query = _people(words).where(_accounts.id.in_(_member_ids(group))).limit(limit + 1)
    if after is not None:
        query = query.where(or_(_accounts.name > after[0], and_(_accounts.name == after[0], _accounts.id > after[1])))
    return [_member(row) for row in view.connection.execute(query)]


def count_members(view: View, group: str, words: tuple[str, ...] = ()) -> int:
    query = _people(words).where(_accounts.id.in_(_member_ids(group))).order_by(None)
    return view.connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def candidates(view: View, group: Group, words: tuple[str, ...], limit: int) -> list[Member]:
    """List the staff of a group's home who are not in it."""
    query = _people(words).where(_staff_of(group.home), _accounts.id.not_in(_member_ids(group.id))).limit(limit)
    return [_member(row) for row in view.connection.execute(query)]


def staff(view: View, home: OrganizationId, accounts: Collection[str]) -> list[Member]:
    """Read those of the accounts that are active staff of a home."""
    query = _people(()).where(_staff_of(home), _accounts.id.in_(sorted(accounts)))
    return [_member(row) for row in view.connection.execute(query)]


def members_among(view: View, group: str, accounts: Collection[str]) -> list[Member]:
    query = _people(()).where(_accounts.id.in_(_member_ids(group)), _accounts.id.in_(sorted(accounts)))
    return [_member(row) for row in view.connection.execute(query)]


def add_members(change: Change, group: str, accounts: Iterable[AccountId]) -> None:
    rows = [{"group_id": group, "account_id": account} for account in accounts]
    if rows:
        change.connection.execute(insert(tables.security_group_members), rows)


def remove_members(change: Change, group: str, accounts: Collection[AccountId]) -> None:
    leaving = _members.account_id.in_(sorted(accounts))
    change.connection.execute(delete(tables.security_group_members).where(_members.group_id == group, leaving))


def organizations(view: View, identifiers: Collection[OrganizationId]) -> dict[OrganizationId, str]:
    """Give the names of those of the organizations that there are."""
    row = tables.organizations.c
    query = select(row.id, row.name).where(row.id.in_(sorted(identifiers))).order_by(row.name, row.id)
    return {OrganizationId(each.id): each.name for each in view.connection.execute(query)}


def device_groups(view: View, identifiers: Collection[str]) -> list[Any]:
    """Read those of the device groups that there are, with the names of their organizations."""
    row, place = tables.device_groups.c, tables.organizations.c
    query = (
        select(row.id, row.name, row.organization_id, place.name.label("organization_name"))
        .join(tables.organizations, place.id == row.organization_id)
        .where(row.id.in_(sorted(identifiers)))
        .order_by(row.name, row.id)
    )
    return list(view.connection.execute(query))


def home_of_device_group(view: View, group: str) -> str | None:
    found = device_groups(view, {group})
    return found[0].organization_id if found else None


def _people(words: tuple[str, ...]) -> Select[tuple[str, str, str]]:
    query = select(_accounts.id, _accounts.name, _accounts.email).order_by(_accounts.name, _accounts.id)
    for word in words:
        query = query.where(or_(matches(_accounts.name, word), matches(_accounts.email, word)))
    return query


def _member_ids(group: str) -> Select[tuple[str]]:
    return select(_members.account_id).where(_members.group_id == group)


def _staff_of(home: OrganizationId) -> ColumnElement[bool]:
    """A group takes in the staff of its own home alone: nobody's staff is led out of their organization."""
    return and_(
        _accounts.kind == AccountKind.STAFF.value,
        _accounts.status == ACTIVE,
        func.coalesce(_accounts.organization_id, "") == home,
    )


def _member(row: Any) -> Member:
    return Member(id=AccountId(row.id), name=row.name, email=row.email)


def _marks_of(view: View, group: str) -> Marks:
    stored = view.connection.execute(select(_marks.mark).where(_marks.group_id == group)).scalars()
    return frozenset(Mark(each) for each in stored)


def _write_given(change: Change, group: str, given: Given) -> None:
    permissions = [{"group_id": group, "permission": each.value} for each in sorted(given.permissions)]
    if permissions:
        change.connection.execute(insert(tables.security_group_permissions), permissions)
    reach = given.reach
    places = [{"group_id": group, "organization_id": each} for each in reach] if isinstance(reach, frozenset) else []
    if places:
        change.connection.execute(insert(tables.security_group_organizations), sorted(places, key=str))
    marks = [{"group_id": group, "mark": each} for each in sorted(given.narrowing or NO_MARKS)]
    if marks:
        change.connection.execute(insert(tables.security_group_marks), marks)


def _clear_given(change: Change, group: str, *places: ColumnElement[bool]) -> None:
    change.connection.execute(delete(tables.security_group_permissions).where(_given.group_id == group))
    change.connection.execute(delete(tables.security_group_organizations).where(_places.group_id == group, *places))
    change.connection.execute(delete(tables.security_group_marks).where(_marks.group_id == group))


def _closed_to(view: View, home: ColumnElement[str] | str) -> ColumnElement[bool]:
    """Pick what does not count of a selection: the provider's groups reach nobody who manages themselves."""
    closed = sorted(closed_organizations(view))
    return and_(literal(home) == "" if isinstance(home, str) else home == "", _places.organization_id.in_(closed))
