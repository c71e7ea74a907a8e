"""Device groups: reading those within reach, making, renaming and removing them."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from broker.access.actors import Actor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import BadInput, Conflict, NotFound
from broker.features.devices import mark_rules, mark_store
from broker.features.devices.answers import Named
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import OrganizationId

READ, CHANGE = Permission.DEVICE_READ, Permission.DEVICE_CHANGE
MOST_TAGS: Final = 50


class DeviceGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group of devices of one organization; of its devices, those within reach are counted."""

    id: str
    name: str
    organization: Named
    devices: int
    version: int


class KnownTag(msgspec.Struct, frozen=True, kw_only=True):
    """A tag in use, and how many devices within reach have it."""

    tag: str
    devices: int


class DeviceGroups:
    """Everything about device groups but which device is in them."""

    def __init__(self, *, work: UnitOfWork, new_id: Callable[[], str], told: Callable[[None, str], None]) -> None:
        self._work = work
        self._new_id = new_id
        self._told = told

    async def page(
        self, actor: Actor, organization: str | None, words: tuple[str, ...], after: tuple[str, str] | None, limit: int
    ) -> tuple[tuple[DeviceGroup, ...], int]:
        """Read part of the list; one more than the limit where it goes on."""

        def body(view: View) -> tuple[tuple[DeviceGroup, ...], int]:
            rows, total = mark_store.page(view, organization, words, after, limit)
            return tuple(_answer(row) for row in rows), total

        return await self._work.view(actor, READ, body)

    async def tags(self, actor: Actor, organization: str | None, start: str) -> tuple[KnownTag, ...]:
        """List the first tags in use that begin so."""

        def body(view: View) -> tuple[KnownTag, ...]:
            rows = mark_store.known_tags(view, organization, start, MOST_TAGS)
            return tuple(KnownTag(tag=row.tag, devices=row.devices) for row in rows)

        return await self._work.view(actor, READ, body)

    async def create(self, actor: Actor, organization: str, name: str) -> DeviceGroup:
        """Make a device group of an organization."""
        kept, identifier = mark_rules.group_name(name), self._new_id()

        def body(change: Change) -> DeviceGroup:
            if not mark_store.is_place(change, organization):
                raise NotFound
            if mark_store.count_groups(change, organization) >= mark_rules.MAX_GROUPS:
                sentence = f"There are {mark_rules.MAX_GROUPS} device groups here already."
                raise Conflict(sentence, code="device_group.too_many")
            _check_free(change, organization, kept, None)
            mark_store.add_group(change, identifier, organization, kept)
            change.record(
                AuditKind.DEVICE_GROUP_CREATED, organization=organization, subject=identifier, detail={"name": kept}
            )
            change.after_commit(self._told, None, organization)
            return _read(change, identifier)

        return await self._work.change(actor, CHANGE, body, at=OrganizationId(organization))

    async def rename(self, actor: Actor, group: str, version: int, name: str) -> DeviceGroup:
        """Give a device group another name; whoever has read an older version is told what it is now."""
        kept = mark_rules.group_name(name)

        def body(change: Change) -> DeviceGroup:
            before = _found(change, group)
            if before.name == kept:
                change.nothing_changed()
                return _answer(before)
            _check_free(change, before.organization_id, kept, group)
            if before.version != version or not mark_store.rename_group(change, group, version, kept):
                now = f"The name is now “{before.name}”."
                raise Conflict(f"Somebody saved first. {now}", fields={"name": now})
            detail = {"name": kept, "was": before.name}
            place = before.organization_id
            change.record(AuditKind.DEVICE_GROUP_CHANGED, organization=place, subject=group, detail=detail)
            change.after_commit(self._told, None, place)
            return _read(change, group)

        return await self._work.change(actor, CHANGE, body)

    async def remove(self, actor: Actor, group: str, name: str) -> None:
        """Remove a device group; where devices are in it, its name has to be typed."""

        def body(change: Change) -> None:
            before = _found(change, group)
            if mark_store.is_narrowing(change, group):
                raise Conflict(
                    "A security group is narrowed to this device group. Take it out there first.",
                    code="device_group.narrowing",
                )
            inside = mark_store.devices_in(change, group)
            if inside and " ".join(name.split()) != before.name:
                sentence = "Type the name as it stands on this page."
                raise BadInput(sentence, code="field.name", fields={"name": sentence})
            mark_store.delete_group(change, group)
            detail = {"name": before.name, "devices": len(inside)}
            place = before.organization_id
            change.record(AuditKind.DEVICE_GROUP_REMOVED, organization=place, subject=group, detail=detail)
            change.after_commit(self._told, None, place)

        await self._work.change(actor, CHANGE, body)


def _found(change: Change, group: str) -> Any:
    row = mark_store.group_by_id(change, group)
    if row is None:
        raise NotFound
    change.require(CHANGE, row.organization_id)
    return row


def _read(change: Change, group: str) -> DeviceGroup:
    row = mark_store.group_by_id(change, group)
    if row is None:
        raise NotFound
    return _answer(row)


def _check_free(change: Change, organization: str, name: str, but: str | None) -> None:
    if mark_store.is_name_taken(change, organization, name, but):
        raise Conflict(
            "There is a device group of this name here.",
            code="device_group.exists",
            fields={"name": "This name is taken."},
        )


def _answer(row: Any) -> DeviceGroup:
    return DeviceGroup(
        id=row.id,
        name=row.name,
        organization=Named(id=row.organization_id, name=row.organization_name),
        devices=row.devices,
        version=row.version,
    )
