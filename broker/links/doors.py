"""Who may open a link at all: browsers from our own pages with cookie and ticket, agents without either."""

from dataclasses import dataclass

from aiohttp import web

from broker.access.actors import AccountActor
from broker.errors import NotFound, Refusal, SignInNeeded
from broker.features.portal.rules import PortalOff
from broker.links.tickets import Purpose, Tickets
from broker.web import cookies
from broker.web.policy import SOME_BROWSER, Browser, Gate
from protocol.identifiers import OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person at a browser that may open a link, and how to ask again later whether they still may."""

    actor: AccountActor
    token: str
    address: str
    session: str | None
    console: OrganizationId | None = None


class BrowserDoor:
    """Checks exact origin, sign-in and ticket, in this order."""

    def __init__(self, gate: Gate, tickets: Tickets) -> None:
        self._gate = gate
        self._tickets = tickets

    async def admit(self, request: web.Request, purpose: Purpose) -> Visitor:
        """Admit a browser, or raise Refusal."""
        # The edge has checked that the Host is a name of ours; the origin has to be that very place.
        if request.headers.getall("Origin", []) != [f"https://{request.headers.get('Host', '')}"]:
            raise Refusal("This was sent from another site. Open Handrail itself.", code="origin.foreign", status=403)
        token = cookies.token_in(request.headers.getall("Cookie", ()))
        address = request.remote or ""
        actor = await self._gate.actor(token, address) if token else None
        if token is None or actor is None:
            raise SignInNeeded
        found = await self._tickets.redeem(actor, request.query.get("ticket", ""), purpose)
        if found.console is not None:
            actor = await self._gate.enter(actor, found.console)
        return Visitor(actor=actor, token=token, address=address, session=found.session, console=found.console)

    async def again(self, visitor: Visitor, browser: Browser = SOME_BROWSER) -> AccountActor | None:
        """Give the person as they are now; None once their sign-in, or their visit, is over."""
        try:
            actor = await self._gate.actor(visitor.token, visitor.address, browser=browser)
            if actor is None or visitor.console is None:
                return actor
            return await self._gate.enter(actor, visitor.console)
        except (PortalOff, NotFound):
            return None


def check_agent(request: web.Request) -> None:
    """Refuse what only a browser sends: a page must never speak as a device."""
    if "Origin" in request.headers or "Cookie" in request.headers:
        raise Refusal("This is the way in for devices, not for browsers.", code="link.no_browsers", status=403)


def check_upgrade(request: web.Request) -> None:
    """Refuse a plain request to a link's address."""
    if request.headers.get("Upgrade", "").lower() != "websocket":
        raise Refusal("This address speaks WebSocket.", code="upgrade.needed", status=426)
