"""Stands in for the agent: its documents are really signed and its peer is the agent's own; the person is played."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Any, TypeVar

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
from protocol.links.viewer_agent import Channel, QualityChoice, ViewerToAgent
from tests.fakes.screen import FakeScreen

WAIT_SECONDS = 30.0
SESSION = SessionId("s" * 26)
DEVICE = DeviceId("d" * 26)
ASKED = (Capability.VIEW, Capability.CONTROL, Capability.CHAT)

Message = TypeVar("Message")


@dataclass(slots=True, kw_only=True)
class Key:
    """A signing key with its raw public part."""

    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()


class StandInAgent:
    """The device's half: its documents, its peer, and what it was told over the channels."""

    def __init__(self, grant: Key | None = None, device: Key | None = None, stream: ScreenStream | None = None) -> None:
        self.grant, self.device = grant or Key(), device or Key()
        self.screen = FakeScreen(640, 400)
        self.stream = stream or ScreenStream(self.screen)
        self.received: list[tuple[Channel, ViewerToAgent]] = []
        self.lost: list[str] = []
        self.code = ""
        self.capabilities: tuple[Capability, ...] = (Capability.VIEW, Capability.CONTROL)
        self.seconds_left = 1661.0
        self.held = False
        self.choice = QualityChoice.AUTO
        self.kept = 0
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
        self.tell(
            viewer_agent.Status(
                capabilities=self.capabilities,
                seconds_left=self.seconds_left,
                held=self.held,
                quality=self.choice,
                kept_pictures=self.kept,
            )
        )

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
        height, width, _ = self.screen.picture().shape
        self.tell(viewer_agent.Screen(width=width, height=height))
        self.peer.show(self.stream)
        number = 0
        while True:
            self.tell(viewer_agent.Heartbeat(number=number, echo=None))
            self.tell_status()
            if (taken := self.peer.take_delays()) is not None:
                capture, encoded, sent = (1000 * each for each in (taken.capture, taken.encode, taken.send))
                self.tell(viewer_agent.Delays(capture=capture, encode=encoded, send=sent))
            number += 1
            await asyncio.sleep(1)

    def _on_message(self, channel: Channel, text: str) -> None:
        message: ViewerToAgent = decode(text, ViewerToAgent, max_bytes=viewer_agent.MAX_BYTES)
        self.received.append((channel, message))
        if isinstance(message, viewer_agent.Confirm):
            assert message.confirmation == self._expected
            self._confirmed.set()
        elif isinstance(message, viewer_agent.ChooseQuality):
            assert self.peer is not None
            self.choice = message.choice
            self.peer.choose(message.choice)
        elif isinstance(message, viewer_agent.KeptPicture):
            self.kept += 1
        elif isinstance(message, viewer_agent.Sharpen) and self.peer is not None:
            self.peer.sharpen(message.on)
