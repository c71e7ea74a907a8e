"""The one task that ends what is over: it sleeps until the next deadline of any session."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from broker.clock import Clock
from broker.errors import Conflict, Fault, NotFound, Refusal
from protocol.identifiers import SessionId
from protocol.session.machine import deadline
from protocol.session.states import Session

_log = structlog.get_logger(__name__)

# The wall clock may be set while this sleeps; looking up now and then bounds what that costs.
LONGEST_SLEEP: Final = 1.0
AGAIN_AFTER: Final = timedelta(seconds=5)

Pass = Callable[[SessionId], Awaitable[object]]
Reread = Callable[[SessionId], Awaitable[Session | None]]


class Deadlines:
    """Holds one line per session and deadline; a line that is no longer so is dropped when its time comes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[tuple[datetime, SessionId]] = []
        self._known: dict[SessionId, datetime] = {}
        self._news = asyncio.Event()

    def watch(self, session: Session) -> None:
        """Note a session's deadline; one that has ended is forgotten."""
        due = deadline(session)
        if due is None:
            self._known.pop(session.id, None)
            return
        if self._known.get(session.id) != due:
            self._note(session.id, due)

    def watched(self) -> int:
        """Count the sessions that have a deadline here."""
        return len(self._known)

    async def run(self, passed: Pass, reread: Reread) -> None:
        """Tell each session whose time is over, for ever."""
        while True:
            self._news.clear()
            for session in self._take_due():
                await self._tell(session, passed, reread)
            if self._heap and self._heap[0][0] <= self._clock.now():
                continue
            try:
                async with asyncio.timeout(self._sleep()):
                    await self._news.wait()
            except TimeoutError:
                pass

    async def _tell(self, session: SessionId, passed: Pass, reread: Reread) -> None:
        try:
            await passed(session)
        except (Conflict, NotFound):
            # It went on meanwhile: what counts is the deadline it has now.
            await self._look_again(session, reread)
        except (Refusal, Fault) as fault:
            _log.error("session.deadline_not_kept", session=session, error=str(fault))
            self._note(session, self._clock.now() + AGAIN_AFTER)

    async def _look_again(self, session: SessionId, reread: Reread) -> None:
        try:
            found = await reread(session)
        except (Refusal, Fault) as fault:
            _log.error("session.deadline_unknown", session=session, error=str(fault))
            self._note(session, self._clock.now() + AGAIN_AFTER)
            return
        self._known.pop(session, None)
        if found is not None:
            self.watch(found)

    def _note(self, session: SessionId, due: datetime) -> None:
        self._known[session] = due
        heapq.heappush(self._heap, (due, session))
        self._news.set()

    def _take_due(self) -> list[SessionId]:
        now, due = self._clock.now(), []
        while self._heap and self._heap[0][0] <= now:
            moment, session = heapq.heappop(self._heap)
            if self._known.get(session) == moment:
                due.append(session)
        return due

    def _sleep(self) -> float:
        if not self._heap:
            return LONGEST_SLEEP
        # A deadline is kept in whole milliseconds; a little more sleep spares a second look.
        left = (self._heap[0][0] - self._clock.now()).total_seconds() + 0.002
        return min(max(left, 0.0), LONGEST_SLEEP)
