"""Work that nobody waits for."""

from __future__ import annotations

import asyncio

from broker.features.sessions.errands import Errands


async def test_errands_are_done_in_their_order_and_one_that_fails_stops_none() -> None:
    errands, done = Errands(), list[int]()

    async def note(number: int) -> None:
        done.append(number)
        if number == 1:
            raise ValueError

    for number in range(3):
        assert errands.put(lambda number=number: note(number))  # type: ignore[misc]
    task = asyncio.create_task(errands.run())
    await asyncio.wait_for(errands.done(), 10)
    task.cancel()
    assert done == [0, 1, 2]


async def test_the_line_has_an_end() -> None:
    errands = Errands(most=1)

    async def nothing() -> None: ...

    assert errands.put(nothing)
    assert not errands.put(nothing)
