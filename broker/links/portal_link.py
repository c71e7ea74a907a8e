"""The link of a portal page: hints that something changed, narrowed to what the person may see."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from broker.access.actors import AccountActor, AccountKind, permissions_of, reach_of
from broker.access.permissions import Permission
from broker.access.scopes import NOWHERE, covers
from broker.bus.local import LocalBus
from broker.clock import Clock
from broker.errors import Conflict
from broker.features.sessions.courier import Hint
from broker.links.connections import Connections
from broker.links.doors import BrowserDoor, Visitor, check_upgrade
from broker.links.languages import PORTAL
from broker.links.link import Closing, Link
from broker.links.tickets import Purpose
from broker.web.policy import UNATTENDED
from protocol.links import portal_broker as portal
from protocol.links.portal_broker import Topic

_NEEDED: Final = {
    Topic.REQUESTS: Permission.SESSION_READ,
    Topic.SESSIONS: Permission.SESSION_READ,
    Topic.DEVICES: Permission.DEVICE_READ,
    Topic.AUDIT: Permission.AUDIT_READ,
    Topic.ACCOUNTS: Permission.ACCOUNT_READ,
    Topic.MESSAGES: Permission.MESSAGE_READ,
}
# A fleet that comes back must not drown the pages that list it.
GATHER_SECONDS: Final = 0.25
MOST_NAMED: Final = 20
_OWN: Final = {
    Topic.REQUESTS: Permission.OWN_SESSION_READ,
    Topic.SESSIONS: Permission.OWN_SESSION_READ,
    Topic.MESSAGES: Permission.OWN_MESSAGE_READ,
}


def may_hear(actor: AccountActor, hint: Hint) -> bool:
    """Tell whether a person may know that this changed: staff by reach, end users what is about them."""
    if hint.topic is Topic.NOTICES:
        return actor.account_id in hint.people
    if actor.kind is AccountKind.END_USER:
        needed = _OWN.get(hint.topic)
        return needed is not None and reach_of(actor, needed) != NOWHERE and actor.account_id in hint.people
    return covers(permissions_of(actor).outer_reach(_NEEDED[hint.topic]), hint.organization)


def what_to_say(actor: AccountActor, hint: Hint) -> str | None:
    """Name what changed, but not to who sees only some of the devices there: they hear that something may have."""
    if hint.topic is Topic.NOTICES:
        return None
    is_whole = actor.kind is AccountKind.END_USER or covers(reach_of(actor, _NEEDED[hint.topic]), hint.organization)
    return hint.id if is_whole else None


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
            page.stop()
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
        self._hints = Gathered()
        self._timer: asyncio.TimerHandle | None = None

    def hear(self, hint: Hint) -> None:
        """Tell the first hint at once, and those that follow on its heels together."""
        if not may_hear(self._actor, hint):
            return
        self._hints.add(hint.topic, what_to_say(self._actor, hint))
        if self._timer is None:
            self._tell()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    async def take(self, message: Any) -> None:
        raise Conflict("This has no place here.", code="link.out_of_order")

    async def check(self) -> None:
        # A page that only stands open is nobody who does something: the sign-in may run out under it.
        actor = await self._door.again(self._visitor, UNATTENDED)
        if actor is None:
            self._link.send(portal.SignedOut())
            raise Closing("link.signed_out")
        if (actor.grants, actor.features) != (self._actor.grants, self._actor.features):
            # Whoever may do something else now sees another portal, too.
            self._link.send(portal.Changed(topic=Topic.ACCOUNTS))
        self._actor = actor

    def _tell(self) -> None:
        self._timer = None
        told = self._hints.take()
        for changed in told:
            self._link.send(changed)
        if told:
            self._timer = asyncio.get_running_loop().call_later(GATHER_SECONDS, self._tell)


class Gathered:
    """Hints that wait for the page, each once; of a topic with very many only that something changed."""

    def __init__(self) -> None:
        self._ids: dict[Topic, set[str | None]] = {}

    def add(self, topic: Topic, identifier: str | None) -> None:
        """Note that something changed."""
        known = self._ids.setdefault(topic, set())
        if len(known) <= MOST_NAMED:
            known.add(identifier)

    def take(self) -> list[portal.Changed]:
        """Give all that waits, and forget it."""
        found: list[portal.Changed] = []
        for topic, known in self._ids.items():
            is_many = len(known) > MOST_NAMED or None in known
            named: list[str | None] = [None] if is_many else [*sorted(map(str, known))]
            found.extend(portal.Changed(topic=topic, id=identifier) for identifier in named)
        self._ids.clear()
        return found
