"""HTTP of reaching one's own devices from elsewhere."""

from broker.access.permissions import Permission
from broker.features.sessions.answers import SessionAnswer
from broker.features.sessions.own_access import OwnAccess
from broker.features.sessions.service import SessionService
from broker.web.bodies import Empty
from broker.web.call import Call
from broker.web.declare import post
from broker.web.policy import Signed


class OwnRoutes:
    """The one thing that begins it."""

    def __init__(self, access: OwnAccess, service: SessionService) -> None:
        self._access = access
        self._service = service

    @post("/api/devices/{device_id}/connect", policy=Signed(Permission.OWN_DEVICE_USE, by_token=False), status=201)
    async def connect(self, call: Call, device_id: str, body: Empty) -> SessionAnswer:
        """Connect to a device of one's own; the second factor is shown for it."""
        session = await self._access.connect(call.person, device_id)
        return await self._service.one(call.person, session)
