"""Marking devices: their tags, and the device group that each is in."""

from collections.abc import Callable, Collection
from typing import Any

from broker.access.actors import Actor
from broker.access.marks import Marks, group_mark, tag_mark
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import Conflict, NotFound, PermissionMissing
from broker.features.accounts import store as accounts
from broker.features.devices import mark_rules, mark_store, store
from broker.storage.device_marks import marks_on
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import OrganizationId

CHANGE = Permission.DEVICE_CHANGE


class Marking:
    """Changes the marks on one device at a time."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        told: Callable[[str, str], None],
        rights_changed: Callable[[OrganizationId], None],
    ) -> None:
        self._work = work
        self._told = told
        self._rights_changed = rights_changed

    async def set_tags(self, actor: Actor, device: str, version: int, tags: Collection[str]) -> None:
        """Write the tags anew; whoever has read an older version is told what they are now."""
        wanted = mark_rules.device_tags(tags)

        def body(change: Change) -> None:
            row = found(change, device)
            had = _tags(change, device)
            if row.version != version and wanted != had:
                raise _saved_first(had)
            self._tag(change, row, had, wanted)

        await self._work.change(actor, CHANGE, body)

    async def move_tags(self, actor: Actor, device: str, add: Collection[str], remove: Collection[str]) -> None:
        """Put tags on a device and take others away, whatever else it has."""
        coming, leaving = mark_rules.device_tags(add), mark_rules.device_tags(remove)

        def body(change: Change) -> None:
            row = found(change, device)
            had = _tags(change, device)
            self._tag(change, row, had, mark_rules.device_tags((had | coming) - leaving))

        await self._work.change(actor, CHANGE, body)

    async def put_in_group(self, actor: Actor, device: str, group: str | None) -> None:
        """Put a device into a group of its organization, out of the one that it was in, or into none."""

        def body(change: Change) -> None:
            row = found(change, device)
            into = mark_store.group_by_id(change, group) if group is not None else None
            if group is not None and (into is None or into.organization_id != row.organization_id):
                raise NotFound
            if row.device_group_id == group:
                change.nothing_changed()
                return
            before = marks_on(change.connection, device)
            kept = {mark for mark in before if mark != group_mark(row.device_group_id or "")}
            self._moved(change, row, before, frozenset(kept | ({group_mark(group)} if group else set())))
            store.alter(change, device, {"device_group_id": group})
            kind = AuditKind.DEVICE_GROUPED if into is not None else AuditKind.DEVICE_UNGROUPED
            name = into.name if into is not None else row.device_group_name
            change.record(kind, organization=row.organization_id, device=device, detail={"group": name or ""})

        await self._work.change(actor, CHANGE, body)

    def _tag(self, change: Change, row: Any, had: frozenset[str], wanted: frozenset[str]) -> None:
        if had == wanted:
            change.nothing_changed()
            return
        before = marks_on(change.connection, row.id)
        after = (before - frozenset(map(tag_mark, had))) | frozenset(map(tag_mark, wanted))
        self._moved(change, row, before, after)
        mark_store.write_tags(change, row.id, row.organization_id, wanted - had, had - wanted)
        change.record(
            AuditKind.DEVICE_TAGGED,
            organization=row.organization_id,
            device=row.id,
            detail={
                "tags": ", ".join(sorted(wanted)) or "none",
                "added": sorted(wanted - had),
                "removed": sorted(had - wanted),
            },
        )

    def _moved(self, change: Change, row: Any, before: Marks, after: Marks) -> None:
        """Check and tell what a change of marks means to security groups, and take the turn."""
        if check_moved(change, row.organization_id, row.id, before, after):
            change.after_commit(self._rights_changed, OrganizationId(row.organization_id))
        change.after_commit(self._told, row.id, row.organization_id)
        if not mark_store.take_turn(change, row.id, row.version):
            raise _saved_first(_tags(change, row.id))


def check_moved(view: View, organization: str, device: str, before: Marks, after: Marks) -> bool:
    """Refuse to move a device into or out of the reach of security groups by who does not hold what they give on it.

    Else a tag would be a way to give oneself more than one holds. Tells whether anybody's rights change.
    """
    moved = mark_rules.moved_rights(accounts.groups_narrowed_at(view, organization), before, after)
    missing = sorted(permission for permission in moved if not view.may(permission, organization, device))
    if missing:
        words = ", ".join(missing)
        raise PermissionMissing(
            "Security groups are narrowed to this: who may do what on the device would change, and you can give and "
            f"take only what you hold there yourself. Not so here: {words}.",
            code="device.marks_not_held",
            fields={"tags": f"Not held by you on this device: {words}."},
        )
    return bool(moved)


def found(view: View, device: str) -> Any:
    """Read a device whose marks may be changed; a foreign one is the same NotFound as a missing one."""
    row = store.by_id(view, device)
    if row is None:
        raise NotFound
    view.require(CHANGE, row.organization_id, device)
    return row


def _tags(view: View, device: str) -> frozenset[str]:
    return frozenset(mark_store.tags_of(view, [device]).get(device, ()))


def _saved_first(tags: Collection[str]) -> Conflict:
    words = ", ".join(sorted(tags)) or "none"
    return Conflict(f"Somebody saved first: the tags are now {words}.", fields={"tags": f"Now: {words}"})
