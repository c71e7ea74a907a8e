"""The attempts of one session on the device: one is led at a time, and a newer one takes the place of any before."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Final

from agent.exchange import Asked
from agent.sessions.live import PathLost
from protocol.links.agent_broker import Reveal

MAX_REVEALS: Final = 4


@dataclass(slots=True)
class Attempts:
    """The newest attempt that waits to be taken; an older one that waits gives way."""

    _newest: Asked | None = None
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _reveals: asyncio.Queue[Reveal] = field(default_factory=lambda: asyncio.Queue(MAX_REVEALS))

    def put(self, asked: Asked) -> None:
        """A checked proposal came."""
        self._newest = asked
        self._came.set()

    @property
    def is_waiting(self) -> bool:
        """Tell whether a newer attempt has come."""
        return self._newest is not None

    async def take(self) -> Asked:
        """Wait for the next attempt."""
        while self._newest is None:
            await self._came.wait()
        asked, self._newest = self._newest, None
        self._came.clear()
        return asked

    def reveal(self, message: Reveal) -> None:
        """The viewer showed itself."""
        if not self._reveals.full():
            self._reveals.put_nowait(message)

    async def revealed(self, attempt: int) -> Reveal:
        """Wait until the viewer of an attempt has shown itself; those of others are passed over."""
        while (reveal := await self._reveals.get()).attempt != attempt:
            pass
        return reveal

    async def lead(self, attempt: Coroutine[None, None, None]) -> None:
        """Lead one attempt until a newer one comes, wherever it stands; raises PathLost then, or what it raises."""
        leading = asyncio.create_task(attempt)
        replaced = asyncio.create_task(self._came.wait())
        try:
            await asyncio.wait({leading, replaced}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leading.cancel()
            replaced.cancel()
            await asyncio.gather(leading, replaced, return_exceptions=True)
        if not leading.cancelled():
            leading.result()
        if self.is_waiting:
            raise PathLost
