"""The agent's link against a real WebSocket server over TLS: sign-in, carrying, silence, return."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve

from agent import broker_link
from agent.broker_link import OUTGOING_LIMIT, BrokerLink
from agent.enrolment import tls_context
from certs.tls import development_certificate, server_context
from protocol.codec import decode, encode
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import (
    AgentToBroker,
    BrokerToAgent,
    Challenge,
    LoginFrame,
    Ping,
    Pong,
    Presence,
    PresenceFrame,
    Requests,
    Welcome,
)
from protocol.trust import Trust
from tests.fakes.device import Heard

WELCOME = Welcome(
    device=DeviceId("d"),
    name="DESK-014",
    organization="Org A",
    instance="Provider",
    portal_url="https://localhost",
    trust="{}",
)
Behaviour = Callable[[ServerConnection], Awaitable[None]]


class Agent:
    """A link and what it told."""

    def __init__(self, url: str, authority: str) -> None:
        self.heard = Heard()
        self.downs = 0
        self.link = BrokerLink(
            url=url,
            tls=lambda: tls_context(
                Trust(generation=1, instance="Provider", keys=(), tls_authority=Path(authority).read_text())
            ),
            login=lambda challenge: LoginFrame(login=challenge.hex(), agent_version="1"),
            on_message=self._hear,
            on_up=self._up,
            on_down=self._down,
            is_live=lambda: True,
        )

    async def _hear(self, message: BrokerToAgent) -> None:
        self.heard.add(message)

    async def _up(self, welcome: Welcome) -> None:
        self.heard.add(welcome)

    def _down(self) -> None:
        self.downs += 1


@asynccontextmanager
async def broker(tmp_path: Path, behave: Behaviour, *, made_at: datetime | None = None) -> AsyncIterator[Agent]:
    certificate = development_certificate(tmp_path, ("localhost",), made_at or datetime.now(UTC))
    context = server_context(certificate.certificate_file, certificate.key_file)
    async with serve(behave, "localhost", 0, ssl=context) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        authority = tmp_path / "authority.pem"
        authority.write_text(certificate.authority_pem or "")
        agent = Agent(f"https://localhost:{port}", str(authority))
        running = asyncio.create_task(agent.link.run())
        try:
            yield agent
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def sign_in(socket: ServerConnection) -> LoginFrame:
    await socket.send(encode(Challenge(challenge=b"c" * 32)).decode())
    login: AgentToBroker = decode(await socket.recv(), AgentToBroker)
    assert isinstance(login, LoginFrame)
    await socket.send(encode(WELCOME).decode())
    return login


async def test_it_signs_the_challenge_and_carries_messages_both_ways(tmp_path: Path) -> None:
    said = Heard()

    async def behave(socket: ServerConnection) -> None:
        said.add(await sign_in(socket))
        await socket.send(encode(Requests(request=None)).decode())
        async for text in socket:
            said.add(decode(text, AgentToBroker))

    async with broker(tmp_path, behave) as agent:
        await agent.heard.next(Requests)
        assert agent.link.send(PresenceFrame(presence=Presence.LOCKED))
        assert (await said.next(PresenceFrame)).presence is Presence.LOCKED
    assert said.all(LoginFrame)[0].login == "63" * 32


@pytest.mark.parametrize("year", [2010, 2090])
async def test_a_clock_that_is_years_off_keeps_nobody_from_being_helped(tmp_path: Path, year: int) -> None:
    async def behave(socket: ServerConnection) -> None:
        await sign_in(socket)
        await socket.wait_closed()

    async with broker(tmp_path, behave, made_at=datetime(year, 1, 1, tzinfo=UTC)) as agent:
        await agent.heard.next(Welcome)


@pytest.mark.slow
async def test_a_broker_of_another_authority_is_not_spoken_to(tmp_path: Path) -> None:
    tries = 0

    async def behave(socket: ServerConnection) -> None:
        nonlocal tries
        tries += 1

    other = development_certificate(tmp_path / "other", ("localhost",), datetime.now(UTC))
    async with broker(tmp_path, behave) as agent:
        (tmp_path / "authority.pem").write_text(other.authority_pem or "")
        await asyncio.sleep(3)
        assert not agent.heard.messages
    assert tries == 0


async def test_it_answers_pings_and_keeps_them_to_itself(tmp_path: Path) -> None:
    said = Heard()

    async def behave(socket: ServerConnection) -> None:
        await sign_in(socket)
        await socket.send(encode(Ping(number=7)).decode())
        async for text in socket:
            said.add(decode(text, AgentToBroker))

    async with broker(tmp_path, behave) as agent:
        assert (await said.next(Pong)).number == 7
        assert not agent.heard.all(Ping)


@pytest.mark.parametrize("first", ["{}", "x", encode(Ping(number=1)).decode()])
async def test_a_broker_that_talks_nonsense_is_left_and_tried_again(tmp_path: Path, first: str) -> None:
    tries = 0

    async def behave(socket: ServerConnection) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            await socket.send(first)
        else:
            await sign_in(socket)
        await socket.wait_closed()

    async with broker(tmp_path, behave) as agent:
        await agent.heard.next(Welcome)
    assert tries == 2


@pytest.mark.slow
async def test_it_comes_back_after_the_link_was_cut(tmp_path: Path) -> None:
    async def behave(socket: ServerConnection) -> None:
        await sign_in(socket)

    async with broker(tmp_path, behave) as agent:
        await agent.heard.next(Welcome, 2)
        assert agent.downs >= 1


async def test_a_silent_broker_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_link, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(broker_link, "DEAD_AFTER_SECONDS", 0.2)

    async def behave(socket: ServerConnection) -> None:
        await sign_in(socket)
        async for _ in socket:
            pass

    async with broker(tmp_path, behave) as agent:
        await agent.heard.next(Welcome, 2)


async def test_what_cannot_be_sent_is_said_and_the_queue_is_bounded(tmp_path: Path) -> None:
    async def behave(socket: ServerConnection) -> None:
        await sign_in(socket)
        async for _ in socket:
            pass

    async with broker(tmp_path, behave) as agent:
        assert not agent.link.send(PresenceFrame(presence=Presence.ONLINE))
        await agent.heard.next(Welcome)
        taken = [agent.link.send(PresenceFrame(presence=Presence.ONLINE)) for _ in range(OUTGOING_LIMIT + 1)]
        assert taken == [True] * OUTGOING_LIMIT + [False]
