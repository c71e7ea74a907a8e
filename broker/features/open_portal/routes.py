"""HTTP of open portals: everything here is for people who are not signed in."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.features.messages.routes import Text as MessageText
from broker.features.open_portal.service import OpenPortalAnswer, OpenPortals, VisitorRequest
from broker.features.sessions.asking import Contact
from broker.features.sessions.join_help import NowAnswer
from broker.web.bodies import Empty
from broker.web.call import Call
from broker.web.connection_guard import address_group
from broker.web.declare import get, post
from broker.web.policy import Public

Line = Annotated[str, Meta(max_length=254)]
Text = Annotated[str, Meta(max_length=2000)]


class OpenPortalQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose portal is meant, by its part of an address."""

    slug: Line


class VisitorAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a visitor asks for, and how they can be reached."""

    slug: Line
    reason: Text
    name: Text
    email: Text = ""
    phone: Text = ""


class VisitorSecret(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The secret by which one request is read again."""

    secret: Line


class VisitorMessage(VisitorSecret, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a visitor writes on their request."""

    text: MessageText


class VisitorRead(VisitorSecret, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Up to which message a visitor has read."""

    number: Annotated[int, Meta(ge=1, le=1_000_000)]


class OpenPortalRoutes:
    """Asking without being signed in."""

    def __init__(self, portals: OpenPortals) -> None:
        self._portals = portals

    @get("/api/open-portal", policy=Public())
    async def read_open_portal(self, call: Call, query: OpenPortalQuery) -> OpenPortalAnswer:
        """Say whose open portal this is."""
        return await self._portals.look(query.slug, call.address)

    @get("/api/open-portal/get-help-now", policy=Public())
    async def read_open_get_help_now(self, call: Call, query: OpenPortalQuery) -> NowAnswer:
        """Say how the agent is started for one session, to people who are not signed in, where that is open to them."""
        return await self._portals.help_now(query.slug, call.address)

    @post("/api/open-portal/requests", policy=Public(), status=201)
    async def ask_as_visitor(self, call: Call, body: VisitorAsked) -> VisitorSecret:
        """Ask an organization for help without being signed in."""
        contact = Contact(name=body.name, email=body.email, phone=body.phone, reason=body.reason)
        # Whoever has one address of a network has them all: IPv6 is counted by its /64.
        address = address_group((call.address, 0))
        return VisitorSecret(secret=await self._portals.ask(body.slug, contact, address))

    @post("/api/open-portal/look", policy=Public())
    async def read_visitor_request(self, call: Call, body: VisitorSecret) -> VisitorRequest:
        """Say where a visitor's request stands."""
        return await self._portals.state(body.secret, call.address)

    @post("/api/open-portal/messages", policy=Public(), status=201)
    async def write_as_visitor(self, call: Call, body: VisitorMessage) -> VisitorRequest:
        """Write to the technicians on a visitor's request."""
        await self._portals.write(body.secret, body.text, call.address)
        return await self._portals.state(body.secret, call.address)

    @post("/api/open-portal/messages/read", policy=Public())
    async def mark_read_as_visitor(self, call: Call, body: VisitorRead) -> Empty:
        """Note up to which message a visitor has read."""
        await self._portals.mark_read(body.secret, body.number, call.address)
        return Empty()
