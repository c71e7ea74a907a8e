"""HTTP of portals."""

from typing import Annotated, Final

import msgspec
from aiohttp import web
from msgspec import Meta

from broker.access.permissions import Permission
from broker.access.portal_features import ALL_FEATURES, PortalFeature
from broker.access.scopes import INSTANCE
from broker.errors import NotFound
from broker.features.portal.logo import MAX_BASE64_CHARACTERS
from broker.features.portal.rules import Looks, Portal
from broker.features.portal.service import LooksAnswer, PortalAnswer, Portals, Wanted
from broker.web.call import Call
from broker.web.declare import get, put
from broker.web.policy import Public, Signed
from protocol.identifiers import OrganizationId

Line = Annotated[str, Meta(max_length=254)]
Url = Annotated[str, Meta(max_length=4_000)]
Version = Annotated[int, Meta(ge=0, le=2**31 - 1)]
BODY_BYTES: Final = MAX_BASE64_CHARACTERS + 16 * 1024
_FOREVER: Final = "public, max-age=31536000, immutable"


class PortalQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose portal is meant, by its part of an address; without one the instance's."""

    slug: Line = ""


class ChangedLooks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a portal is to look; a new logo comes as base64, a kept one by its hash, none as an empty hash."""

    version: Version
    name: Line
    colour: Line
    logo_hash: Line
    # One character more than fits, so that a file that is too large is refused with the sentence that says how large.
    new_logo: Annotated[str, Meta(max_length=MAX_BASE64_CHARACTERS + 8_192)] | None = None
    shows_logo: bool
    uses_colours: bool

    def looks(self) -> Looks:
        return Looks(
            name=self.name,
            colour=self.colour,
            logo=self.logo_hash,
            shows_logo=self.shows_logo,
            uses_colours=self.uses_colours,
        )


class ChangedPortal(ChangedLooks, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that can be changed of an organization's portal, as it is to be."""

    own_looks: bool
    features: Annotated[tuple[PortalFeature, ...], Meta(max_length=len(ALL_FEATURES))]
    redirect_url: Url
    is_open: bool


class PortalRoutes:
    """Portals, of the instance and of organizations."""

    def __init__(self, portals: Portals) -> None:
        self._portals = portals

    @get("/api/looks", policy=Public())
    async def read_looks(self, call: Call, query: PortalQuery) -> LooksAnswer:
        """Say how a portal looks, as its sign-in page shows to everybody."""
        return await self._portals.looks(query.slug, call.address)

    @get("/api/instance-portal", policy=Signed(Permission.PORTAL_READ))
    async def read_instance_portal(self, call: Call) -> PortalAnswer:
        """Read how portals look that say nothing else."""
        return await self._portals.one(call.person, INSTANCE)

    @put("/api/instance-portal", policy=Signed(Permission.PORTAL_CHANGE), body_bytes=BODY_BYTES)
    async def change_instance_portal(self, call: Call, body: ChangedLooks) -> PortalAnswer:
        """Change how portals look that say nothing else."""
        wanted = Wanted(portal=Portal(looks=body.looks()), new_logo=body.new_logo, version=body.version)
        return await self._portals.change(call.person, INSTANCE, wanted)

    @get("/api/portals/{organization_id}", policy=Signed(Permission.PORTAL_READ))
    async def read_portal(self, call: Call, organization_id: str) -> PortalAnswer:
        """Read the portal of an organization."""
        return await self._portals.one(call.person, OrganizationId(organization_id))

    @put("/api/portals/{organization_id}", policy=Signed(Permission.PORTAL_CHANGE), body_bytes=BODY_BYTES)
    async def change_portal(self, call: Call, organization_id: str, body: ChangedPortal) -> PortalAnswer:
        """Change the portal of an organization."""
        portal = Portal(
            looks=body.looks(),
            has_own_looks=body.own_looks,
            features=frozenset(body.features),
            redirect_url=body.redirect_url,
            is_open=body.is_open,
        )
        wanted = Wanted(portal=portal, new_logo=body.new_logo, version=body.version)
        return await self._portals.change(call.person, OrganizationId(organization_id), wanted)

    async def serve_logo(self, request: web.Request) -> web.Response:
        """Serve `/logos/{hash}.png`: bytes that we wrote, under a name that no other bytes ever have."""
        name, _, ending = request.match_info["name"].partition(".")
        if ending != "png":
            raise NotFound
        content = await self._portals.logo(name, request.remote or "")
        return web.Response(body=content, content_type="image/png", headers={"Cache-Control": _FOREVER})
