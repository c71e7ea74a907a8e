"""What is done again and again goes on after a failure."""

import asyncio
from contextlib import suppress

from broker.jobs import Job, again_and_again, within

PATIENCE = 20.0


async def test_a_job_that_fails_is_done_again() -> None:
    turns = 0
    done = asyncio.Event()

    async def work() -> None:
        nonlocal turns
        turns += 1
        if turns == 1:
            raise OSError
        done.set()

    task = asyncio.create_task(again_and_again(Job(name="test", seconds=0, work=work)))
    async with asyncio.timeout(PATIENCE):
        await done.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert turns >= 2


async def test_what_does_not_close_is_not_waited_for() -> None:
    begun: list[str] = []

    async def hangs() -> None:
        begun.append("hangs")
        await asyncio.Event().wait()

    async def fails() -> None:
        begun.append("fails")
        raise OSError

    async with asyncio.timeout(PATIENCE):
        await within(0.01, hangs)
        await within(PATIENCE, fails)
    assert begun == ["hangs", "fails"]
