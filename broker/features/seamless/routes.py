"""HTTP of seamless access: whom an organization lets in, its administrators, visits and consoles."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.seamless.administrators import Administrators, Appointed
from broker.features.seamless.grants import GrantAnswer, LinkedAccess, SeamlessAccess, SeamlessAnswer
from broker.features.seamless.visits import ConsolesAnswer, Opened, VisitAnswer, Visits
from broker.storage.paging import PageAsked
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.paging import ListQuery, Page
from broker.web.policy import Signed

Line = Annotated[str, Meta(max_length=254)]
Token = Annotated[str, Meta(min_length=1, max_length=100)]
GRANTING = Signed(Permission.SEAMLESS_GRANT)
DECIDING = Signed(Permission.SEAMLESS_GRANT, fresh=True)
APPOINTING = Signed(Permission.GROUP_ASSIGN, fresh=True)
VISITING = Signed(Permission.SEAMLESS_VISIT, by_token=False)


class LetIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The address of a provider administrator."""

    email: Line


class Management(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether an organization manages itself from now on."""

    is_self_managed: bool


class NewAdministrator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to be an administrator."""

    name: Line
    email: Line


class VisitAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which organization is to be opened."""

    organization_id: Id


class ActivationToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The token of an activation link."""

    token: Token


class ConsolesQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words to match."""

    q: Annotated[str, Meta(max_length=500)] = ""


class SeamlessRoutes:
    """The organization's side, and the provider's."""

    def __init__(self, access: SeamlessAccess, administrators: Administrators, visits: Visits) -> None:
        self._access = access
        self._administrators = administrators
        self._visits = visits

    @get("/api/organizations/{organization_id}/seamless", policy=GRANTING)
    async def read_access(self, call: Call, organization_id: str) -> SeamlessAnswer:
        """Say who of the provider an organization lets in."""
        return await self._access.look(call.person, organization_id)

    @post("/api/organizations/{organization_id}/seamless", policy=DECIDING, status=201)
    async def let_in(self, call: Call, organization_id: str, body: LetIn) -> GrantAnswer:
        """Let a provider administrator in, once they activate it."""
        return await self._access.grant(call.person, organization_id, body.email)

    @post("/api/organizations/{organization_id}/management", policy=DECIDING)
    async def manage(self, call: Call, organization_id: str, body: Management) -> SeamlessAnswer:
        """Close an organization to the provider, or open it again."""
        return await self._access.manage(call.person, organization_id, body.is_self_managed)

    @post("/api/organizations/{organization_id}/administrators", policy=APPOINTING, status=201)
    async def appoint(self, call: Call, organization_id: str, body: NewAdministrator) -> Appointed:
        """Add an organization administrator."""
        return await self._administrators.appoint(call.person, organization_id, body.name, body.email)

    @get("/api/organizations/{organization_id}/visits", policy=GRANTING)
    async def list_visits(self, call: Call, organization_id: str, query: ListQuery) -> Page[VisitAnswer]:
        """List the visits that an organization had."""
        asked = PageAsked(cursor=query.cursor, limit=query.limit)
        items, following, total = await self._visits.page(call.person, organization_id, asked)
        return Page(items=items, next=following, total=total)

    @post("/api/seamless-grants/{grant_id}/resend", policy=GRANTING, status=202)
    async def resend(self, call: Call, grant_id: str, body: Empty) -> None:
        """Send an activation link again."""
        await self._access.resend(call.person, grant_id)

    @post("/api/seamless-grants/{grant_id}/revoke", policy=GRANTING)
    async def revoke(self, call: Call, grant_id: str, body: Empty) -> None:
        """Revoke seamless access; a visit that is on ends."""
        await self._access.revoke(call.person, grant_id)

    @post("/api/seamless-links/look", policy=VISITING)
    async def look_at_link(self, call: Call, body: ActivationToken) -> LinkedAccess:
        """Say what an activation link is about; it stays unused."""
        return await self._access.look_at_link(call.person, body.token)

    @post("/api/seamless-links/activate", policy=VISITING)
    async def activate(self, call: Call, body: ActivationToken) -> LinkedAccess:
        """Activate seamless access by a link."""
        return await self._access.activate(call.person, body.token)

    @get("/api/consoles", policy=Signed(Permission.OWN_ACCOUNT_READ))
    async def list_consoles(self, call: Call, query: ConsolesQuery) -> ConsolesAnswer:
        """List the organizations whose console one can open."""
        return await self._visits.consoles(call.person, query.q)

    @post("/api/visits", policy=VISITING, status=201)
    async def begin(self, call: Call, body: VisitAsked) -> Opened:
        """Begin a visit to an organization."""
        return await self._visits.begin(call.person, body.organization_id)

    @post("/api/visits/leave", policy=Signed(Permission.OWN_ACCOUNT_READ, by_token=False))
    async def leave(self, call: Call, body: Empty) -> None:
        """End the visit that one is on."""
        await self._visits.leave(call.person)
