"""What the process does again and again, and what it does within a time when it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something the process does again and again, first at once."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[None]]


async def again_and_again(job: Job) -> None:
    """Do it, and do it again after its pause, whether it failed or not."""
    while True:
        try:
            await job.work()
        except Exception:
            # The next turn may work; what failed stands in the log.
            _log.exception("job.failed", job=job.name)
        await asyncio.sleep(job.seconds)


async def within(seconds: float, close: Callable[[], Awaitable[None]]) -> None:
    """Wait for something to close, so long and no longer."""
    try:
        async with asyncio.timeout(seconds):
            await close()
    except Exception:
        _log.exception("stop.failed")
