"""The door: every look at stored state and every change of it goes through here."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from broker.access.actors import AccountActor, Actor, home_of
from broker.access.decision import Decision, decide
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.clock import Clock
from broker.errors import Busy, NotFound, PermissionMissing, ProgrammingFault, Refusal, StorageFault
from broker.storage.database import READERS, Database
from broker.storage.denials import Denial, DenialCounter
from broker.storage.walls import put_up, wall_text
from broker.storage.work import Change, Outcome, Upkeep, View
from broker.storage.writer import Job, Writer, storage_error
from protocol.identifiers import OrganizationId

__all__ = ["INSTANCE", "Change", "Limits", "UnitOfWork", "Upkeep", "View"]

T = TypeVar("T")
_log = structlog.get_logger(__name__)
_FOREVER: Final = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much may wait for the database, and for how long (seconds)."""

    changes: int = 2000
    views: int = 2000
    wait: float = 10.0


class UnitOfWork:
    """Runs bodies, which are plain functions: views in reader threads, changes in the writer thread.

    A body may be run again when the group it was in could not be kept, so it changes nothing but the database, and
    leaves everything else to `change.after_commit`. It never waits for anything but the database.
    """

    def __init__(self, database: Database, clock: Clock, *, limits: Limits | None = None) -> None:
        self._database = database
        self._clock = clock
        self._limits = limits or Limits()
        self._change_slots = asyncio.Semaphore(self._limits.changes)
        self._view_slots = asyncio.Semaphore(self._limits.views)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="handrail-reader")
        self._writer = Writer(database, clock)
        self._denials = DenialCounter()
        self._closed = False

    async def view(
        self,
        actor: Actor,
        permission: Permission,
        body: Callable[[View], T],
        at: OrganizationId | None = None,
    ) -> T:
        """Read; with `at` in that one organization only, else wherever the actor holds the permission.

        Raises NotFound, PermissionMissing, Busy, StorageFault, and what the body raises.
        """
        opening = await self._admit(actor, permission, at)
        denied: list[Decision] = []
        give_up_at = self._clock.monotonic() + self._limits.wait

        def read() -> T:
            if self._clock.monotonic() > give_up_at:
                raise Busy
            with self._database.read(wall_text(actor, opening), actor) as connection:
                view = View(connection, actor, opening, self._clock.now())
                view.denials = denied
                return _plain(body(view))

        await self._wait_for_place(self._view_slots)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, read)
        except Refusal:
            await self._count(actor, denied)
            raise
        except DBAPIError as error:
            raise storage_error(error) from error
        finally:
            self._view_slots.release()

    async def change(
        self,
        actor: Actor,
        permission: Permission,
        body: Callable[[Change], T],
        at: OrganizationId | None = None,
    ) -> T:
        """Change something and record it; returns once it is committed. Cancelling the wait does not undo it.

        Raises NotFound, PermissionMissing, Busy, StorageFault, ProgrammingFault (no entry recorded), and what the
        body raises, in which case nothing of it is kept.
        """
        if _is_seen(actor):
            raise PermissionMissing("You see what somebody else sees. Nothing can be changed.", code="see_as.only_look")
        opening = await self._admit(actor, permission, at)
        denied: list[Decision] = []

        def write(connection: Connection) -> tuple[T, Outcome]:
            put_up(connection, wall_text(actor, opening), actor)
            change = Change(connection, actor, opening, self._clock.now())
            denied.clear()
            change.denials = denied
            return _plain(body(change)), change.outcome

        await self._wait_for_place(self._change_slots)
        answer = self._submit(write, self._clock.monotonic() + self._limits.wait, self._change_slots.release)
        try:
            value: T = await asyncio.shield(answer)
        except Refusal:
            await self._count(actor, denied)
            raise
        return value

    async def flush_denials(self) -> None:
        """Write the repeats of minutes that are over; call it now and then."""
        await self._write_denials(self._denials.due(self._clock.now()))

    async def close(self) -> None:
        """Finish what waits, write down what was counted, and end the threads; the database stays open."""
        if self._closed:
            return
        await self._write_denials(self._denials.due(None))
        self._closed = True
        await asyncio.to_thread(self._writer.close)
        await asyncio.to_thread(self._readers.shutdown)

    async def _admit(self, actor: Actor, permission: Permission, at: OrganizationId | None) -> Decision:
        """No permission, no transaction."""
        if self._closed:
            raise StorageFault("the door is closed", code="storage.closed")
        decision = decide(actor, permission, at)
        if not decision.allowed:
            await self._count(actor, [decision])
            raise PermissionMissing if decision.visible else NotFound
        return decision

    async def _wait_for_place(self, slots: asyncio.Semaphore) -> None:
        try:
            async with asyncio.timeout(self._limits.wait):
                await slots.acquire()
        except TimeoutError:
            raise Busy from None

    def _submit(
        self,
        write: Callable[[Connection], tuple[Any, Outcome]],
        give_up_at: float,
        when_over: Callable[[], object],
    ) -> "asyncio.Future[Any]":
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        # Whoever waited may be gone; an error that nobody fetches is no news then.
        answer.add_done_callback(lambda future: future.cancelled() or future.exception())
        self._writer.submit(
            Job(body=write, give_up_at=give_up_at, loop=loop, answer=answer, when_over=when_over),
        )
        return answer

    async def _count(self, actor: Actor, denied: Iterable[Decision]) -> None:
        if _is_seen(actor):
            return  # They did not ask for it, and who looks through their eyes stands on the log already.
        now = self._clock.now()
        due = [denial for decision in denied for denial in self._denials.note(actor, decision.permission, now)]
        await self._write_denials(due)

    async def _write_denials(self, due: Iterable[Denial]) -> None:
        """Write denials to the chain of the actor's own home; they take no place in line, the counter bounds them."""
        answers = [self._submit(self._denial_body(denial), _FOREVER, lambda: None) for denial in due]
        for answer in answers:
            with suppress(Refusal):
                try:
                    await asyncio.shield(answer)
                except StorageFault as fault:
                    _log.error("storage.denial_not_written", error=str(fault))

    def _denial_body(self, denial: Denial) -> Callable[[Connection], tuple[None, Outcome]]:
        def write(connection: Connection) -> tuple[None, Outcome]:
            opening = decide(denial.actor, denial.permission, None)
            change = Change(connection, denial.actor, opening, self._clock.now())
            change.record(
                AuditKind.ACCESS_DENIED,
                organization=home_of(denial.actor),
                detail={"permission": denial.permission.value, "times": denial.times},
            )
            return None, change.outcome

        return write


def _is_seen(actor: Actor) -> bool:
    return isinstance(actor, AccountActor) and actor.seen_by is not None


def _plain(value: T) -> T:
    """Refuse what is still to be awaited: an `async def` as a body would run after its transaction, if at all."""
    if isinstance(value, Awaitable):
        if isinstance(value, Coroutine):
            value.close()
        raise ProgrammingFault("a body is a plain function, not a coroutine")
    return value
