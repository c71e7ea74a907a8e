"""Stands in for broker and agent, so that the built front end can be led through every state of a session.

The documents are signed and the peer is the agent's own; only the broker's storage and the person are played.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import WSMsgType, web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent.media.stream import ScreenStream
from agent.peer.connection import Peer
from protocol.capabilities import Capability
from protocol.codec import decode, encode
from protocol.envelope import document_hash, key_hash, seal
from protocol.exchange import Side, Transcript, confirmation, opens, verification_code
from protocol.grant import (
    ACCEPT_TYPE,
    OFFER_TYPE,
    PROPOSAL_TYPE,
    Accept,
    CodeMode,
    Decision,
    Offer,
    Origin,
    Proposal,
    Who,
)
from protocol.identifiers import DeviceId, SessionId
from protocol.links import viewer_agent, viewer_broker
from protocol.links.viewer_agent import Channel, ViewerToAgent
from protocol.links.viewer_broker import BrokerToViewer, ViewerToBroker
from protocol.session.reasons import EndReason
from tests.fakes.screen import FakeScreen

WAIT_SECONDS = 30.0
SESSION = SessionId("s" * 26)
DEVICE = DeviceId("d" * 26)
ORGANIZATION = {"id": "o" * 26, "name": "Org A"}
ASKED = (Capability.VIEW, Capability.CONTROL, Capability.CHAT)

Message = TypeVar("Message")


@dataclass(slots=True, kw_only=True)
class Key:
    """A signing key with its raw public part."""

    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()


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


class StandInAgent:
    """The device's half: its documents, its peer, and what it was told over the channels."""

    def __init__(self, grant: Key | None = None, device: Key | None = None) -> None:
        self.grant, self.device = grant or Key(), device or Key()
        self.screen = FakeScreen(640, 400)
        self.stream = ScreenStream(self.screen)
        self.received: list[tuple[Channel, ViewerToAgent]] = []
        self.lost: list[str] = []
        self.code = ""
        self.capabilities: tuple[Capability, ...] = (Capability.VIEW, Capability.CONTROL)
        self.seconds_left = 1661.0
        self.held = False
        self.peer: Peer | None = None
        self._proposal = b""
        self._offer: tuple[Offer, bytes] | None = None
        self._accept = b""
        self._confirmed = asyncio.Event()
        self._beating: asyncio.Task[None] | None = None
        self._random = b"r" * 32
        self._expected = b""

    def propose(self, attempt: int = 1, **change: Any) -> viewer_broker.Proposed:
        """The broker's signed proposal."""
        facts: dict[str, Any] = {
            "session": SESSION,
            "attempt": attempt,
            "device": DEVICE,
            "device_key": key_hash(self.device.public),
            "agent_nonce": b"n" * 32,
            "who": Who(
                name="Duty technician", email="technician@provider.example", company="IT provider", signed_in_by="code"
            ),
            "organization": "Org A",
            "origin": Origin.OFFER,
            "reason": "Printer driver",
            "request": "",
            "attended": True,
            "capabilities": ASKED,
            "seconds": 1800,
            "consent_seconds": 60,
            "recording": False,
            "code": CodeMode.SHOW,
            "policy": 1,
            "previous": None,
        }
        proposal = Proposal(**{**facts, **change})
        sealed = seal(PROPOSAL_TYPE, proposal, self.grant.public, self.grant.private.sign)
        self._proposal = document_hash(PROPOSAL_TYPE, encode(proposal))
        return viewer_broker.Proposed(
            attempt=attempt,
            proposal=sealed.decode(),
            device_public=self.device.public,
            grant_public=self.grant.public,
        )

    def accept(self, frame: viewer_broker.OfferFrame, **change: Any) -> viewer_broker.Accepted:
        """The device's signed yes to the viewer's offer."""
        offer = decode(frame.offer, Offer)
        assert offer.proposal == self._proposal
        self._offer = (offer, document_hash(OFFER_TYPE, frame.offer.encode()))
        self.peer = Peer(on_message=self._on_message, on_lost=self.lost.append, loopback=True)
        facts: dict[str, Any] = {
            "session": SESSION,
            "attempt": frame.attempt,
            "proposal": self._proposal,
            "offer": self._offer[1],
            "decision": Decision.YES,
            "asked_person": True,
            "capabilities": self.capabilities,
            "seconds": 1800,
            "fingerprint": bytes.fromhex(self.peer.fingerprint),
            "agent_random": self._random,
        }
        accept = Accept(**{**facts, **change})
        self._accept = document_hash(ACCEPT_TYPE, encode(accept))
        sealed = seal(ACCEPT_TYPE, accept, self.device.public, self.device.private.sign)
        return viewer_broker.Accepted(attempt=frame.attempt, accept=sealed.decode(), ice_servers=())

    async def answer(self, reveal: viewer_broker.Reveal) -> viewer_broker.Answered:
        """Check the viewer's opening, answer its offer, and go on in the background."""
        assert self.peer is not None
        assert self._offer is not None
        offer, offer_hash = self._offer
        assert opens(offer.commitment, reveal.fingerprint, reveal.random)
        transcript = Transcript(
            proposal=self._proposal,
            offer=offer_hash,
            accept=self._accept,
            viewer_fingerprint=reveal.fingerprint,
            viewer_random=reveal.random,
            agent_fingerprint=bytes.fromhex(self.peer.fingerprint),
            agent_random=self._random,
        )
        self.code = verification_code(transcript)
        self._expected = confirmation(transcript, Side.VIEWER)
        answer = await self.peer.answer(reveal.sdp, reveal.fingerprint.hex())
        self._beating = asyncio.create_task(self._carry(confirmation(transcript, Side.AGENT)))
        return viewer_broker.Answered(attempt=reveal.attempt, sdp=answer)

    def tell(self, message: viewer_agent.AgentToViewer, channel: Channel = Channel.CONTROL) -> None:
        assert self.peer is not None
        self.peer.send(channel, encode(message).decode())

    def tell_status(self) -> None:
        self.tell(viewer_agent.Status(capabilities=self.capabilities, seconds_left=self.seconds_left, held=self.held))

    async def until(self, kind: type[Message], **fields: object) -> Message:
        """Wait until the viewer has sent a message of this kind with these fields."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                for _, message in self.received:
                    if isinstance(message, kind) and all(getattr(message, n) == v for n, v in fields.items()):
                        return message
                await asyncio.sleep(0.02)

    async def close(self) -> None:
        if self._beating is not None:
            self._beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._beating
        if self.peer is not None:
            await self.peer.close()

    async def _carry(self, mine: bytes) -> None:
        assert self.peer is not None
        await self.peer.connected()
        self.tell(viewer_agent.Confirm(confirmation=mine))
        await asyncio.wait_for(self._confirmed.wait(), WAIT_SECONDS)
        self.tell(viewer_agent.Screen(width=640, height=400))
        self.peer.show(self.stream)
        number = 0
        while True:
            self.tell(viewer_agent.Heartbeat(number=number, echo=None))
            self.tell_status()
            number += 1
            await asyncio.sleep(1)

    def _on_message(self, channel: Channel, text: str) -> None:
        message: ViewerToAgent = decode(text, ViewerToAgent, max_bytes=viewer_agent.MAX_BYTES)
        self.received.append((channel, message))
        if isinstance(message, viewer_agent.Confirm):
            assert message.confirmation == self._expected
            self._confirmed.set()


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
