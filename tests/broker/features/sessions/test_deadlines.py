"""The one task that ends what is over."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from msgspec.structs import replace

from broker.clock import SystemClock
from broker.errors import Conflict, StorageFault
from broker.features.sessions.deadlines import Deadlines
from protocol.identifiers import AccountId, SessionId
from protocol.session.reasons import EndReason
from protocol.session.states import Approved, Ended, Session
from tests.fakes.sessions import AT, session_of

CLOCK = SystemClock()


def due(seconds: float, identifier: str = "a" * 26) -> Session:
    deadline = CLOCK.now() + timedelta(seconds=seconds)
    state = Approved(technician=AccountId("tess"), note="", deadline=deadline)
    return replace(session_of(), id=SessionId(identifier), state=state)


class Told:
    """Remembers whose deadline was told, and may fail the first time."""

    def __init__(self, fault: Exception | None = None, now: Session | None = None) -> None:
        self.sessions: list[SessionId] = []
        self.again = asyncio.Event()
        self._fault = fault
        self._now = now

    async def passed(self, session: SessionId) -> None:
        self.sessions.append(session)
        self.again.set()
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault

    async def reread(self, session: SessionId) -> Session | None:
        return self._now


async def run(deadlines: Deadlines, told: Told, count: int = 1) -> None:
    task = asyncio.create_task(deadlines.run(told.passed, told.reread))
    try:
        async with asyncio.timeout(30):
            while len(told.sessions) < count:
                told.again.clear()
                await told.again.wait()
    finally:
        task.cancel()


async def test_sessions_are_told_in_the_order_of_their_deadlines() -> None:
    deadlines, told = Deadlines(CLOCK), Told()
    deadlines.watch(due(0.2, "b" * 26))
    deadlines.watch(due(0.05, "c" * 26))
    await run(deadlines, told, 2)
    assert told.sessions == ["c" * 26, "b" * 26]


async def test_an_ended_session_and_an_old_deadline_are_forgotten() -> None:
    deadlines, told = Deadlines(CLOCK), Told()
    deadlines.watch(due(0.05, "b" * 26))
    deadlines.watch(replace(due(0, "b" * 26), state=Ended(at=AT, reason=EndReason.WITHDRAWN)))
    deadlines.watch(due(0.05, "c" * 26))
    deadlines.watch(due(3600, "c" * 26))
    deadlines.watch(due(0.1, "d" * 26))
    await run(deadlines, told)
    assert told.sessions == ["d" * 26]
    assert deadlines.watched() >= 1


async def test_a_session_that_went_on_is_told_at_its_new_deadline() -> None:
    deadlines, told = Deadlines(CLOCK), Told(fault=Conflict(), now=due(0.1))
    deadlines.watch(due(0))
    await run(deadlines, told, 2)
    assert told.sessions == ["a" * 26] * 2


async def test_a_database_that_fails_keeps_the_deadline() -> None:
    deadlines, told = Deadlines(CLOCK), Told(fault=StorageFault("full"))
    deadlines.watch(due(0))
    await run(deadlines, told)
    assert deadlines.watched() == 1
