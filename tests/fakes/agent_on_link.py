"""An agent on the real link: real keys, real documents, real TLS, but nothing behind it that captures or types."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from broker.access.groups import BuiltInGroup
from protocol.codec import decode, encode
from protocol.enrolment import EnrolRequest, proof_bytes
from protocol.envelope import document_hash, keys_of, open_envelope, seal
from protocol.grant import (
    ACCEPT_TYPE,
    EVENT_TYPE,
    HELLO_TYPE,
    LOGIN_TYPE,
    OFFER_TYPE,
    PROPOSAL_TYPE,
    Accept,
    Decision,
    DeviceEvent,
    Hello,
    Login,
    Proposal,
    Witness,
)
from protocol.identifiers import DeviceId, SessionId
from protocol.links import agent_broker as agent
from protocol.policy import POLICY_TYPE, Policy
from protocol.trust import Purpose
from tests.fakes.live_broker import PATIENCE, LiveBroker
from tests.fakes.sdp import sdp_with

Message = TypeVar("Message")
FACTS = agent.Facts(
    name="DESK-014", system="Debian 12", version="0.1", person="Erin Enduser", displays=(), addresses=("10.0.0.7",)
)


@dataclass(slots=True, kw_only=True)
class AgentOnLink:
    """One device."""

    live: LiveBroker
    key: Ed25519PrivateKey
    device: DeviceId
    boot: str = "boot-1"
    counter: int = 0
    witness: Witness | None = None
    fingerprint: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    random: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    nonce: bytes = b""
    welcome: agent.Welcome | None = None
    proposal: Proposal | None = None
    seen: list[Any] = field(default_factory=list)
    _socket: ClientConnection | None = None

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def seal(self, kind: str, payload: object) -> str:
        return seal(kind, payload, self.public, self.key.sign).decode()

    async def open(self, **headers: Any) -> ClientConnection:
        """Open the socket without signing in."""
        address = f"wss://localhost:{self.live.port}/links/agent"
        socket = await connect(
            address, ssl=self.live.tls, compression=None, ping_interval=None, proxy=None, max_size=2**20, **headers
        )
        self._socket = socket
        return socket

    async def come(
        self, presence: agent.Presence = agent.Presence.ONLINE, *, counter: int | None = None
    ) -> AgentOnLink:
        """Connect and sign in."""
        await self.open()
        challenge = await self.expect(agent.Challenge)
        await self.send(self.login(challenge.challenge, counter=counter))
        self.welcome = await self.expect(agent.Welcome)
        await self.send(agent.FactsFrame(facts=FACTS))
        await self.send(agent.PresenceFrame(presence=presence))
        await self.settle()
        return self

    def login(self, challenge: bytes, *, counter: int | None = None) -> agent.LoginFrame:
        self.counter = self.counter + 1 if counter is None else counter
        login = Login(
            device=self.device, challenge=challenge, boot=self.boot, counter=self.counter, witness=self.witness
        )
        return agent.LoginFrame(login=self.seal(LOGIN_TYPE, login), agent_version="0.1")

    async def settle(self) -> None:
        """Wait until the broker has taken all that was sent so far."""
        number = secrets.randbelow(10**9)
        await self.send(agent.Ping(number=number))
        await self.expect(agent.Pong, number=number)

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
                message = decode(await self._socket.recv(), agent.BrokerToAgent)
                if isinstance(message, agent.Ping):
                    await self.send(agent.Pong(number=message.number))
                elif isinstance(message, kind) and _has(message, fields):
                    return message
                else:
                    self.seen.append(message)

    async def hello(self, prepare: agent.Prepare, **changed: Any) -> agent.HelloFrame:
        """Answer a prepare."""
        self.nonce = secrets.token_bytes(32)
        said: dict[str, Any] = {
            "session": prepare.session,
            "attempt": prepare.attempt,
            "challenge": prepare.challenge,
            "agent_nonce": self.nonce,
            "boot": self.boot,
            "counter": self.counter,
            "witness": None,
        }
        frame = agent.HelloFrame(session=prepare.session, hello=self.seal(HELLO_TYPE, Hello(**(said | changed))))
        await self.send(frame)
        return frame

    def accept(self, propose: agent.Propose, decision: Decision = Decision.YES, **changed: Any) -> agent.AcceptFrame:
        """Write an answer to a proposal."""
        keys = {key.public for key in self.live.foundation.keys.public_keys(Purpose.GRANT)}
        proposal, digest = open_envelope(propose.proposal.encode(), PROPOSAL_TYPE, keys_of(*keys), Proposal)
        self.proposal = proposal
        yes = decision is Decision.YES
        said: dict[str, Any] = {
            "session": propose.session,
            "attempt": propose.attempt,
            "proposal": digest,
            "offer": document_hash(OFFER_TYPE, propose.offer.encode()),
            "decision": decision,
            "asked_person": True,
            "capabilities": proposal.capabilities if yes else (),
            "seconds": proposal.seconds if yes else 0,
            "fingerprint": self.fingerprint if yes else None,
            "agent_random": self.random if yes else None,
        }
        return agent.AcceptFrame(session=propose.session, accept=self.seal(ACCEPT_TYPE, Accept(**(said | changed))))

    async def policy(self) -> Policy:
        """Wait for the next policy, and believe it by the grant keys."""
        frame = await self.expect(agent.PolicyFrame)
        keys = {key.public for key in self.live.foundation.keys.public_keys(Purpose.GRANT)}
        return open_envelope(frame.policy.encode(), POLICY_TYPE, keys_of(*keys), Policy)[0]

    async def answer(self, reveal: agent.Reveal, fingerprint: bytes | None = None) -> None:
        sdp = sdp_with(fingerprint or self.fingerprint)
        await self.send(agent.Answer(session=reveal.session, attempt=reveal.attempt, sdp=sdp))

    def event(self, session: str, number: int, kind: str, **detail: Any) -> agent.EventFrame:
        event = DeviceEvent(session=SessionId(session), number=number, kind=kind, seconds_ago=0.5, detail=detail)
        return agent.EventFrame(number=number, event=self.seal(EVENT_TYPE, event))

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
                    self.seen.append(decode(await self._socket.recv(), agent.BrokerToAgent))
            except ConnectionClosed as end:
                return end.rcvd.reason if end.rcvd else ""


def _has(message: object, fields: dict[str, Any]) -> bool:
    return all(getattr(message, name) == value for name, value in fields.items())


async def enrolled(live: LiveBroker, *, organization: str | None = None, name: str = "DESK-014") -> AgentOnLink:
    """Enrol a new device over HTTP; it is not connected yet."""
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Ada Admin")
    made = await live.post(admin, "/api/enrolment-tokens", {"organization_id": organization or live.organization})
    assert made.status == 201, made.body
    secret = made.body["token"].rpartition(".")[0]
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    body = EnrolRequest(
        secret=secret, public_key=public, proof=key.sign(proof_bytes(secret, public)), facts=replace(FACTS, name=name)
    )
    answer = await live.post(None, "/api/enrol", encode(body))
    assert answer.status == 200, answer.body
    return AgentOnLink(live=live, key=key, device=DeviceId(answer.body["device_id"]))
