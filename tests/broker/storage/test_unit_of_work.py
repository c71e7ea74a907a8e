"""The door: no entry, no commit; all that waits is committed together."""

import asyncio
from collections.abc import Callable

import pytest
import uvloop
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from broker.access.permissions import Permission
from broker.audit.entry import NO_HASH
from broker.audit.kinds import AuditKind
from broker.audit.query import parse_query
from broker.errors import BadInput, Busy, NotFound, ProgrammingFault, StorageFault
from broker.storage import tables
from broker.storage.audit_search import read_page
from broker.storage.database import Database, open_database
from broker.storage.unit_of_work import Change, Limits, UnitOfWork, Upkeep, View
from protocol.identifiers import OrganizationId
from tests.broker.storage.bodies import create, creating, heads, kinds, names
from tests.fakes.actors import ORG_A, ORG_B, SYSTEM
from tests.fakes.clock import FakeClock


async def test_a_change_and_its_entry_are_there_after_it_returns(work: UnitOfWork) -> None:
    assert await create(work, ORG_A, "Org A") == "Org A"
    assert await work.view(SYSTEM, Permission.ORGANIZATION_READ, names) == ["Org A"]
    assert await work.view(SYSTEM, Permission.AUDIT_READ, kinds) == ["organization.created"]


async def test_a_body_that_raises_leaves_neither_change_nor_entry(work: UnitOfWork) -> None:
    def spoil(change: Change) -> None:
        creating(ORG_A)(change)
        raise NotFound

    with pytest.raises(NotFound):
        await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, spoil)
    assert await work.view(SYSTEM, Permission.ORGANIZATION_READ, names) == []
    assert await work.view(SYSTEM, Permission.AUDIT_READ, heads) == {}


async def test_a_change_without_an_entry_is_refused_and_taken_back(work: UnitOfWork) -> None:
    def forget(change: Change) -> None:
        creating(ORG_A)(change)
        change.outcome.entries.clear()

    with pytest.raises(ProgrammingFault, match="no audit entry"):
        await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, forget)
    assert await work.view(SYSTEM, Permission.ORGANIZATION_READ, names) == []


async def test_upkeep_is_kept_without_an_entry(work: UnitOfWork) -> None:
    def keep_up(change: Change) -> None:
        creating(ORG_A, "Org A")(change)
        change.outcome.entries.clear()
        change.needs_no_entry(Upkeep.COUNTER)

    await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, keep_up)
    assert await work.view(SYSTEM, Permission.ORGANIZATION_READ, names) == ["Org A"]


async def test_what_says_that_nothing_changed_is_held_to_it(work: UnitOfWork) -> None:
    def pretend(change: Change) -> str:
        creating(ORG_A)(change)
        change.outcome.entries.clear()
        change.nothing_changed()
        return "value"

    assert await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, pretend) == "value"
    assert await work.view(SYSTEM, Permission.ORGANIZATION_READ, names) == []


async def test_nothing_changed_together_with_an_entry_is_a_fault(work: UnitOfWork) -> None:
    def contradict(change: Change) -> None:
        creating(ORG_A)(change)
        change.nothing_changed()

    with pytest.raises(ProgrammingFault):
        await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, contradict)


async def test_the_world_is_told_after_the_commit_and_before_the_caller(work: UnitOfWork, database: Database) -> None:
    told: list[int] = []

    def count_committed() -> None:
        with database.read() as connection:
            told.append(connection.execute(select(func.count()).select_from(tables.organizations)).scalar_one())

    def telling(change: Change) -> None:
        creating(ORG_A)(change)
        change.after_commit(count_committed)
        assert told == []

    await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, telling)
    assert told == [1]


async def test_nothing_is_told_of_what_was_not_kept(work: UnitOfWork) -> None:
    told: list[str] = []

    def telling(change: Change) -> None:
        change.after_commit(told.append, "kept")

    with pytest.raises(ProgrammingFault):
        await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, telling)
    assert told == []


