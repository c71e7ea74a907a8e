"""HTTP of API tokens: one's own, and those within reach."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.access.scopes import ALL, only
from broker.features.api_tokens import rules
from broker.features.api_tokens.answers import TokenLine
from broker.features.api_tokens.service import ApiTokens, Draft, Made
from broker.features.api_tokens.store import Filter
from broker.storage.paging import PageAsked
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.paging import ListQuery, Page
from broker.web.policy import Signed
from protocol.identifiers import OrganizationId

Line = Annotated[str, Meta(max_length=254)]
Days = Annotated[int, Meta(ge=1, le=rules.MAX_DAYS)]
Permissions = Annotated[tuple[Permission, ...], Meta(max_length=100)]
OWN = Signed(Permission.OWN_ACCOUNT_READ, by_token=False)
CHANGING_OWN = Signed(Permission.OWN_ACCOUNT_CHANGE, by_token=False)
CHANGING = Signed(Permission.TOKEN_CHANGE, by_token=False)
# Whoever took a browser's cookie makes nothing that outlives it.
MAKING_OWN = Signed(Permission.OWN_ACCOUNT_CHANGE, by_token=False, fresh=True)
MAKING = Signed(Permission.TOKEN_CHANGE, by_token=False, fresh=True)


class TokenQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the list can be narrowed to."""

    organization: Id | None = None


class NewToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token of one's own; without organizations it is for all that one reaches."""

    name: Line
    permissions: Permissions
    organizations: Annotated[tuple[Id, ...], Meta(max_length=1_000)] | None
    days: Days = rules.USUAL_DAYS


class NewOrganizationToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token for one organization, which its administrators see and can revoke."""

    organization_id: Id
    name: Line
    permissions: Permissions
    days: Days = rules.USUAL_DAYS


class MadeToken(msgspec.Struct, frozen=True, kw_only=True):
    """The token, shown this once, and what is kept of it."""

    token: str
    kept: TokenLine


class TokenRoutes:
    """API tokens."""

    def __init__(self, tokens: ApiTokens) -> None:
        self._tokens = tokens

    @get("/api/own-tokens", policy=OWN)
    async def list_own(self, call: Call) -> tuple[TokenLine, ...]:
        """List one's own API tokens."""
        return await self._tokens.own(call.person)

    @post("/api/own-tokens", policy=MAKING_OWN, status=201)
    async def make_own(self, call: Call, body: NewToken) -> MadeToken:
        """Make an API token of one's own."""
        draft = Draft(
            owner=call.person.account_id,
            home=call.person.organization_id,
            name=body.name,
            permissions=frozenset(body.permissions),
            reach=ALL if body.organizations is None else only(*map(OrganizationId, body.organizations)),
            days=body.days,
        )
        return _shown(await self._tokens.make_own(call.person, draft))

    @post("/api/own-tokens/{token_id}/revoke", policy=CHANGING_OWN)
    async def revoke_own(self, call: Call, token_id: str, body: Empty) -> TokenLine:
        """Revoke an API token of one's own."""
        return await self._tokens.revoke_own(call.person, token_id)

    @get("/api/tokens", policy=Signed(Permission.TOKEN_READ))
    async def list_tokens(self, call: Call, query: TokenQuery) -> Page[TokenLine]:
        """List API tokens, newest first."""
        asked = PageAsked(cursor=query.cursor, limit=query.limit)
        wanted = Filter(text=query.q, organization=query.organization)
        found = await self._tokens.page(call.person, wanted, asked)
        return Page(items=found.items, next=found.next, total=found.total)

    @post("/api/tokens", policy=MAKING, status=201)
    async def make_token(self, call: Call, body: NewOrganizationToken) -> MadeToken:
        """Make an API token for an organization."""
        home = OrganizationId(body.organization_id)
        draft = Draft(
            owner=call.person.account_id,
            home=home,
            name=body.name,
            permissions=frozenset(body.permissions),
            reach=only(home),
            days=body.days,
        )
        return _shown(await self._tokens.make(call.person, draft))

    @post("/api/tokens/{token_id}/revoke", policy=CHANGING)
    async def revoke_token(self, call: Call, token_id: str, body: Empty) -> TokenLine:
        """Revoke an API token within reach."""
        return await self._tokens.revoke(call.person, token_id)


def _shown(made: Made) -> MadeToken:
    return MadeToken(token=made.secret, kept=made.line)
