"""A viewer on the real link: real ticket, real commitments, but no picture."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import dataclass, field
from typing import Any, TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from protocol.codec import decode, encode
from protocol.envelope import keys_of, open_envelope
from protocol.exchange import commitment
from protocol.grant import PROPOSAL_TYPE, Offer, Proposal
from protocol.links import viewer_broker as viewer
from tests.fakes.live_broker import PATIENCE, LiveBroker, Person
from tests.fakes.sdp import sdp_with

Message = TypeVar("Message")


@dataclass(slots=True, kw_only=True)
class ViewerOnLink:
    """One technician's page of one session."""

    live: LiveBroker
    person: Person
    session: str
    fingerprint: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    random: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    attempt: int = 0
    seen: list[Any] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    _socket: ClientConnection | None = None

    async def come(self) -> ViewerOnLink:
        """Open the link with a fresh ticket."""
        answer = await self.live.post(self.person, "/api/tickets", {"link": "viewer", "session_id": self.session})
        assert answer.status == 201, answer.body
        await self.open(answer.body["ticket"])
        return self

    async def open(self, ticket: str, **changed: Any) -> None:
        headers = {"Cookie": f"__Host-handrail={self.person.token}"} | changed.pop("headers", {})
        origin = changed.pop("origin", self.live.origin)
        self._socket = await connect(
            f"wss://localhost:{self.live.port}/links/viewer?ticket={ticket}",
            ssl=self.live.tls,
            origin=origin,
            additional_headers=headers,
            compression=None,
            ping_interval=None,
            proxy=None,
            max_size=2**20,
        )

    async def send(self, message: object) -> None:
        assert self._socket is not None
        await self._socket.send(message if isinstance(message, str | bytes) else encode(message).decode())

    async def expect(self, kind: type[Message], **fields: Any) -> Message:
        """Wait for a message of a kind; what comes before it is kept in `seen`."""
        assert self._socket is not None
        for index, message in enumerate(self.seen):
            if isinstance(message, kind) and _has(message, fields):
                return self.seen.pop(index)  # type: ignore[no-any-return]
        async with asyncio.timeout(PATIENCE):
            while True:
                message = decode(await self._socket.recv(), viewer.BrokerToViewer)
                if isinstance(message, viewer.SessionState):
                    self.states.append(message.state)
                if isinstance(message, viewer.Ping):
                    await self.send(viewer.Pong(number=message.number))
                elif isinstance(message, kind) and _has(message, fields):
                    return message
                else:
                    self.seen.append(message)

    def offer(self, proposed: viewer.Proposed, **changed: Any) -> viewer.OfferFrame:
        """Write the offer that binds this viewer to a proposal."""
        self.attempt = proposed.attempt
        _, digest = open_envelope(proposed.proposal.encode(), PROPOSAL_TYPE, keys_of(proposed.grant_public), Proposal)
        said: dict[str, Any] = {"proposal": digest, "commitment": commitment(self.fingerprint, self.random)} | changed
        return viewer.OfferFrame(attempt=proposed.attempt, offer=encode(Offer(**said)).decode())

    def reveal(self, **changed: Any) -> viewer.Reveal:
        said: dict[str, Any] = {
            "attempt": self.attempt,
            "fingerprint": self.fingerprint,
            "random": self.random,
            "sdp": sdp_with(self.fingerprint),
        }
        return viewer.Reveal(**(said | changed))

    def renew(self) -> None:
        """Make a fresh fingerprint and random for a new attempt."""
        self.fingerprint, self.random = secrets.token_bytes(32), secrets.token_bytes(32)

    async def go(self) -> None:
        """Break the link off."""
        if self._socket is not None:
            self._socket.transport.abort()
            with contextlib.suppress(ConnectionClosed):
                await self._socket.wait_closed()

    async def closed_with(self) -> str:
        """Wait until the broker closes the link, and give its code."""
        assert self._socket is not None
        async with asyncio.timeout(PATIENCE):
            try:
                while True:
                    self.seen.append(decode(await self._socket.recv(), viewer.BrokerToViewer))
            except ConnectionClosed as end:
                return end.rcvd.reason if end.rcvd else ""


def _has(message: object, fields: dict[str, Any]) -> bool:
    return all(getattr(message, name) == value for name, value in fields.items())