async def test_a_callback_that_fails_harms_neither_the_change_nor_the_next_callback(work: UnitOfWork) -> None:
    told: list[str] = []

    def fail() -> None:
        raise RuntimeError("nobody home")

    def telling(change: Change) -> None:
        creating(ORG_A, "Org A")(change)
        change.after_commit(fail)
        change.after_commit(told.append, "second")

    await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, telling)
    assert told == ["second"]
    assert await work.view(SYSTEM, Permission.ORGANIZATION_READ, names) == ["Org A"]


async def test_one_failing_change_of_a_group_spoils_no_other(work: UnitOfWork) -> None:
    def break_a_rule(change: Change) -> None:
        change.connection.execute(text("INSERT INTO organizations (id) VALUES ('x')"))

    tasks = [asyncio.create_task(create(work, OrganizationId(f"{n:026}"), f"Org {n}")) for n in range(20)]
    tasks.insert(7, asyncio.create_task(work.change(SYSTEM, Permission.ORGANIZATION_CREATE, break_a_rule)))  # type: ignore[arg-type]
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers[7], StorageFault)
    assert len(await work.view(SYSTEM, Permission.ORGANIZATION_READ, names)) == 20


async def test_a_change_that_ends_the_transaction_itself_fails_alone(work: UnitOfWork) -> None:
    def end_it(change: Change) -> None:
        change.connection.exec_driver_sql("ROLLBACK")
        creating(ORG_A)(change)

    tasks = [asyncio.create_task(create(work, OrganizationId(f"{n:026}"), f"Org {n}")) for n in range(5)]
    spoiler = asyncio.create_task(work.change(SYSTEM, Permission.ORGANIZATION_CREATE, end_it))
    later = [asyncio.create_task(create(work, OrganizationId(f"{n:026}"), f"Org {n}")) for n in range(5, 10)]
    answers = await asyncio.gather(*tasks, spoiler, *later, return_exceptions=True)
    assert [isinstance(answer, str) for answer in answers] == [True] * 5 + [False] + [True] * 5
    assert len(await work.view(SYSTEM, Permission.ORGANIZATION_READ, names)) == 10
    entries = await work.view(SYSTEM, Permission.AUDIT_READ, lambda view: read_page(view, parse_query("")))
    assert entries.total == 10


async def test_cancelling_the_wait_neither_loses_nor_halves_a_change(work: UnitOfWork) -> None:
    tasks = [asyncio.create_task(create(work, OrganizationId(f"{n:026}"), f"Org {n}")) for n in range(50)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await create(work, ORG_A)
    found = await work.view(SYSTEM, Permission.ORGANIZATION_READ, names)
    written = await work.view(SYSTEM, Permission.AUDIT_READ, lambda view: read_page(view, parse_query("")))
    assert len(found) == written.total == 51


async def test_a_full_line_is_told_as_busy_and_nothing_is_changed(database: Database, clock: FakeClock) -> None:
    work = UnitOfWork(database, clock, limits=Limits(changes=1, views=1, wait=0.05))
    with database.writing.connect() as blocking, blocking.begin():
        blocking.execute(text("DELETE FROM audit_heads"))
        lock = "LOCK TABLE audit_heads" if database.is_postgresql else "SELECT 1"
        blocking.execute(text(lock))
        first = asyncio.create_task(create(work, ORG_A, "first"))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await create(work, ORG_B, "second")
    assert await first == "first"
    assert await work.view(SYSTEM, Permission.ORGANIZATION_READ, names) == ["first"]
    await work.close()


async def test_a_change_that_waited_too_long_is_not_begun(database: Database, clock: FakeClock) -> None:
    work = UnitOfWork(database, clock, limits=Limits(wait=5))

    def dawdle(change: Change) -> None:
        creating(ORG_A, "first")(change)
        clock.advance(6)

    tasks = [asyncio.create_task(work.change(SYSTEM, Permission.ORGANIZATION_CREATE, dawdle))]
    tasks.append(asyncio.create_task(create(work, ORG_B, "second")))  # type: ignore[arg-type]
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert answers[0] is None
    assert isinstance(answers[1], Busy)
    await work.close()


async def test_a_closed_door_opens_no_more(work: UnitOfWork) -> None:
    await work.close()
    with pytest.raises(StorageFault) as refused:
        await create(work, ORG_A)
    assert refused.value.code == "storage.closed"
    await work.close()


async def test_two_doors_to_one_database_keep_one_chain(database: Database, clock: FakeClock) -> None:
    one, other = UnitOfWork(database, clock), UnitOfWork(database, clock)
    bodies = [(work, OrganizationId(f"{n:026}")) for n, work in enumerate([one, other] * 15)]

    def both_chains(organization: OrganizationId) -> Callable[[Change], None]:
        def record(change: Change) -> None:
            creating(organization)(change)
            change.record(AuditKind.SETTINGS_CHANGED, organization=ORG_B)
            change.record(AuditKind.SETTINGS_CHANGED, organization=ORG_A)

        return record

    await asyncio.gather(*(w.change(SYSTEM, Permission.ORGANIZATION_CREATE, both_chains(o)) for w, o in bodies))
    found = await one.view(SYSTEM, Permission.AUDIT_READ, heads)
    assert (found[ORG_A], found[ORG_B]) == (30, 30)
    with database.read() as connection:
        first = select(tables.audit_entries.c.previous).where(tables.audit_entries.c.sequence == 1).distinct()
        assert connection.execute(first).scalar_one() == NO_HASH
    await one.close()
    await other.close()


async def test_a_database_that_is_lost_is_one_clear_error_and_the_next_change_works(
    work: UnitOfWork, database: Database
) -> None:
    await create(work, ORG_A, "Org A")

    def cut(change: Change) -> None:
        creating(ORG_B)(change)
        change.connection.connection.driver_connection.close()  # type: ignore[union-attr]

    with pytest.raises(StorageFault):
        await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, cut)
    await create(work, ORG_B, "Org B")
    assert await work.view(SYSTEM, Permission.ORGANIZATION_READ, names) == ["Org A", "Org B"]


