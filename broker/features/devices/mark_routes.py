"""The HTTP side of tags and device groups."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.devices.answers import DeviceDetail
from broker.features.devices.groups import DeviceGroup, DeviceGroups, KnownTag
from broker.features.devices.mark_rules import MAX_TAGS
from broker.features.devices.marking import Marking
from broker.features.devices.service import DeviceService
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.paging import ListQuery, Page, read_cursor, write_place
from broker.web.policy import Signed

Name = Annotated[str, Meta(max_length=1_000)]
Tags = Annotated[tuple[Annotated[str, Meta(max_length=60)], ...], Meta(max_length=2 * MAX_TAGS)]
Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]
READ = Signed(Permission.DEVICE_READ)
CHANGE = Signed(Permission.DEVICE_CHANGE)


class TagsWanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All tags as they are to be, and the version of the device that was looked at."""

    version: Version
    tags: Tags


class TagsMoved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tags to put on, and others to take away."""

    add: Tags = ()
    remove: Tags = ()


class GroupChosen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The device group to be in from now on, or none."""

    group_id: Id | None


class DeviceGroupAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new device group."""

    organization_id: Id
    name: Name


class DeviceGroupRenamed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another name, and the version that was read."""

    version: Version
    name: Name


class DeviceGroupTyped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The name of the device group that is to be removed, typed where devices are in it."""

    name: Name = ""


class DeviceGroupQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the list of device groups can be narrowed to."""

    organization: Id | None = None


class TagQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the tags begin, and whose devices they are on."""

    q: Annotated[str, Meta(max_length=60)] = ""
    organization: Id | None = None


class MarkRoutes:
    """Routes about tags and device groups."""

    def __init__(self, *, devices: DeviceService, marking: Marking, groups: DeviceGroups) -> None:
        self._devices = devices
        self._marking = marking
        self._groups = groups

    @post("/api/devices/{device_id}/tags", policy=CHANGE)
    async def set_tags(self, call: Call, device_id: str, body: TagsWanted) -> DeviceDetail:
        """Write the tags of a device anew."""
        await self._marking.set_tags(call.person, device_id, body.version, body.tags)
        return await self._devices.one(call.person, device_id)

    @post("/api/devices/{device_id}/tags/move", policy=CHANGE)
    async def move_tags(self, call: Call, device_id: str, body: TagsMoved) -> Empty:
        """Put tags on a device, and take others away."""
        await self._marking.move_tags(call.person, device_id, body.add, body.remove)
        return Empty()

    @post("/api/devices/{device_id}/group", policy=CHANGE)
    async def put_in_group(self, call: Call, device_id: str, body: GroupChosen) -> Empty:
        """Put a device into a device group, or into none."""
        await self._marking.put_in_group(call.person, device_id, body.group_id)
        return Empty()

    @get("/api/tags", policy=READ)
    async def list_tags(self, call: Call, query: TagQuery) -> tuple[KnownTag, ...]:
        """List tags in use."""
        return await self._groups.tags(call.person, query.organization, query.q)

    @get("/api/device-groups", policy=READ)
    async def list_groups(self, call: Call, query: DeviceGroupQuery) -> Page[DeviceGroup]:
        """List device groups."""
        found, total = await self._groups.page(
            call.person, query.organization, tuple(query.q.split()[:10]), read_cursor(query.cursor), query.limit
        )
        items = found[: query.limit]
        following = write_place(items[-1].name, items[-1].id) if len(found) > len(items) else None
        return Page(items=items, next=following, total=total)

    @post("/api/device-groups", policy=CHANGE, status=201)
    async def create_group(self, call: Call, body: DeviceGroupAsked) -> DeviceGroup:
        """Make a device group."""
        return await self._groups.create(call.person, body.organization_id, body.name)

    @post("/api/device-groups/{group}", policy=CHANGE)
    async def rename_group(self, call: Call, group: str, body: DeviceGroupRenamed) -> DeviceGroup:
        """Give a device group another name."""
        return await self._groups.rename(call.person, group, body.version, body.name)

    @post("/api/device-groups/{group}/remove", policy=CHANGE)
    async def remove_group(self, call: Call, group: str, body: DeviceGroupTyped) -> Empty:
        """Remove a device group."""
        await self._groups.remove(call.person, group, body.name)
        return Empty()
