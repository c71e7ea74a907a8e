"""Building portal groups: making, editing, copying and removing them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from broker.access.actors import AccountActor, SystemActor, reach_of
from broker.access.permissions import Permission
from broker.access.portal_features import PortalFeature
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.entropy import new_id
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing
from broker.features.portal_groups import rules, store
from broker.features.portal_groups.answers import PortalGroupDetail, PortalGroupLine, detail_of, line_of
from broker.features.portal_groups.rules import Group
from broker.features.security_groups.rules import group_description, group_name
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import OrganizationId

READ, CHANGE = Permission.PORTAL_READ, Permission.PORTAL_CHANGE
_JOB: Final = SystemActor(job="portal_groups")
_HOMES_AT_ONCE: Final = 50
_MOST_ROUNDS: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A portal group as somebody wishes it."""

    name: str
    description: str
    features: frozenset[PortalFeature]


class PortalGroups:
    """Everything about portal groups but who is in them."""

    def __init__(self, work: UnitOfWork, *, told: Callable[[OrganizationId], None]) -> None:
        self._work = work
        self._told = told

    async def page(
        self, actor: AccountActor, words: tuple[str, ...], after: tuple[str, str] | None, limit: int
    ) -> tuple[tuple[PortalGroupLine, ...], int]:
        """Read part of the list; one more than the limit where it goes on."""

        def body(view: View) -> tuple[tuple[PortalGroupLine, ...], int]:
            rows, total = store.page(view, words, after, limit)
            return tuple(line_of(row) for row in rows), total

        return await self._work.view(actor, READ, body)

    async def one(self, actor: AccountActor, group: str) -> PortalGroupDetail:
        return await self._work.view(actor, READ, lambda view: _detail(view, group))

    async def create(self, actor: AccountActor, home: OrganizationId, wanted: Wanted) -> PortalGroupDetail:
        """Make a group of the provider, or of one organization."""
        return await self._work.change(actor, CHANGE, lambda change: self._make(change, home, wanted), at=home)

    async def clone(self, actor: AccountActor, group: str, home: OrganizationId, name: str) -> PortalGroupDetail:
        """Make a group that gives the same, at this home, with nobody in it."""

        def body(change: Change) -> PortalGroupDetail:
            like = _readable(change, group)
            change.require(CHANGE, home)
            rules.check_changeable(like)
            wanted = Wanted(name=name, description=like.description, features=like.features)
            return self._make(change, home, wanted)

        return await self._work.change(actor, CHANGE, body)

    async def edit(self, actor: AccountActor, group: str, version: int, wanted: Wanted) -> PortalGroupDetail:
        """Write a group anew; whoever has read an older version is told what changed."""

        def body(change: Change) -> PortalGroupDetail:
            before = _changeable(change, group)
            rules.check_changeable(before)
            after = _checked(change, before, wanted)
            rules.refuse_stale(version, before, after)
            if after == before:
                change.nothing_changed()
                return _detail(change, group)
            store.update_group(change, after)
            self._record(change, AuditKind.PORTAL_GROUP_CHANGED, after, **_differences(before, after))
            return _detail(change, group)

        return await self._work.change(actor, CHANGE, body)

    async def remove(self, actor: AccountActor, group: str, move_to: str | None) -> None:
        """Remove a group; whoever is in it moves to another one."""

        def check(change: Change) -> Group | None:
            found = _removable(change, group)
            with change.beyond_reach():
                has_members = bool(store.homes_of_members(change, group, 1))
            if has_members:
                change.require(Permission.END_USER_CHANGE, found.home)
                _refuse_beyond(change, actor, group)
                target = _target(change, found, move_to)
                change.nothing_changed()
                return target
            self._delete(change, found)
            return None

        target = await self._work.change(actor, CHANGE, check)
        for _ in range(_MOST_ROUNDS if target else 0):
            if await self._empty(actor, group, target):
                return
        if target:
            raise Conflict("People were added to this group meanwhile. Try again.", code="portal_group.has_members")

    async def _empty(self, actor: AccountActor, group: str, target: Group | None) -> bool:
        """Move some of the people, or remove the group where nobody is left; tell whether it is gone.

        Done as a job of Handrail on behalf of who removes it, and who reaches everybody who is in it.
        """

        def body(change: Change) -> bool:
            found = store.by_id(change, group, locked=True)
            to = store.by_id(change, target.id, locked=True) if target else None
            if found is None or to is None:
                raise NotFound
            _refuse_beyond(change, actor, group)
            homes = store.homes_of_members(change, group, _HOMES_AT_ONCE)
            for home in homes:
                detail = {"name": found.name, "to": to.name, "count": store.move_members(change, group, home, to.id)}
                change.record(
                    AuditKind.PORTAL_GROUP_EMPTIED, organization=home, subject=group, detail=detail, actor=actor
                )
            if not homes:
                self._delete(change, found, actor)
            return not homes

        return await self._work.change(_JOB, CHANGE, body)

    def _delete(self, change: Change, group: Group, actor: AccountActor | None = None) -> None:
        store.delete_group(change, group.id)
        change.record(
            AuditKind.PORTAL_GROUP_REMOVED,
            organization=group.home,
            subject=group.id,
            detail={"name": group.name},
            actor=actor,
        )
        change.after_commit(self._told, group.home)

    def _make(self, change: Change, home: OrganizationId, wanted: Wanted) -> PortalGroupDetail:
        if home != INSTANCE and store.organization_name(change, home) is None:
            raise NotFound
        if store.count_at(change, home) >= rules.MAX_GROUPS:
            raise Conflict(f"There are {rules.MAX_GROUPS} portal groups here already.", code="portal_group.too_many")
        empty = Group(id=new_id(), home=home, name="", description="", built_in=None, features=frozenset(), version=1)
        made = _checked(change, empty, wanted)
        store.insert_group(change, made)
        self._record(change, AuditKind.PORTAL_GROUP_CREATED, made, gained=sorted(made.features))
        return _detail(change, made.id)

    def _record(self, change: Change, kind: AuditKind, group: Group, **detail: object) -> None:
        change.record(kind, organization=group.home, subject=group.id, detail={"name": group.name, **detail})
        change.after_commit(self._told, group.home)


