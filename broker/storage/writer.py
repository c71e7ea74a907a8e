"""The one thread that writes: many changes, a savepoint for each, one commit for all that wait."""

import queue
import threading
from asyncio import AbstractEventLoop, Future
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError

from broker.clock import Clock
from broker.errors import BadInput, Busy, Fault, ProgrammingFault, Refusal, StorageFault
from broker.storage.audit_log import append
from broker.storage.database import Database
from broker.storage.walls import EVERYTHING, put_up
from broker.storage.work import Callback, Outcome

_log = structlog.get_logger(__name__)

GROUP_LIMIT: Final = 256  # changes that share one commit
COLLISION_TRIES: Final = 3
_COLLISIONS: Final = {"40P01", "40001"}  # PostgreSQL's deadlock_detected, serialization_failure
_LOCK_WAITED_OUT: Final = "55P03"  # PostgreSQL's lock_not_available


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A change that waits to be written; `body` may be run again when the group it was in could not be kept."""

    body: Callable[[Connection], tuple[Any, Outcome]]
    give_up_at: float
    loop: AbstractEventLoop
    answer: "Future[Any]"
    when_over: Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The change is in the database for good."""

    value: Any
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Nothing of the change is in the database."""

    error: BaseException


Result: TypeAlias = Kept | Failed


class CommitFailedError(Exception):
    """The COMMIT itself did not come back well, so that nothing may be tried again."""


class Writer:
    """Takes jobs from any thread, answers each in the event loop it came from."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._run, name="handrail-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Put a job at the end of the line; its bound is kept by who submits."""
        self._jobs.put(job)

    def close(self) -> None:
        """Write what still waits, then end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            group, last = self._take()
            if group:
                self._tell(group, self._write(group))
            if last:
                self._let_go()
                return

    def _take(self) -> tuple[list[Job], bool]:
        """Wait for a job, then take all that came meanwhile; the second value says whether it was the end."""
        group: list[Job] = []
        job = self._jobs.get()
        while job is not None:
            group.append(job)
            if len(group) == GROUP_LIMIT or self._jobs.empty():
                return group, False
            job = self._jobs.get()
        return group, True

    def _write(self, group: Sequence[Job], tries: int = COLLISION_TRIES) -> list[Result]:
        try:
            connection = self._connection = self._connection or self._database.writing.connect()
        except Exception as failure:
            return [Failed(error=StorageFault(f"the database is out of reach: {failure}"))] * len(group)
        try:
            return self._write_together(connection, group)
        except CommitFailedError as failure:
            self._let_go()
            return [Failed(error=StorageFault(str(failure), code="storage.commit_failed"))] * len(group)
        except Exception as failure:
            self._let_go()
            if len(group) == 1 and not (tries and _is_collision(failure)):
                known = storage_error(failure)
                return [Failed(error=known if isinstance(known, Refusal | Fault) else StorageFault(str(failure)))]
        # One of them spoilt the transaction for all, and nothing was committed: each gets one of its own.
        return [self._write([job], tries - 1)[0] if self._is_in_time(job) else Failed(error=Busy()) for job in group]

    def _write_together(self, connection: Connection, group: Sequence[Job]) -> list[Result]:
        transaction = connection.begin()
        results = [self._attempt(connection, job) for job in group]
        kept = [result for result in results if isinstance(result, Kept) and not result.outcome.unchanged]
        if not kept:
            transaction.rollback()
            return results
        put_up(connection, EVERYTHING)
        append(connection, [entry for result in kept for entry in result.outcome.entries])
        try:
            transaction.commit()
        except Exception as failure:
            raise CommitFailedError(f"the database did not commit: {failure}") from failure
        return results

    def _is_in_time(self, job: Job) -> bool:
        return self._clock.monotonic() <= job.give_up_at

    def _attempt(self, connection: Connection, job: Job) -> Result:
        if not self._is_in_time(job):
            return Failed(error=Busy())
        # Spoken to the driver itself: SQLAlchemy's own savepoints would take half of the writer's time.
        driver: Any = connection.connection.driver_connection
        driver.execute("SAVEPOINT change")
        try:
            value, outcome = job.body(connection)
            _check_rules(outcome, connection)
        except BaseException as error:
            if _is_collision(error):
                raise
            _take_back(connection, driver)
            return Failed(error=storage_error(error))
        if outcome.unchanged:
            _take_back(connection, driver)
        else:
            driver.execute("RELEASE SAVEPOINT change")
        return Kept(value=value, outcome=outcome)

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except Exception as failure:
                _log.warning("storage.connection_lost", error=str(failure))

    def _tell(self, group: Sequence[Job], results: Sequence[Result]) -> None:
        by_loop: defaultdict[AbstractEventLoop, list[tuple[Job, Result]]] = defaultdict(list)
        for job, result in zip(group, results, strict=True):
            by_loop[job.loop].append((job, result))
        for loop, told in by_loop.items():
            try:
                loop.call_soon_threadsafe(_deliver, told)
            except RuntimeError:
                _log.warning("storage.nobody_waits", changes=len(told))


def _is_collision(error: BaseException) -> bool:
    """Tell whether another program's transaction got in the way, so that the same change may work in a moment."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _COLLISIONS


def _take_back(connection: Connection, driver: Any) -> None:
    while nested := connection.get_nested_transaction():
        nested.rollback()
    driver.execute("ROLLBACK TO SAVEPOINT change")
    driver.execute("RELEASE SAVEPOINT change")


def _check_rules(outcome: Outcome, connection: Connection) -> None:
    if connection.in_nested_transaction():
        raise ProgrammingFault("a change left a savepoint of its own open")
    if not (outcome.entries or outcome.upkeep or outcome.unchanged):
        raise ProgrammingFault("a change recorded no audit entry: call change.record, or say why it needs none")
    if outcome.unchanged and (outcome.entries or outcome.callbacks):
        raise ProgrammingFault("a change recorded an entry or a callback and also said that nothing changed")


def _deliver(told: Sequence[tuple[Job, Result]]) -> None:
    """Run in the event loop: tell the world, then answer whoever waits."""
    for job, result in told:
        job.when_over()
        if isinstance(result, Kept):
            for callback in result.outcome.callbacks:
                _call(callback)
        if job.answer.done():
            continue
        if isinstance(result, Kept):
            job.answer.set_result(result.value)
        else:
            job.answer.set_exception(result.error)


def _call(callback: Callback) -> None:
    try:
        callback()
    except Exception:
        # The change is kept whatever becomes of the telling; the next callback is somebody else's.
        _log.exception("storage.after_commit_failed")


def storage_error(error: BaseException) -> BaseException:
    """Turn what a driver raises into one clear error of ours; everything else stays what it is."""
    if isinstance(error, Refusal | Fault) or not isinstance(error, DBAPIError):
        return error
    waited_out = getattr(error.orig, "sqlstate", None) == _LOCK_WAITED_OUT
    if waited_out or getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy()
    if isinstance(error, DataError):
        # PostgreSQL takes no NUL in a text, no number or text beyond its column: somebody sent it, and nothing is kept.
        return BadInput("Something in what was sent cannot be kept as text or number.", code="field.unstorable")
    return StorageFault(str(error.orig or error))
