"""Stands in for the broker, so that the built front end can be led through every state of a session."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import WSMsgType, web

from protocol.codec import decode, encode
from protocol.links import viewer_broker
from protocol.links.viewer_broker import BrokerToViewer, ViewerToBroker
from protocol.session.reasons import EndReason
from tests.end_to_end.stand_in_agent import ASKED, DEVICE, SESSION, StandInAgent

WAIT_SECONDS = 30.0
ORGANIZATION = {"id": "o" * 26, "name": "Org A"}

Message = TypeVar("Message")


def stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def session_facts(**change: object) -> dict[str, Any]:
    """What the API says of the session."""
    now = datetime.now(UTC)
    facts: dict[str, Any] = {
        "id": SESSION,
        "short": "8F2",
        "state": "approved",
        "origin": "offer",
        "organization": ORGANIZATION,
        "device": {"id": DEVICE, "name": "DESK-014"},
        "person": {"name": "Accounts assistant", "email": "", "phone": ""},
        "technician": {"id": "t" * 26, "name": "Duty technician", "email": "technician@provider.example"},
        "reason": "Printer driver",
        "capabilities_asked": ["view", "control", "chat"],
        "capabilities": None,
        "seconds": 1800,
        "seconds_given": None,
        "created_at": stamp(now),
        "deadline": stamp(now + timedelta(minutes=15)),
        "consented_at": None,
        "active_since": None,
        "expires_at": None,
        "ended_at": None,
        "end": None,
        "note": None,
        "place_in_line": None,
        "recording": "off",
        "timeline": [],
        "picture": None,
    }
    return {**facts, **change}


class StandIn:
    """The broker's face to one viewer."""

    def __init__(self, front_end: Path) -> None:
        self._front_end = front_end
        self.facts = session_facts()
        self.url = ""
        self.withdrawn = False
        self._socket: web.WebSocketResponse | None = None
        self._linked = asyncio.Event()
        self._received: asyncio.Queue[ViewerToBroker] = asyncio.Queue()

    async def say(self, message: BrokerToViewer) -> None:
        """Send a message to the viewer, which must be there by now."""
        await asyncio.wait_for(self._linked.wait(), WAIT_SECONDS)
        assert self._socket is not None
        await self._socket.send_str(encode(message).decode())

    async def state(self, name: str, **change: Any) -> None:
        """Tell the viewer where the session stands."""
        self.facts["state"] = name
        facts: dict[str, Any] = {
            "session": SESSION,
            "state": name,
            "device_name": "DESK-014",
            "device_online": True,
            "asked": ASKED,
            "granted": None,
            "seconds_to_deadline": 60.0,
            "seconds_left": None,
            "question_shown": False,
        }
        await self.say(viewer_broker.SessionState(**{**facts, **change}))

    async def end(self, reason: EndReason, note: str | None = None, *, minutes: int | None = None) -> None:
        """Tell the viewer that it is over."""
        now = datetime.now(UTC)
        since = None if minutes is None else stamp(now - timedelta(minutes=minutes))
        end = {"reason": reason.value, "by": None, "note": note}
        self.facts |= {"state": "ended", "ended_at": stamp(now), "active_since": since, "end": end}
        await self.say(viewer_broker.Ended(reason=reason, by=None, note=note))

    async def next(self, kind: type[Message]) -> Message:
        """Wait for a message of this kind; others are passed over."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                message = await self._received.get()
                if isinstance(message, kind):
                    return message

    async def drop_link(self) -> None:
        """Cut the viewer's link; it comes back by itself."""
        assert self._socket is not None
        await self._socket.close()

    def application(self) -> web.Application:
        application = web.Application()
        application.add_routes(
            [
                web.get("/links/viewer", self._viewer),
                web.get("/links/portal", self._portal),
                web.get("/api/me", self._me),
                web.post("/api/tickets", self._ticket),
                web.get(f"/api/sessions/{SESSION}", self._session),
                web.post(f"/api/sessions/{SESSION}/withdraw", self._withdraw),
                web.static("/assets", self._front_end / "assets"),
                web.get("/{path:.*}", self._page),
            ]
        )
        return application

    async def _page(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        if path in {"favicon.svg", "scheme.js"}:
            return web.FileResponse(self._front_end / path)
        page = (self._front_end / "index.html").read_text("utf-8").replace("__CSP_NONCE__", "stand-in")
        return web.Response(text=page, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    async def _me(self, _request: web.Request) -> web.Response:
        account = {"id": "t" * 26, "name": "Duty technician", "email": "technician@provider.example", "phone": None}
        return web.json_response(
            {
                "account": {**account, "kind": "staff", "organization": None},
                "permissions": {"device:read": "all", "session:offer": "all", "session:read": "all"},
                "organizations": [{**ORGANIZATION, "slug": "org-a"}],
                "instance": {"name": "Handrail", "version": "0.1.0"},
            }
        )

    async def _ticket(self, _request: web.Request) -> web.Response:
        return web.json_response({"ticket": "one-use"})

    async def _session(self, _request: web.Request) -> web.Response:
        return web.json_response(self.facts)

    async def _withdraw(self, _request: web.Request) -> web.Response:
        self.withdrawn = True
        await self.end(EndReason.WITHDRAWN)
        return web.json_response(self.facts)

    async def _portal(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for _ in socket:
            pass
        return socket

    async def _viewer(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._socket = socket
        self._linked.set()
        async for frame in socket:
            assert frame.type is WSMsgType.TEXT
            message: ViewerToBroker = decode(frame.data, ViewerToBroker, max_bytes=viewer_broker.MAX_BYTES)
            if isinstance(message, viewer_broker.Ping):
                await self.say(viewer_broker.Pong(number=message.number))
            else:
                self._received.put_nowait(message)
        if self._socket is socket:
            self._linked.clear()
        return socket


# As strict as the product's own: no inline script, no evaluated code, style elements by nonce alone.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-stand-in'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


async def connect(broker: StandIn, agent: StandInAgent, attempt: int = 1) -> None:
    """Lead the viewer through the whole exchange until it reports to be connected."""
    await broker.say(agent.propose(attempt))
    offer = await broker.next(viewer_broker.OfferFrame)
    await broker.state("asking_consent", question_shown=True)
    await broker.state("granted", granted=agent.capabilities)
    await broker.say(agent.accept(offer))
    reveal = await broker.next(viewer_broker.Reveal)
    await broker.state("connecting", granted=agent.capabilities)
    await broker.say(await agent.answer(reveal))
    await broker.next(viewer_broker.Connected)
    await broker.state("active", granted=agent.capabilities, seconds_to_deadline=None, seconds_left=agent.seconds_left)


@contextlib.asynccontextmanager
async def serving(front_end: Path) -> AsyncIterator[StandIn]:
    """Serve on a free port of this machine; browsers treat its address as secure."""
    stand_in = StandIn(front_end)
    runner = web.AppRunner(stand_in.application(), shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "localhost", 0)
    await site.start()
    port = runner.addresses[0][1]
    stand_in.url = f"http://localhost:{port}"
    try:
        yield stand_in
    finally:
        await runner.cleanup()
