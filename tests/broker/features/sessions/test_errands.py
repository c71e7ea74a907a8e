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


async def test_what_waits_already_is_not_put_twice_but_is_put_again_once_it_has_begun() -> None:
    errands, done = Errands(), list[int]()

    async def note(number: int) -> None:
        done.append(number)
        if number == 0:
            assert errands.put(lambda: note(2), same_as="place"), "what changes while it runs is done anew"

    assert errands.put(lambda: note(0), same_as="place")
    assert errands.put(lambda: note(1), same_as="place")
    task = asyncio.create_task(errands.run())
    await asyncio.wait_for(errands.done(), 10)
    task.cancel()
    assert done == [0, 2]
