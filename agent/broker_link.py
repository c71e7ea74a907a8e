"""The agent's link to the broker: signs in, keeps the link alive, comes back by itself, and carries messages."""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from agent import clock
from agent.entropy import jitter
from agent.errors import AgentFault
from protocol.codec import decode, encode
from protocol.errors import ProtocolError
from protocol.links.agent_broker import (
    DEAD_AFTER_SECONDS,
    HEARTBEAT_SECONDS,
    MAX_BYTES,
    AgentToBroker,
    BrokerToAgent,
    Challenge,
    Fault,
    LoginFrame,
    Ping,
    Pong,
    Welcome,
)

log = logging.getLogger(__name__)

OPEN_SECONDS: Final = 20.0
# A fleet that comes back at once would flatten its broker; a device in a session must be back quickly.
RETURN_SPREAD_SECONDS: Final = 60.0
RETURN_LIVE_SECONDS: Final = 2.0
FIRST_RETURN_SECONDS: Final = 1.0
OUTGOING_LIMIT: Final = 256


class LinkClosed(Exception):
    """The link is gone; the agent comes back by itself."""


@dataclass(slots=True)
class BrokerLink:
    """One lasting way to the broker over as many connections as it takes."""

    url: str
    tls: Callable[[], ssl.SSLContext]
    login: Callable[[bytes], LoginFrame]
    """Signs the broker's challenge."""
    on_message: Callable[[BrokerToAgent], Awaitable[None]]
    on_up: Callable[[Welcome], Awaitable[None]]
    on_down: Callable[[], None]
    is_live: Callable[[], bool]
    """Tells whether a session runs, so that the device hurries back."""
    on_unwelcome: Callable[[str], None] = lambda code: None
    """Told with its code when the broker refuses this device."""
    _outgoing: asyncio.Queue[AgentToBroker] | None = field(default=None, init=False)
    _heard_at: float = field(default=0.0, init=False)
    _failures: int = field(default=0, init=False)

    def send(self, message: AgentToBroker) -> bool:
        """Queue a message; False where the link is down or its queue is full, and the message is not sent."""
        queue = self._outgoing
        if queue is None or queue.full():
            return False
        queue.put_nowait(message)
        return True

    async def run(self) -> None:
        """Stay connected until cancelled."""
        while True:
            try:
                await self._one_connection()
            except* (OSError, TimeoutError, WebSocketException, ProtocolError, LinkClosed, AgentFault) as faults:
                log.info("link down: %s", faults.exceptions[0])
            await asyncio.sleep(self._pause())

    def _pause(self) -> float:
        self._failures += 1
        if self.is_live():
            return jitter(RETURN_LIVE_SECONDS)
        return jitter(min(RETURN_SPREAD_SECONDS, FIRST_RETURN_SECONDS * 2.0**self._failures))

    async def _one_connection(self) -> None:
        address = f"{self.url.replace('https://', 'wss://', 1)}/links/agent"
        async with connect(
            address,
            ssl=self.tls(),
            open_timeout=OPEN_SECONDS,
            close_timeout=5,
            ping_interval=None,
            compression=None,
            max_size=MAX_BYTES,
            max_queue=32,
            proxy=None,
        ) as socket:
            async with asyncio.timeout(OPEN_SECONDS):
                welcome = await self._sign_in(socket)
            await self._carry(socket, welcome)

    async def _sign_in(self, socket: ClientConnection) -> Welcome:
        challenge = await self._receive(socket)
        if not isinstance(challenge, Challenge):
            raise LinkClosed("the broker did not begin with a challenge")
        await socket.send(encode(self.login(challenge.challenge)).decode())
        welcome = await self._receive(socket)
        if isinstance(welcome, Fault):
            self.on_unwelcome(welcome.code)
        if not isinstance(welcome, Welcome):
            raise LinkClosed(f"the broker did not welcome this device: {welcome}")
        return welcome

    async def _carry(self, socket: ClientConnection, welcome: Welcome) -> None:
        self._outgoing = asyncio.Queue(OUTGOING_LIMIT)
        self._failures = 0
        self._heard_at = clock.monotonic()
        try:
            await self.on_up(welcome)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._write(socket, self._outgoing))
                tasks.create_task(self._beat())
                tasks.create_task(self._read(socket))
        finally:
            self._outgoing = None
            self.on_down()

    async def _write(self, socket: ClientConnection, queue: asyncio.Queue[AgentToBroker]) -> None:
        while True:
            message = await queue.get()
            async with asyncio.timeout(DEAD_AFTER_SECONDS):
                await socket.send(encode(message).decode())

    async def _beat(self) -> None:
        number = 0
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            if clock.monotonic() - self._heard_at > DEAD_AFTER_SECONDS:
                raise LinkClosed("the broker is silent")
            number += 1
            self.send(Ping(number=number))

    async def _read(self, socket: ClientConnection) -> None:
        while True:
            message = await self._receive(socket)
            self._heard_at = clock.monotonic()
            if isinstance(message, Ping):
                self.send(Pong(number=message.number))
            elif not isinstance(message, Pong):
                await self.on_message(message)

    async def _receive(self, socket: ClientConnection) -> BrokerToAgent:
        message: BrokerToAgent = decode(await socket.recv(), BrokerToAgent, max_bytes=MAX_BYTES)
        return message
