"""Core's end of the desktop process: starts it, speaks frames with it over a socket pair, and starts it again."""

import asyncio
import logging
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from agent.config import environment
from protocol.codec import decode, encode
from protocol.errors import ProtocolError
from protocol.links.core_desktop import MAX_FRAME_BYTES, FromCore, FromDesktop, Leave, Ping, Pong

log = logging.getLogger(__name__)

LEAVE_SECONDS: Final = 3.0
RELEASE_SECONDS: Final = 10.0
FIRST_RESTART_SECONDS: Final = 1.0
MOST_RESTART_SECONDS: Final = 30.0
# What may wait for a desktop that does not read; beyond it the desktop counts as frozen.
MAX_WAITING_BYTES: Final = 1024 * 1024
# Signs of life are counted in ticks of our own loop: if core itself stood still, that says nothing about the desktop.
TICK_SECONDS: Final = 1.0
PING_TICKS: Final = 5
FROZEN_TICKS: Final = 10
_LENGTH_BYTES: Final = 4


@dataclass(slots=True)
class DesktopProcess:
    """The person's side as core sees it."""

    on_message: Callable[[FromDesktop], Awaitable[None]]
    on_gone: Callable[[], Awaitable[None]]
    is_needed: Callable[[], bool] = lambda: False
    """Tells whether somebody depends on the desktop now; it is asked for signs of life while that is so."""
    _writer: asyncio.StreamWriter | None = field(default=None, init=False)
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)
    _answered: int = field(default=0, init=False)

    @property
    def is_up(self) -> bool:
        """Tell whether the person can be shown anything."""
        return self._writer is not None

    @property
    def process_id(self) -> int | None:
        """The desktop's process id, while it runs."""
        return self._process.pid if self._process else None

    def send(self, message: FromCore) -> bool:
        """Send one frame; False where the desktop is gone or does not read."""
        writer = self._writer
        if writer is None:
            return False
        if writer.transport.get_write_buffer_size() > MAX_WAITING_BYTES:
            log.error("the desktop process does not read")
            writer.transport.abort()
            return False
        written = encode(message)
        writer.write(len(written).to_bytes(_LENGTH_BYTES, "big") + written)
        return True

    async def run(self) -> None:
        """Keep the desktop process running until cancelled; then let it leave in order."""
        pause = FIRST_RESTART_SECONDS
        try:
            while True:
                lived = await self._one_life()
                await self.on_gone()
                await self._release_keys()
                pause = FIRST_RESTART_SECONDS if lived > MOST_RESTART_SECONDS else min(pause * 2, MOST_RESTART_SECONDS)
                await asyncio.sleep(pause)
        finally:
            await self._leave()

    async def _one_life(self) -> float:
        ours, theirs = socket.socketpair()
        began = asyncio.get_running_loop().time()
        with theirs:
            self._process = await _start("--fd", str(theirs.fileno()), inherit=(theirs.fileno(),))
        reader, self._writer = await asyncio.open_connection(sock=ours)
        watching = asyncio.create_task(self._watch(self._process, self._writer.transport))
        try:
            await self._read(reader)
        except (asyncio.IncompleteReadError, ConnectionError, ProtocolError) as fault:
            log.warning("the desktop process is gone: %r", fault)
        finally:
            watching.cancel()
            self._close()
        await self._reap()
        return asyncio.get_running_loop().time() - began

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while True:
            size = int.from_bytes(await reader.readexactly(_LENGTH_BYTES), "big")
            if size > MAX_FRAME_BYTES:
                raise ProtocolError("desktop.frame_too_large", str(size))
            message: FromDesktop = decode(await reader.readexactly(size), FromDesktop, max_bytes=MAX_FRAME_BYTES)
            if isinstance(message, Pong):
                self._answered = message.number
            else:
                await self.on_message(message)

    async def _watch(self, process: asyncio.subprocess.Process, way: asyncio.WriteTransport) -> None:
        """End a desktop that hangs without dying: the person could not press *Done* there."""
        asked, ticks = self._answered, 0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            ticks = ticks + 1 if self.is_needed() else 0
            if self._answered < asked:
                if ticks >= FROZEN_TICKS:
                    log.error("the desktop process does not answer")
                    process.kill()
                    way.abort()
                    return
            elif ticks >= PING_TICKS:
                asked, ticks = asked + 1, 0
                self.send(Ping(number=asked))

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    async def _reap(self) -> None:
        process = self._process
        if process is None:
            return
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        self._process = None

    async def _release_keys(self) -> None:
        """Let go of what is down: a client of XTest that was killed leaves its keys pressed."""
        helper = await _start("--release-keys")
        try:
            async with asyncio.timeout(RELEASE_SECONDS):
                await helper.wait()
        except TimeoutError:
            helper.kill()
            await helper.wait()

    async def _leave(self) -> None:
        self.send(Leave())
        if self._process is not None:
            await self._reap()
        self._close()


async def _start(*arguments: str, inherit: tuple[int, ...] = ()) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "agent.desktop",
        *arguments,
        pass_fds=inherit,
        env=environment(),
        stdin=asyncio.subprocess.DEVNULL,
    )