async def test_a_body_may_try_something_in_a_savepoint_of_its_own(work: UnitOfWork) -> None:
    def try_twice(change: Change) -> None:
        creating(ORG_A, "Org A")(change)
        with pytest.raises(IntegrityError), change.connection.begin_nested():
            creating(ORG_A)(change)
        creating(ORG_B, "Org B")(change)

    await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, try_twice)
    assert await work.view(SYSTEM, Permission.ORGANIZATION_READ, names) == ["Org A", "Org B"]


async def test_a_savepoint_that_a_body_leaves_open_is_a_fault_and_taken_back(work: UnitOfWork) -> None:
    def leave_open(change: Change) -> None:
        change.connection.begin_nested()
        creating(ORG_A)(change)

    with pytest.raises(ProgrammingFault, match="savepoint"):
        await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, leave_open)
    await create(work, ORG_B, "Org B")
    assert await work.view(SYSTEM, Permission.ORGANIZATION_READ, names) == ["Org B"]


async def test_a_body_that_would_have_to_be_awaited_is_a_fault(work: UnitOfWork) -> None:
    async def later(change: View) -> None:
        await asyncio.sleep(0)

    with pytest.raises(ProgrammingFault, match="plain function"):
        _ = await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, later)
    with pytest.raises(ProgrammingFault, match="plain function"):
        _ = await work.view(SYSTEM, Permission.ORGANIZATION_READ, later)


@pytest.mark.postgresql
async def test_a_value_that_the_database_cannot_keep_is_refused_and_no_fault_of_ours(
    postgresql_url: str, clock: FakeClock
) -> None:
    database = open_database(postgresql_url, migrate=False)
    work = UnitOfWork(database, clock)
    with pytest.raises(BadInput) as refused:
        await create(work, ORG_A, "a\x00b")
    assert refused.value.code == "field.unstorable"
    await work.close()
    database.close()


def test_the_door_works_under_uvloop_as_well(database: Database, clock: FakeClock) -> None:
    async def both() -> list[str]:
        work = UnitOfWork(database, clock)
        await asyncio.gather(*(create(work, OrganizationId(f"{n:026}"), f"Org {n}") for n in range(9)))
        found = await work.view(SYSTEM, Permission.ORGANIZATION_READ, names)
        await work.close()
        return found

    assert uvloop.run(both()) == [f"Org {n}" for n in range(9)]
