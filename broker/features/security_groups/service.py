"""Building security groups: making, editing, copying and removing them, who is in them, and where they reach."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

from broker.access.actors import AccountActor, is_inside, permissions_of
from broker.access.groups import FIXED, Grants, add_up
from broker.access.marks import NO_MARKS, Marks, groups_among, tags_among
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE, Reach, add, is_open, leave_out
from broker.audit.kinds import AuditKind
from broker.errors import BadInput, Conflict, NotFound
from broker.features.accounts import store as accounts
from broker.features.accounts.consoles import groups_by_visits
from broker.features.security_groups import rules, store
from broker.features.security_groups.answers import GroupDetail, GroupLine, detail_of, line_of
from broker.features.security_groups.conflict import refuse_stale
from broker.features.security_groups.rules import NOTHING, Given
from broker.features.security_groups.store import Group, Member
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import OrganizationId

CANDIDATES: Final = 20
READ, CHANGE, ASSIGN = Permission.GROUP_READ, Permission.GROUP_CHANGE, Permission.GROUP_ASSIGN


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A group as somebody wishes it."""

    name: str
    description: str
    permissions: frozenset[Permission]
    all_organizations: bool
    organizations: frozenset[OrganizationId]
    is_narrowed: bool = False
    tags: tuple[str, ...] = ()
    device_groups: tuple[str, ...] = ()
    requires_factor: bool | None = None
    """Whether its members must have a second factor; None leaves it as it is."""


