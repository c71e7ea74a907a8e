"""HTTP of people: the accounts that others look after."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.actors import AccountKind
from broker.access.permissions import Permission
from broker.features.people.service import Draft, PeopleService, PersonAnswer, Wanted
from broker.features.people.store import Filter, Status
from broker.storage.paging import PageAsked
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import get, patch, post
from broker.web.paging import ListQuery, Page
from broker.web.policy import Signed

Line = Annotated[str, Meta(max_length=254)]
Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]
READING = Signed(Permission.ACCOUNT_READ)
MAKING = Signed(Permission.END_USER_CREATE, Permission.STAFF_CREATE)
CHANGING = Signed(Permission.END_USER_CHANGE, Permission.STAFF_CHANGE)
# Whoever says where links to new passwords go, or deletes somebody.
TAKING = Signed(Permission.END_USER_CHANGE, Permission.STAFF_CHANGE, fresh=True)


class AccountQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the list can be narrowed to, and its order."""

    kind: AccountKind | None = None
    organization: Id | None = None
    status: Status | None = None
    portal: Annotated[str, Meta(pattern="^(on|off)$")] | None = None
    portal_group: Id | None = None
    sort: Annotated[str, Meta(pattern="^(name|-created_at)$")] = "name"


class NewPerson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new person; staff without an organization are the provider's."""

    kind: AccountKind
    name: Line
    email: Line
    phone: Line = ""
    organization_id: Id | None = None
    portal_group_id: Id | None = None


class ChangedPerson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that can be changed, as it is to be, with the version that was looked at."""

    version: Version
    name: Line
    email: Line
    phone: Line


class PortalAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which portal group an end user is in from now on; none shuts them out of the portal."""

    portal_group_id: Id | None


class TypedName(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The name of who is to be deleted, typed."""

    name: Line


class AccountRoutes:
    """The people within reach."""

    def __init__(self, people: PeopleService) -> None:
        self._people = people

    @get("/api/accounts", policy=READING)
    async def list_people(self, call: Call, query: AccountQuery) -> Page[PersonAnswer]:
        """List people."""
        narrowed = Filter(
            text=query.q,
            kind=query.kind,
            organization=query.organization,
            status=query.status,
            has_portal=None if query.portal is None else query.portal == "on",
            portal_group=query.portal_group,
            newest_first=query.sort == "-created_at",
        )
        asked = PageAsked(cursor=query.cursor, limit=query.limit)
        found = await self._people.page(call.person, narrowed, asked)
        return Page(items=found.items, next=found.next, total=found.total, at_least=found.at_least)

    @get("/api/accounts/{account_id}", policy=READING)
    async def read_person(self, call: Call, account_id: str) -> PersonAnswer:
        """Read one person."""
        return await self._people.one(call.person, account_id)

    @post("/api/accounts", policy=MAKING, status=201)
    async def make_person(self, call: Call, body: NewPerson) -> PersonAnswer:
        """Make an account."""
        draft = Draft(
            kind=body.kind,
            name=body.name,
            email=body.email,
            phone=body.phone,
            organization_id=body.organization_id,
            portal_group_id=body.portal_group_id,
        )
        return await self._people.add(call.person, draft)

    @patch("/api/accounts/{account_id}", policy=TAKING)
    async def change_person(self, call: Call, account_id: str, body: ChangedPerson) -> PersonAnswer:
        """Change name, e-mail address and phone."""
        wanted = Wanted(name=body.name, email=body.email, phone=body.phone, version=body.version)
        return await self._people.change(call.person, account_id, wanted)

    @post("/api/accounts/{account_id}/disable", policy=CHANGING)
    async def disable_person(self, call: Call, account_id: str, body: Empty) -> PersonAnswer:
        """Shut a person out, now."""
        return await self._people.disable(call.person, account_id)

    @post("/api/accounts/{account_id}/enable", policy=CHANGING)
    async def enable_person(self, call: Call, account_id: str, body: Empty) -> PersonAnswer:
        """Let a person sign in again."""
        return await self._people.enable(call.person, account_id)

    @post("/api/accounts/{account_id}/portal", policy=Signed(Permission.END_USER_CHANGE))
    async def set_portal(self, call: Call, account_id: str, body: PortalAsked) -> PersonAnswer:
        """Enable an end user's portal, change what is in it, or disable it."""
        return await self._people.set_portal(call.person, account_id, body.portal_group_id)

    @post("/api/accounts/{account_id}/delete", policy=TAKING)
    async def delete_person(self, call: Call, account_id: str, body: TypedName) -> PersonAnswer:
        """Shut a person out, and delete the account in 7 days."""
        return await self._people.delete(call.person, account_id, body.name)

    @post("/api/accounts/{account_id}/keep", policy=CHANGING)
    async def keep_person(self, call: Call, account_id: str, body: Empty) -> PersonAnswer:
        """Restore a person within the 7 days."""
        return await self._people.keep(call.person, account_id)
