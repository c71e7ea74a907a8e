"""Small work that a step leaves behind and nobody waits for: done one after the other by one task."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Final

import structlog

_log = structlog.get_logger(__name__)

MAX_WAITING: Final = 10_000
EACH_SECONDS: Final = 15.0

Errand = Callable[[], Awaitable[object]]


class Errands:
    """A bounded line of errands; beyond its bound the newest are dropped and logged."""

    def __init__(self, *, most: int = MAX_WAITING) -> None:
        self._line: asyncio.Queue[tuple[Errand, Hashable | None]] = asyncio.Queue(maxsize=most)
        self._waiting: set[Hashable] = set()

    def put(self, errand: Errand, *, same_as: Hashable | None = None) -> bool:
        """Put an errand at the end of the line; one that is the same and still waits there does for both."""
        if same_as is not None and same_as in self._waiting:
            return True
        try:
            self._line.put_nowait((errand, same_as))
        except asyncio.QueueFull:
            _log.error("errand.dropped")
            return False
        if same_as is not None:
            self._waiting.add(same_as)
        return True

    async def run(self) -> None:
        """Do them, for ever; one that fails or takes too long does not stop the next."""
        while True:
            errand, same_as = await self._line.get()
            self._waiting.discard(same_as)
            try:
                async with asyncio.timeout(EACH_SECONDS):
                    await errand()
            except Exception:
                _log.exception("errand.failed")
            finally:
                self._line.task_done()

    async def done(self) -> None:
        """Wait until the line is empty; for tests and the end of the process."""
        await self._line.join()
