"""HTTP of security groups."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.features.security_groups.answers import GroupDetail, GroupLine
from broker.features.security_groups.rules import MAX_MARKS, MAX_MEMBERS_AT_ONCE, MAX_ORGANIZATIONS
from broker.features.security_groups.service import SecurityGroups, Wanted
from broker.features.security_groups.why import Explaining, WhyAnswer
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.paging import ListQuery, Page, read_cursor, write_place
from broker.web.policy import Signed
from protocol.identifiers import OrganizationId

Text = Annotated[str, Meta(max_length=1_000)]
Organizations = Annotated[tuple[Id, ...], Meta(max_length=MAX_ORGANIZATIONS)]
People = Annotated[tuple[Id, ...], Meta(max_length=MAX_MEMBERS_AT_ONCE)]
Tags = Annotated[tuple[Annotated[str, Meta(max_length=60)], ...], Meta(max_length=2 * MAX_MARKS)]
DeviceGroups = Annotated[tuple[Id, ...], Meta(max_length=2 * MAX_MARKS)]
READ = Signed(Permission.GROUP_READ)
CHANGE = Signed(Permission.GROUP_CHANGE, fresh=True)
ASSIGN = Signed(Permission.GROUP_ASSIGN, fresh=True)
ASSIGNING = Signed(Permission.GROUP_ASSIGN)


class GroupAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new group: the provider's, or an organization's own."""

    name: Text
    description: Text = ""
    organization_id: Id | None = None
    permissions: tuple[Permission, ...] = ()
    all_organizations: bool = False
    organizations: Organizations = ()
    is_narrowed: bool = False
    tags: Tags = ()
    device_groups: DeviceGroups = ()
    requires_factor: bool | None = None


class GroupEdited(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole group as it is wanted, and the version that was read."""

    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    name: Text
    description: Text
    permissions: tuple[Permission, ...]
    all_organizations: bool
    organizations: Organizations
    is_narrowed: bool
    tags: Tags
    device_groups: DeviceGroups
    requires_factor: bool | None = None


class NameTyped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name: of the copy, or of the group to remove."""

    name: Text


class OrganizationsMoved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Organizations to reach from now on, and others to leave."""

    add: Organizations = ()
    remove: Organizations = ()


class MembersMoved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """People to take in, and others to let go."""

    add: People = ()
    remove: People = ()


class MemberAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a group, or one that could be."""

    id: str
    name: str
    email: str


class MemberCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many are in the group now."""

    members: int


class CandidatesQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words to match among those who could be added."""

    q: Annotated[str, Meta(max_length=500)] = ""


class WhyQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who, what, and where; without an organization, the instance itself."""

    account: Id
    permission: Permission
    organization: Id | None = None
    device: Id | None = None


class SecurityGroupRoutes:
    """Routes about security groups."""

    def __init__(self, groups: SecurityGroups, explaining: Explaining) -> None:
        self._groups = groups
        self._explaining = explaining

    @get("/api/security-groups", policy=READ)
    async def list_groups(self, call: Call, query: ListQuery) -> Page[GroupLine]:
        """List security groups."""
        found, total = await self._groups.page(call.person, _words(query.q), read_cursor(query.cursor), query.limit)
        items = found[: query.limit]
        following = write_place(items[-1].name, items[-1].id) if len(found) > len(items) else None
        return Page(items=items, next=following, total=total)

    @post("/api/security-groups", policy=CHANGE, status=201)
    async def create(self, call: Call, body: GroupAsked) -> GroupDetail:
        """Make a security group."""
        home = OrganizationId(body.organization_id) if body.organization_id else INSTANCE
        return await self._groups.create(call.person, home, _wanted(body))

    @get("/api/security-groups/{group}", policy=READ)
    async def one(self, call: Call, group: str) -> GroupDetail:
        """Give one security group."""
        return await self._groups.one(call.person, group)

    @post("/api/security-groups/{group}", policy=CHANGE)
    async def edit(self, call: Call, group: str, body: GroupEdited) -> GroupDetail:
        """Write a security group anew."""
        return await self._groups.edit(call.person, group, body.version, _wanted(body))

    @post("/api/security-groups/{group}/clone", policy=CHANGE, status=201)
    async def clone(self, call: Call, group: str, body: NameTyped) -> GroupDetail:
        """Copy a security group, without its members."""
        return await self._groups.clone(call.person, group, body.name)

    @post("/api/security-groups/{group}/remove", policy=CHANGE)
    async def remove(self, call: Call, group: str, body: NameTyped) -> Empty:
        """Remove a security group."""
        await self._groups.remove(call.person, group, body.name)
        return Empty()

    @post("/api/security-groups/{group}/organizations", policy=CHANGE)
    async def reach(self, call: Call, group: str, body: OrganizationsMoved) -> GroupDetail:
        """Add organizations to a group, and take others away."""
        add, remove = ([OrganizationId(each) for each in part] for part in (body.add, body.remove))
        return await self._groups.reach(call.person, group, add, remove)

    @get("/api/security-groups/{group}/members", policy=READ)
    async def members(self, call: Call, group: str, query: ListQuery) -> Page[MemberAnswer]:
        """List who is in a security group."""
        found, total = await self._groups.members(
            call.person, group, _words(query.q), read_cursor(query.cursor), query.limit
        )
        items = found[: query.limit]
        following = write_place(items[-1].name, items[-1].id) if len(found) > len(items) else None
        answers = tuple(MemberAnswer(id=each.id, name=each.name, email=each.email) for each in items)
        return Page(items=answers, next=following, total=total)

    @get("/api/security-groups/{group}/candidates", policy=ASSIGNING)
    async def candidates(self, call: Call, group: str, query: CandidatesQuery) -> tuple[MemberAnswer, ...]:
        """List staff who could be added to a security group."""
        found = await self._groups.candidates(call.person, group, _words(query.q))
        return tuple(MemberAnswer(id=each.id, name=each.name, email=each.email) for each in found)

    @post("/api/security-groups/{group}/members", policy=ASSIGN)
    async def assign(self, call: Call, group: str, body: MembersMoved) -> MemberCount:
        """Add people to a security group, and remove others."""
        return MemberCount(members=await self._groups.assign(call.person, group, body.add, body.remove))

    @get("/api/access/why", policy=READ)
    async def why(self, call: Call, query: WhyQuery) -> WhyAnswer:
        """Say why somebody may do something somewhere, or why not."""
        where = OrganizationId(query.organization) if query.organization else INSTANCE
        return await self._explaining.why(call.person, query.account, query.permission, where, query.device)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split()[:10])


def _wanted(body: GroupAsked | GroupEdited) -> Wanted:
    return Wanted(
        name=body.name,
        description=body.description,
        requires_factor=body.requires_factor,
        permissions=frozenset(body.permissions),
        all_organizations=body.all_organizations,
        organizations=frozenset(OrganizationId(each) for each in body.organizations),
        is_narrowed=body.is_narrowed,
        tags=body.tags,
        device_groups=body.device_groups,
    )