def group_for(change: Change, group: str, home: str) -> Group:
    """Give a group that people of an organization can be moved to; it stays until the change is done."""
    found = store.by_id(change, group, locked=True)
    if found is None or found.home not in {INSTANCE, OrganizationId(home)}:
        raise NotFound
    if not found.takes_people:
        sentence = "Only visitors of an open portal are in this group."
        raise BadInput(sentence, code="field.portal_group_id", fields={"portal_group_id": sentence})
    return found


def _detail(view: View, group: str) -> PortalGroupDetail:
    row = store.line(view, group)
    if row is None:
        raise NotFound
    return detail_of(view, row)


def _readable(view: View, group: str) -> Group:
    found = store.by_id(view, group, locked=isinstance(view, Change))
    if found is None:
        raise NotFound
    if found.home != INSTANCE:
        view.require(CHANGE if isinstance(view, Change) else READ, found.home)
    return found


def _changeable(change: Change, group: str) -> Group:
    found = _readable(change, group)
    if not change.may(CHANGE, found.home):
        # Everybody sees the provider's groups.
        raise PermissionMissing("This portal group is the provider's. Copy it, and change the copy.")
    return found


def _removable(change: Change, group: str) -> Group:
    found = _changeable(change, group)
    if found.built_in is not None:
        raise Conflict("A built-in portal group stays.", code="portal_group.built_in")
    return found


def _refuse_beyond(change: Change, actor: AccountActor, group: str) -> None:
    """Refuse to move anybody whom the actor does not reach, such as people of an organization that manages itself."""
    with change.beyond_reach():
        is_beyond = store.has_members_beyond(change, group, reach_of(actor, Permission.END_USER_CHANGE))
    if is_beyond:
        sentence = "People whom you do not reach are in this group. It stays until their organization has moved them."
        raise Conflict(sentence, code="portal_group.out_of_reach")


def _target(change: Change, leaving: Group, move_to: str | None) -> Group:
    """Find where the people of a group go: to another one of theirs that leaves them in the portal."""
    if move_to is None:
        sentence = "People are in this group. Choose which group they move to."
        raise Conflict(sentence, code="portal_group.has_members", fields={"move_to": sentence})
    found = group_for(change, move_to, leaving.home)
    if found.id == leaving.id or found.is_fixed:
        sentence = "Choose another group, in which people have a portal."
        raise BadInput(sentence, code="field.move_to", fields={"move_to": sentence})
    return found


def _checked(change: Change, before: Group, wanted: Wanted) -> Group:
    name = group_name(wanted.name)
    if store.is_name_taken(change, before.home, name, but=before.id):
        sentence = "There is a portal group of this name."
        raise Conflict(sentence, code="portal_group.exists", fields={"name": "This name is taken."})
    return replace(
        before,
        name=name,
        description=group_description(wanted.description),
        features=rules.check_features(wanted.features, before.built_in),
    )


def _differences(before: Group, after: Group) -> dict[str, object]:
    found: dict[str, object] = {}
    if before.name != after.name:
        found["was"] = before.name
    if before.features != after.features:
        found |= {"gained": sorted(after.features - before.features), "lost": sorted(before.features - after.features)}
    return found
