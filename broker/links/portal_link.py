"""The link of a portal page: hints that something changed, narrowed to what the person may see."""

from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from broker.access.actors import AccountActor, AccountKind, reach_of
from broker.access.permissions import Permission
from broker.access.scopes import covers
from broker.bus.local import LocalBus
from broker.clock import Clock
from broker.errors import Conflict
from broker.features.sessions.courier import Hint
from broker.links.connections import Connections
from broker.links.doors import BrowserDoor, Visitor, check_upgrade
from broker.links.languages import PORTAL
from broker.links.link import Closing, Link
from broker.links.tickets import Purpose
from protocol.links import portal_broker as portal
from protocol.links.portal_broker import Topic

_NEEDED: Final = {
    Topic.REQUESTS: Permission.SESSION_READ,
    Topic.SESSIONS: Permission.SESSION_READ,
    Topic.DEVICES: Permission.DEVICE_READ,
    Topic.AUDIT: Permission.AUDIT_READ,
    Topic.ACCOUNTS: Permission.ACCOUNT_READ,
}
_OWN: Final = frozenset({Topic.REQUESTS, Topic.SESSIONS})


def may_hear(actor: AccountActor, hint: Hint) -> bool:
    """Tell whether a person may know that this changed: staff by reach, end users what is about them."""
    if actor.kind is AccountKind.END_USER:
        return hint.topic in _OWN and actor.account_id in hint.people
    return covers(reach_of(actor, _NEEDED[hint.topic]), hint.organization)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalParts:
    """What a portal page's link is made of."""

    clock: Clock
    connections: Connections
    door: BrowserDoor
    bus: LocalBus[Hint]


class PortalLinks:
    """Serves `/links/portal`."""

    def __init__(self, parts: PortalParts) -> None:
        self._parts = parts

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Carry one page's link from its first byte to its last."""
        check_upgrade(request)
        visitor = await self._parts.door.admit(request, Purpose.PORTAL)
        link = Link(PORTAL, self._parts.clock)
        await link.socket.prepare(request)
        self._parts.connections.opened(link)
        page = _Page(link, visitor, self._parts.door)
        stop = self._parts.bus.listen(page.hear)
        try:
            await link.converse(page.take, page.check)
        finally:
            stop()
            await link.part()
            self._parts.connections.closed(link)
        return link.socket


class _Page:
    """One open page and the person in front of it, as they were at the last heartbeat."""

    def __init__(self, link: Link, visitor: Visitor, door: BrowserDoor) -> None:
        self._link = link
        self._visitor = visitor
        self._door = door
        self._actor = visitor.actor

    def hear(self, hint: Hint) -> None:
        if may_hear(self._actor, hint):
            self._link.send(portal.Changed(topic=hint.topic, id=hint.id))

    async def take(self, message: Any) -> None:
        raise Conflict("This has no place here.", code="link.out_of_order")

    async def check(self) -> None:
        actor = await self._door.again(self._visitor)
        if actor is None:
            self._link.send(portal.SignedOut())
            raise Closing("link.signed_out")
        self._actor = actor
