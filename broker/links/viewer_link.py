"""The link of a viewer: one technician, one session, and every message that a viewer may send."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from broker.access.actors import AccountActor
from broker.clock import Clock
from broker.errors import Conflict, NotFound, Refusal
from broker.features.sessions.assembly import SessionParts
from broker.links.connections import Connections
from broker.links.doors import BrowserDoor, Visitor, check_upgrade
from broker.links.languages import VIEWER
from broker.links.link import Closing, Link
from broker.links.tickets import Purpose
from protocol.identifiers import SessionId
from protocol.links import viewer_broker as viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewerParts:
    """What a viewer's messages are for."""

    clock: Clock
    connections: Connections
    door: BrowserDoor
    sessions: SessionParts


class ViewerLinks:
    """Serves `/links/viewer`."""

    def __init__(self, parts: ViewerParts) -> None:
        self._parts = parts

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Carry one viewer's link from its first byte to its last."""
        check_upgrade(request)
        visitor = await self._parts.door.admit(request, Purpose.VIEWER)
        if visitor.session is None:
            raise NotFound
        session = await self._parts.sessions.viewers.admit(visitor.actor, visitor.session)
        link = Link(VIEWER, self._parts.clock)
        await link.socket.prepare(request)
        self._parts.connections.opened(link)
        try:
            await self._stay(link, visitor, session)
        finally:
            await link.part()
            self._parts.connections.closed(link)
        return link.socket

    async def _stay(self, link: Link, visitor: Visitor, session: SessionId) -> None:
        parts = self._parts
        older = parts.connections.put_viewer(session, link)
        if older is not None:
            older.close("link.replaced")
        try:
            await parts.sessions.viewers.came(visitor.actor, session)
            await link.converse(
                lambda message: self._take(visitor, session, message),
                lambda: self._check(visitor, session),
            )
        finally:
            if parts.connections.drop_viewer(session, link):
                parts.sessions.viewers.went(session)

    async def _take(self, visitor: Visitor, session: SessionId, message: Any) -> None:
        actor = await self._current(visitor, session)
        viewers = self._parts.sessions.viewers
        match message:
            case viewer.OfferFrame():
                await viewers.offer(actor, session, message)
            case viewer.Reveal():
                await viewers.reveal(actor, session, message)
            case viewer.Connected():
                await viewers.connected(actor, session, message)
            case viewer.Lost():
                await viewers.lost(actor, session, message)
            case viewer.AskMore():
                await self._parts.sessions.further.ask(actor, session, message)
            case viewer.Off():
                await viewers.off(actor, session)
            case viewer.DeviceKeyChanged():
                await viewers.key_changed(actor, session, message)
            case _:
                raise Conflict("This has no place here.", code="link.out_of_order")

    async def _current(self, visitor: Visitor, session: SessionId) -> AccountActor:
        """Rights may change while a link is open: who acts is read anew for each message."""
        actor = await self._parts.door.again(visitor)
        if actor is None:
            await self._parts.sessions.viewers.revoked(session)
            raise Closing("link.signed_out")
        return actor

    async def _check(self, visitor: Visitor, session: SessionId) -> None:
        """With each heartbeat: a right that is gone ends what it allowed."""
        actor = await self._current(visitor, session)
        try:
            await self._parts.sessions.viewers.admit(actor, session)
        except Refusal:
            await self._parts.sessions.viewers.revoked(session)
            raise Closing("link.revoked") from None
