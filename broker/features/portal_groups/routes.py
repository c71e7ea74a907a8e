"""HTTP of portal groups."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.access.portal_features import PortalFeature
from broker.access.scopes import INSTANCE
from broker.features.portal_groups.answers import PortalGroupDetail, PortalGroupLine
from broker.features.portal_groups.service import PortalGroups, Wanted
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.paging import ListQuery, Page, read_cursor, write_place
from broker.web.policy import Signed
from protocol.identifiers import OrganizationId

Text = Annotated[str, Meta(max_length=1_000)]
READ = Signed(Permission.PORTAL_READ)
CHANGE = Signed(Permission.PORTAL_CHANGE)


class PortalGroupAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new portal group: the provider's, or an organization's own."""

    name: Text
    description: Text = ""
    organization_id: Id | None = None
    features: tuple[PortalFeature, ...]


class PortalGroupEdited(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole group as it is wanted, and the version that was read."""

    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    name: Text
    description: Text
    features: tuple[PortalFeature, ...]


class PortalGroupCopied(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The name of the copy, and whose it will be."""

    name: Text
    organization_id: Id | None = None


class MembersGo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the people of a group that is removed go; needed where there are some."""

    move_to: Id | None = None


class PortalGroupRoutes:
    """Routes about portal groups."""

    def __init__(self, groups: PortalGroups) -> None:
        self._groups = groups

    @get("/api/portal-groups", policy=READ)
    async def list_portal_groups(self, call: Call, query: ListQuery) -> Page[PortalGroupLine]:
        """List portal groups."""
        words = tuple(query.q.split()[:10])
        found, total = await self._groups.page(call.person, words, read_cursor(query.cursor), query.limit)
        items = found[: query.limit]
        following = write_place(items[-1].name, items[-1].id) if len(found) > len(items) else None
        return Page(items=items, next=following, total=total)

    @post("/api/portal-groups", policy=CHANGE, status=201)
    async def create_portal_group(self, call: Call, body: PortalGroupAsked) -> PortalGroupDetail:
        """Make a portal group."""
        return await self._groups.create(call.person, _home(body.organization_id), _wanted(body))

    @get("/api/portal-groups/{group}", policy=READ)
    async def read_portal_group(self, call: Call, group: str) -> PortalGroupDetail:
        """Give one portal group."""
        return await self._groups.one(call.person, group)

    @post("/api/portal-groups/{group}", policy=CHANGE)
    async def edit_portal_group(self, call: Call, group: str, body: PortalGroupEdited) -> PortalGroupDetail:
        """Write a portal group anew."""
        return await self._groups.edit(call.person, group, body.version, _wanted(body))

    @post("/api/portal-groups/{group}/clone", policy=CHANGE, status=201)
    async def copy_portal_group(self, call: Call, group: str, body: PortalGroupCopied) -> PortalGroupDetail:
        """Copy a portal group, without its members."""
        return await self._groups.clone(call.person, group, _home(body.organization_id), body.name)

    @post("/api/portal-groups/{group}/remove", policy=CHANGE)
    async def remove_portal_group(self, call: Call, group: str, body: MembersGo) -> Empty:
        """Remove a portal group; its people move to another one."""
        await self._groups.remove(call.person, group, body.move_to)
        return Empty()


def _home(organization: str | None) -> OrganizationId:
    return OrganizationId(organization) if organization else INSTANCE


def _wanted(body: PortalGroupAsked | PortalGroupEdited) -> Wanted:
    return Wanted(name=body.name, description=body.description, features=frozenset(body.features))