class SecurityGroups:
    """Everything about groups but the question why."""

    def __init__(self, work: UnitOfWork, *, new_id: Callable[[], str], told: Callable[[OrganizationId], None]) -> None:
        self._work = work
        self._new_id = new_id
        self._told = told

    async def page(
        self, actor: AccountActor, words: tuple[str, ...], after: tuple[str, str] | None, limit: int
    ) -> tuple[tuple[GroupLine, ...], int]:
        """Read part of the list; one more than the limit where it goes on."""

        def body(view: View) -> tuple[tuple[GroupLine, ...], int]:
            rows, total = store.page(view, words, after, limit)
            return tuple(line_of(row) for row in rows), total

        return await self._work.view(actor, READ, body)

    async def one(self, actor: AccountActor, group: str) -> GroupDetail:
        return await self._work.view(actor, READ, lambda view: detail_of(view, _found(view, group, READ)))

    async def create(self, actor: AccountActor, home: OrganizationId, wanted: Wanted) -> GroupDetail:
        """Make a group of the provider, or of one organization."""

        def body(change: Change) -> GroupDetail:
            return self._make(change, home, wanted)

        return await self._work.change(actor, CHANGE, body, at=home)

    async def clone(self, actor: AccountActor, group: str, name: str) -> GroupDetail:
        """Make a group that gives the same in the same places, with nobody in it."""

        def body(change: Change) -> GroupDetail:
            like = _found(change, group, CHANGE)
            reach = like.given.reach
            wanted = Wanted(
                name=name,
                description=like.description,
                requires_factor=like.requires_factor,
                permissions=like.given.permissions,
                all_organizations=is_open(reach),
                organizations=reach if isinstance(reach, frozenset) else frozenset(),
                is_narrowed=like.given.narrowing is not None,
                tags=tags_among(like.given.narrowing or NO_MARKS),
                device_groups=groups_among(like.given.narrowing or NO_MARKS),
            )
            return self._make(change, like.home, wanted)

        return await self._work.change(actor, CHANGE, body)

    async def edit(self, actor: AccountActor, group: str, version: int, wanted: Wanted) -> GroupDetail:
        """Write a group anew; whoever has read an older version is told what changed."""

        def body(change: Change) -> GroupDetail:
            before = _found(change, group, CHANGE)
            after = _checked(change, before, wanted)
            refuse_stale(change, version, before, after)
            return self._write(change, before, after)

        return await self._work.change(actor, CHANGE, body)

    async def reach(
        self, actor: AccountActor, group: str, add: Collection[OrganizationId], remove: Collection[OrganizationId]
    ) -> GroupDetail:
        """Add organizations to what a group reaches, and take others away."""

        def body(change: Change) -> GroupDetail:
            before = _found(change, group, CHANGE)
            if not isinstance(before.given.reach, frozenset):
                raise Conflict("This group reaches all organizations.", code="security_group.reaches_all")
            chosen = (before.given.reach | frozenset(add)) - frozenset(remove)
            given = replace(before.given, reach=_reach(change, before.home, False, chosen, before.given.reach))
            return self._write(change, before, replace(before, given=given))

        return await self._work.change(actor, CHANGE, body)

    async def remove(self, actor: AccountActor, group: str, name: str) -> None:
        """Remove a group; where people are in it, its name has to be typed."""

        def body(change: Change) -> None:
            found = _found(change, group, CHANGE)
            if found.built_in is not None:
                raise Conflict("A built-in group stays.", code="security_group.built_in")
            count = store.count_members(change, group)
            if count and " ".join(name.split()) != found.name:
                raise BadInput(
                    f"{count} people lose what this group gives. Type its name.",
                    code="field.name",
                    fields={"name": "This is not the name of the group."},
                )
            rules.check_pairs(_held_by_all(change), found.whole() if count else NOTHING, NOTHING)
            store.delete_group(change, group)
            self._record(change, AuditKind.GROUP_REMOVED, found, members=count)

        await self._work.change(actor, CHANGE, body)

    async def members(
        self, actor: AccountActor, group: str, words: tuple[str, ...], after: tuple[str, str] | None, limit: int
    ) -> tuple[list[Member], int]:
        def body(view: View) -> tuple[list[Member], int]:
            _found(view, group, READ)
            return store.members(view, group, words, after, limit), store.count_members(view, group, words)

        return await self._work.view(actor, READ, body)

    async def candidates(self, actor: AccountActor, group: str, words: tuple[str, ...]) -> list[Member]:
        """List who could be added, twenty at most: the staff of the group's home."""

        def body(view: View) -> list[Member]:
            return store.candidates(view, _found(view, group, ASSIGN), words, CANDIDATES)

        return await self._work.view(actor, ASSIGN, body)

    async def assign(self, actor: AccountActor, group: str, add: Collection[str], remove: Collection[str]) -> int:
        """Add people to a group and remove others; gives how many are in it then."""

        def body(change: Change) -> int:
            found = _found(change, group, ASSIGN)
            leaving = store.members_among(change, group, remove)
            inside = {each.id for each in store.members_among(change, group, add)}
            known = store.staff(change, found.home, set(add) - inside)
            if {each.id for each in known} | inside < set(add):
                raise NotFound
            coming = [each for each in known if each.id not in set(remove)]
            if not leaving and not coming:
                change.nothing_changed()
                return store.count_members(change, group)
            rules.check_pairs(_held_by_all(change), NOTHING, found.whole())
            store.add_members(change, group, [each.id for each in coming])
            store.remove_members(change, group, [each.id for each in leaving])
            _keep_an_administrator(change, found)
            for people, added in ((coming, True), (leaving, False)):
                for each in people:
                    detail = {"name": found.name, "account": each.id, "added": added}
                    change.record(
                        AuditKind.GROUP_ASSIGNED,
                        organization=found.home,
                        subject=found.id,
                        person=each.name,
                        detail=detail,
                    )
            change.after_commit(self._told, found.home)
            return store.count_members(change, group)

        return await self._work.change(actor, ASSIGN, body)

    def _make(self, change: Change, home: OrganizationId, wanted: Wanted) -> GroupDetail:
        if home != INSTANCE and home not in store.organizations(change, {home}):
            raise NotFound
        if store.count_at(change, home) >= rules.MAX_GROUPS:
            raise Conflict(f"There are {rules.MAX_GROUPS} groups here already.", code="security_group.too_many")
        empty = Group(id=self._new_id(), home=home, name="", description="", built_in=None, given=NOTHING, version=1)
        made = _checked(change, empty, wanted)
        rules.check_pairs(_held_by_all(change), NOTHING, made.whole())
        store.insert_group(change, made)
        self._record(change, AuditKind.GROUP_CREATED, made)
        return detail_of(change, made)

    def _write(self, change: Change, before: Group, after: Group) -> GroupDetail:
        if after == before:
            change.nothing_changed()
            return detail_of(change, before)
        if before.built_in in FIXED and after.given != before.given:
            raise Conflict("This group always holds everything that it can.", code="security_group.built_in")
        rules.check_pairs(_held_by_all(change), before.whole(), after.whole())
        store.update_group(change, after)
        self._record(change, AuditKind.GROUP_CHANGED, after, **_differences(before, after))
        return detail_of(change, replace(after, version=after.version + 1))

    def _record(self, change: Change, kind: AuditKind, group: Group, **detail: object) -> None:
        change.record(kind, organization=group.home, subject=group.id, detail={"name": group.name, **detail})
        change.after_commit(self._told, group.home)


def held_by(view: View) -> Grants:
    """Read what the actor holds at this very moment: what was taken away since they asked counts as taken."""
    held = permissions_of(view.actor)
    if not isinstance(view.actor, AccountActor):
        return held
    actor = view.actor
    visits = groups_by_visits(view, actor.account_id, actor.sign_in_id) if actor.visit else ()
    return held.meet(add_up((*accounts.groups_of(view, actor.account_id), *visits)))


