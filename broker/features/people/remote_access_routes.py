"""HTTP of the switch by which an end user reaches their own devices from elsewhere."""

from collections.abc import Callable

from broker.access.permissions import Permission
from broker.features.people.remote_access import RemoteAccessAnswer, RemoteAccessSwitch
from broker.storage.unit_of_work import UnitOfWork
from broker.web.bodies import Empty
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.policy import Signed


class RemoteAccessRoutes:
    """The remote access of people within reach."""

    def __init__(self, switch: RemoteAccessSwitch) -> None:
        self._switch = switch

    @get("/api/accounts/{account_id}/remote-access", policy=Signed(Permission.ACCOUNT_READ))
    async def read_remote_access(self, call: Call, account_id: str) -> RemoteAccessAnswer:
        """Say whether an end user reaches their devices from elsewhere, and what is not met."""
        return await self._switch.read(call.person, account_id)

    @post(
        "/api/accounts/{account_id}/remote-access/enable",
        policy=Signed(Permission.REMOTE_ACCESS_CHANGE, fresh=True),
    )
    async def enable_remote_access(self, call: Call, account_id: str, body: Empty) -> RemoteAccessAnswer:
        """Let an end user reach their devices from elsewhere; it is billable."""
        return await self._switch.enable(call.person, account_id)

    @post("/api/accounts/{account_id}/remote-access/disable", policy=Signed(Permission.REMOTE_ACCESS_CHANGE))
    async def disable_remote_access(self, call: Call, account_id: str, body: Empty) -> RemoteAccessAnswer:
        """End that, at once."""
        return await self._switch.disable(call.person, account_id)


def open_remote_access_routes(
    work: UnitOfWork, told: Callable[[str, str], None], look_again: Callable[[], None]
) -> RemoteAccessRoutes:
    """Build them."""
    return RemoteAccessRoutes(RemoteAccessSwitch(work=work, told=told, look_again=look_again))
