"""HTTP of see as."""

import msgspec

from broker.access.permissions import Permission
from broker.features.see_as.portals import SeeingPortals
from broker.features.see_as.service import Seeing, Sight
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import post
from broker.web.policy import Signed
from protocol.identifiers import OrganizationId


class SeeAsAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose portal is to be seen."""

    account_id: Id


class SeenPortalAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which organization's portal is to be seen, and as people of which portal group see it."""

    organization_id: Id
    portal_group_id: Id


class SeeAsRoutes:
    """Routes about see as."""

    def __init__(self, seeing: Seeing, portals: SeeingPortals) -> None:
        self._seeing = seeing
        self._portals = portals

    @post("/api/see-as", policy=Signed(Permission.ACCOUNT_READ, by_token=False), status=201)
    async def begin(self, call: Call, body: SeeAsAsked) -> Sight:
        """Begin to see the portal as somebody sees it."""
        return await self._seeing.begin(call.person, body.account_id)

    @post("/api/see-as/portal", policy=Signed(Permission.PORTAL_READ, by_token=False), status=201)
    async def begin_portal(self, call: Call, body: SeenPortalAsked) -> Sight:
        """Begin to see the portal of an organization, as an example of its end users sees it."""
        return await self._portals.begin(call.person, OrganizationId(body.organization_id), body.portal_group_id)

    @post("/api/see-as/{sight}/stop", policy=Signed(Permission.OWN_ACCOUNT_READ, by_token=False))
    async def stop(self, call: Call, sight: str, body: Empty) -> Empty:
        """See one's own portal again."""
        await self._seeing.stop(call.person, sight)
        return Empty()