def _held_by_all(view: View) -> Grants:
    """Read what the actor would hold, were every organization managed: what sleeps in a group will count one day.

    Who is narrowed to some organizations, by a token or a console, stays narrowed to them.
    """
    actor, closed = view.actor, accounts.closed_organizations(view)
    if not isinstance(actor, AccountActor) or not closed:
        return held_by(view)
    is_narrowed = actor.used_token is not None or actor.console is not None

    def wide(reach: Reach) -> Reach:
        return reach if is_narrowed and not is_open(reach) else add(reach, closed)

    held = permissions_of(actor)
    whole = Grants(
        {each: wide(held.reach(each)) for each in Permission},
        {each: [replace(some, reach=wide(some.reach)) for some in held.narrowed(each)] for each in Permission},
    )
    visits = groups_by_visits(view, actor.account_id, actor.sign_in_id) if actor.visit else ()
    return whole.meet(add_up((*accounts.groups_of(view, actor.account_id, closed=frozenset()), *visits)))


def _found(view: View, group: str, permission: Permission) -> Group:
    found = store.by_id(view, group, locked=isinstance(view, Change))
    if found is None:
        raise NotFound
    view.require(permission, found.home)
    return found


def _checked(change: Change, before: Group, wanted: Wanted) -> Group:
    name = rules.group_name(wanted.name)
    if store.is_name_taken(change, before.home, name, but=before.id):
        raise Conflict(
            "There is a group of this name.", code="security_group.exists", fields={"name": "This name is taken."}
        )
    reach = _reach(change, before.home, wanted.all_organizations, wanted.organizations, before.given.reach)
    return replace(
        before,
        name=name,
        description=rules.group_description(wanted.description),
        requires_factor=before.requires_factor if wanted.requires_factor is None else wanted.requires_factor,
        given=Given(
            permissions=rules.check_grantable(wanted.permissions),
            reach=reach,
            narrowing=_narrowing(change, wanted, before),
        ),
    )


def _reach(
    change: Change, home: OrganizationId, everywhere: bool, chosen: frozenset[OrganizationId], before: Reach
) -> Reach:
    # First what needs no look: whether a foreign organization exists must not show.
    reach = rules.reach_at(home, everywhere, chosen)
    closed = accounts.closed_organizations(change) if home == INSTANCE else frozenset()
    new = chosen - (before if isinstance(before, frozenset) else frozenset())
    if new & closed or len(store.organizations(change, new)) < len(new):
        raise NotFound
    return leave_out(reach, closed)


def _narrowing(change: Change, wanted: Wanted, before: Group) -> Marks | None:
    """Spell the marks; a new device group has to be in reach, and at the home of the security group."""
    marks = rules.narrowing_of(wanted.is_narrowed, wanted.tags, wanted.device_groups)
    for group in groups_among((marks or NO_MARKS) - (before.given.narrowing or NO_MARKS)):
        home = store.home_of_device_group(change, group)
        if home is None or before.home not in (INSTANCE, home) or not change.may(Permission.DEVICE_READ, home):
            raise NotFound
    return marks


def _keep_an_administrator(change: Change, group: Group) -> None:
    if group.built_in not in FIXED or accounts.active_administrators(change, group.home):
        return
    if group.home == INSTANCE:
        raise Conflict("The last provider administrator stays.", code="security_group.last_administrator")
    if is_inside(change.actor, group.home):
        raise Conflict(
            "The last organization administrator can be removed only by somebody who comes from outside of it.",
            code="security_group.last_administrator",
        )


def _differences(before: Group, after: Group) -> dict[str, object]:
    """Say on the audit log what changed; of the places, only those of a selection."""
    found: dict[str, object] = {}
    if before.name != after.name:
        found["was"] = before.name
    if before.requires_factor != after.requires_factor:
        found["requires_factor"] = "yes" if after.requires_factor else "no"
    gained = sorted(after.given.permissions - before.given.permissions)
    lost = sorted(before.given.permissions - after.given.permissions)
    if gained or lost:
        found |= {"gained": [*map(str, gained)], "lost": [*map(str, lost)]}
    if before.given.reach != after.given.reach:
        reach = after.given.reach
        found["reach"] = [*map(str, sorted(reach))][:20] if isinstance(reach, frozenset) else "all"
    if before.given.narrowing != after.given.narrowing:
        marks = after.given.narrowing
        found["narrowed"] = "no" if marks is None else [*map(str, sorted(marks))][:20]
    return found
