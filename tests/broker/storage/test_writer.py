"""The writer thread, killed in the middle of its work."""

import asyncio
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, event, select

from broker.access.permissions import Permission
from broker.audit.chain import EMPTY, Head, Verified, verify
from broker.audit.kinds import AuditKind
from broker.errors import Busy, StorageFault
from broker.storage import database as database_module
from broker.storage import tables
from broker.storage.audit_log import entry_of, read_head
from broker.storage.database import Database, open_database
from broker.storage.unit_of_work import Change, UnitOfWork
from protocol.identifiers import OrganizationId
from tests.fakes.actors import ORG_A, ORG_B, ORG_C, SYSTEM
from tests.fakes.clock import FakeClock

ROOT = Path(__file__).parents[3]
PROGRAM = Path(__file__).with_name("crash_writer.py")


def killed_in_the_middle(url: str, after: int) -> list[str]:
    """Run the program until it was promised `after` changes, kill it, and give all changes it was promised."""
    command = [sys.executable, str(PROGRAM), url]
    environment = {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as program:
        assert program.stdout is not None
        promised = [program.stdout.readline().strip() for _ in range(after)]
        program.kill()
        rest = program.stdout.read()
    # What stands behind the last line break was cut off by the kill.
    promised += rest[: rest.rfind("\n") + 1].split()
    assert all(len(name) == 26 for name in promised)
    return promised


Heads = dict[OrganizationId, Head]
NO_HEADS: Heads = dict.fromkeys((ORG_A, ORG_B, ORG_C), EMPTY)


def check_whole(database: Database, promised: set[str], start: Heads) -> Heads:
    """Check that all that was promised is there, that each change has its entry, and the chains from `start` on."""
    with database.read() as connection:
        stored = set(connection.execute(select(tables.organizations.c.id)).scalars())
        written = set(connection.execute(select(tables.audit_entries.c.subject)).scalars())
        assert promised <= stored
        assert stored == written - {None, "x" * 100}
        return {place: checked_chain(connection, place, head) for place, head in start.items()}


def checked_chain(connection: Connection, organization: OrganizationId, start: Head) -> Head:
    entries = tables.audit_entries.c
    newer = (entries.organization_id == organization, entries.sequence > start.sequence)
    reading = select(tables.audit_entries).where(*newer).order_by(entries.sequence)
    verdict = verify(
        map(entry_of, connection.execute(reading)),
        organization=organization,
        start=start,
        head=read_head(connection, organization),
    )
    assert isinstance(verdict, Verified), verdict
    return verdict.head


def record(change: Change) -> None:
    change.record(AuditKind.SETTINGS_CHANGED, organization=ORG_A, subject="x" * 100)


def entries(database: Database) -> int:
    with database.read() as connection:
        return read_head(connection, ORG_A).sequence


async def test_when_the_commit_fails_all_that_waited_fail_and_the_next_works(
    work: UnitOfWork, database: Database
) -> None:
    def no_commit(_connection: object) -> None:
        raise OSError("the disk is gone")

    event.listen(database.writing, "commit", no_commit)
    answers = await asyncio.gather(
        *(work.change(SYSTEM, Permission.SETTINGS_CHANGE, record) for _ in range(5)), return_exceptions=True
    )
    event.remove(database.writing, "commit", no_commit)
    assert [getattr(answer, "code", None) for answer in answers] == ["storage.commit_failed"] * 5
    assert entries(database) == 0
    await work.change(SYSTEM, Permission.SETTINGS_CHANGE, record)
    assert entries(database) == 1


async def test_a_lock_that_another_program_holds_too_long_is_told_as_busy(
    sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "LOCK_WAIT_SECONDS", 0)
    database = open_database(sqlite_url, migrate=False)
    work = UnitOfWork(database, clock)
    with database.writing.connect() as other, other.begin(), pytest.raises(Busy):
        await work.change(SYSTEM, Permission.SETTINGS_CHANGE, record)
    await work.change(SYSTEM, Permission.SETTINGS_CHANGE, record)
    assert entries(database) == 1
    await work.close()
    database.close()


@pytest.mark.postgresql
async def test_two_programs_that_wait_for_each_other_in_a_circle_both_get_their_turn(
    postgresql_url: str, clock: FakeClock
) -> None:
    database = open_database(postgresql_url, migrate=False)
    with database.write() as connection:
        for place in (ORG_A, ORG_B):
            values = {"id": place, "name": place, "slug": place, "created_at": clock.now()}
            connection.execute(tables.organizations.insert().values(values))
    both_have_one = threading.Barrier(2)
    runs: list[str] = []

    def change_in_turn(*places: str) -> Callable[[Change], None]:
        def body(change: Change) -> None:
            for place in places:
                mine = tables.organizations.c.id == place
                change.connection.execute(tables.organizations.update().where(mine).values(name="changed"))
                runs.append(place)
                if len(runs) <= 2:
                    both_have_one.wait(60)
            record(change)

        return body

    one, other = UnitOfWork(database, clock), UnitOfWork(database, clock)
    await asyncio.gather(
        one.change(SYSTEM, Permission.ORGANIZATION_CHANGE, change_in_turn(ORG_A, ORG_B)),
        other.change(SYSTEM, Permission.ORGANIZATION_CHANGE, change_in_turn(ORG_B, ORG_A)),
    )
    assert len(runs) > 4, "nobody was in the other's way"
    assert entries(database) == 2
    await one.close()
    await other.close()
    database.close()


@pytest.mark.postgresql
async def test_a_database_out_of_reach_fails_all_that_waited_at_once(postgresql_server: str, clock: FakeClock) -> None:
    """A database that went away while it was open: the first statement fails, and so does coming back."""
    away = postgresql_server.replace("/postgres?", "/away?")
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE away TEMPLATE template")
        database = open_database(away, migrate=False)
        work = UnitOfWork(database, clock)
        await work.change(SYSTEM, Permission.SETTINGS_CHANGE, record)
        connection.execute("DROP DATABASE away WITH (FORCE)")
    changing = [work.change(SYSTEM, Permission.SETTINGS_CHANGE, record) for _ in range(20)]
    answers = await asyncio.gather(*changing, return_exceptions=True)
    assert [getattr(answer, "code", None) for answer in answers] == ["storage.failed"] * 20
    await work.close()
    database.close()


async def test_a_full_disk_is_one_clear_error_and_nothing_half(sqlite_url: str, clock: FakeClock) -> None:
    database = open_database(sqlite_url, migrate=False)
    work = UnitOfWork(database, clock)

    def fill(change: Change) -> None:
        pages = change.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        change.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for _ in range(50):
            record(change)

    filling = [work.change(SYSTEM, Permission.SETTINGS_CHANGE, fill) for _ in range(20)]
    failed = [answer for answer in await asyncio.gather(*filling, return_exceptions=True) if answer is not None]
    assert failed
    assert all(isinstance(answer, StorageFault) and "full" in str(answer) for answer in failed)
    kept = entries(database)
    await work.change(SYSTEM, Permission.SETTINGS_CHANGE, record)
    assert entries(database) == kept + 1
    check_whole(database, set(), NO_HEADS)
    await work.close()
    database.close()


async def test_changes_of_several_event_loops_are_each_answered_in_their_own(
    database: Database, clock: FakeClock
) -> None:
    def in_a_loop_of_its_own() -> None:
        async def both() -> None:
            work = UnitOfWork(database, clock)
            await asyncio.gather(*(work.change(SYSTEM, Permission.SETTINGS_CHANGE, record) for _ in range(10)))
            await work.close()

        asyncio.run(both())

    await asyncio.gather(*(asyncio.to_thread(in_a_loop_of_its_own) for _ in range(3)))
    assert entries(database) == 30


@pytest.mark.slow
@pytest.mark.proof("writer-killed")
def test_a_killed_writer_loses_nothing_it_promised_and_leaves_nothing_half(
    database_url: str, count_of: Callable[[int], int]
) -> None:
    promised: set[str] = set()
    heads = NO_HEADS
    for _ in range(count_of(100)):
        promised |= set(killed_in_the_middle(database_url, after=random.randint(1, 300)))
        opened = open_database(database_url, migrate=False)
        heads = check_whole(opened, promised, heads)
        opened.close()
    opened = open_database(database_url, migrate=False)
    assert check_whole(opened, promised, NO_HEADS) == heads
    opened.close()
