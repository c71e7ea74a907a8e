"""Gives a device the logo of its organization, part by part, and no other."""

from broker.access.actors import AnonymousActor, DeviceActor
from broker.access.permissions import Permission
from broker.errors import NotFound
from broker.features.portal import store
from broker.storage.unit_of_work import UnitOfWork, View
from protocol.links.agent_logo import LogoPart, WantLogo
from protocol.pictures import PART_BYTES


class DeviceLogos:
    """Answers devices on their link; nothing is kept of how far one has come."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def part(self, device: DeviceActor, wanted: WantLogo) -> LogoPart:
        """Give the next part; raises NotFound for any logo but the one that counts there now."""

        def body(view: View) -> bytes | None:
            due = store.logos_at_devices(view, (device.organization_id,)).get(device.organization_id)
            return store.logo_content(view, wanted.hash) if due == wanted.hash else None

        # Whoever comes to the portal sees it, so that a device needs no right of its own for it.
        anybody = AnonymousActor(address=device.device_id)
        content = await self._work.view(anybody, Permission.PORTAL_SEE, body)
        if content is None or wanted.at >= len(content):
            raise NotFound
        part = content[wanted.at : wanted.at + PART_BYTES]
        return LogoPart(hash=wanted.hash, at=wanted.at, size=len(content), content=part)
