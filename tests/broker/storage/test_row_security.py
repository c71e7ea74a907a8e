"""PostgreSQL's second wall, with the first one broken on purpose."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Column, MetaData, String, Table, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from broker.access.actors import Actor
from broker.access.permissions import Permission
from broker.access.scopes import ALL, INSTANCE, leave_out, only
from broker.audit.kinds import AuditKind
from broker.errors import ProgrammingFault, StorageFault
from broker.storage import tables
from broker.storage.database import Database, open_database
from broker.storage.row_security import OF_THE_INSTANCE, ROLE, condition, stands
from broker.storage.unit_of_work import Change, UnitOfWork, View
from tests.broker.storage.bodies import create
from tests.fakes.actors import ORG_A, ORG_B, STRANGER, device, end_user, staff
from tests.fakes.clock import FakeClock
from tests.matrix.actors import Who
from tests.matrix.objects import Scene, set_scene

on_postgresql = pytest.mark.postgresql
READ = Permission.DEVICE_READ


@pytest.fixture
async def walled(postgresql_url: str, clock: FakeClock) -> AsyncIterator[UnitOfWork]:
    database = open_database(postgresql_url, migrate=False)
    work = UnitOfWork(database, clock)
    yield work
    await work.close()
    database.close()


def count_all(view: View) -> dict[str, int]:
    """Count the rows of every table, without a thought for reach: the first wall is not there."""
    return {
        table.name: view.connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables.metadata.sorted_tables
    }


def test_every_table_says_whose_its_rows_are() -> None:
    for table in tables.metadata.sorted_tables:
        assert condition(table)


def test_a_table_that_does_not_say_whose_its_rows_are_is_refused_with_the_remedy() -> None:
    with pytest.raises(ProgrammingFault, match="give it organization_id"):
        condition(Table("loose", MetaData(), Column("id", String, primary_key=True)))


@on_postgresql
async def test_without_the_first_wall_nothing_foreign_is_seen_in_any_table(walled: UnitOfWork) -> None:
    scene = await set_scene(walled, Who.NOBODY)
    here, elsewhere = scene.here["organization"], scene.elsewhere["organization"]
    technician = staff(READ, reach=only(here))  # type: ignore[arg-type]
    everything = await walled.view(staff(READ), READ, count_all)
    seen = await walled.view(technician, READ, count_all)
    assert all(everything[name] for name in ("devices", "sessions", "accounts", "audit_entries", "security_groups"))
    for name in sorted(set(seen) - set(OF_THE_INSTANCE) - {"portal_groups"}):  # those built in are for all
        assert seen[name] * 2 <= everything[name] or everything[name] == 0, name

    def organizations(view: View) -> set[str]:
        found: set[str] = set()
        for table in tables.metadata.sorted_tables:
            if "organization_id" in table.columns:
                found |= set(view.connection.execute(select(table.c.organization_id)).scalars())
        return found - {None}  # whom an organization let in is of the provider

    assert await walled.view(technician, READ, organizations) == {here}
    assert elsewhere in await walled.view(staff(READ), READ, organizations)


@pytest.mark.parametrize("actor", [end_user(ORG_A), device(ORG_A), staff(READ, reach=only(ORG_A))])
@on_postgresql
async def test_nothing_foreign_can_be_changed_taken_or_put_there(walled: UnitOfWork, actor: Actor) -> None:
    scene = await set_scene(walled, Who.NOBODY)
    theirs = scene.here["device"]
    permission = READ if getattr(actor, "grants", None) else Permission.OWN_DEVICE_READ

    def change_and_take(change: Change) -> int:
        row = tables.devices
        changed = change.connection.execute(update(row).where(row.c.id == theirs).values(name="taken"))
        gone = change.connection.execute(delete(tables.mails))
        change.record(AuditKind.DEVICE_ASSIGNED, organization=ORG_A)
        return changed.rowcount + gone.rowcount

    def put(change: Change) -> None:
        row = {"id": "b" * 26, "name": "x", "slug": "x", "created_at": change.now}
        change.connection.execute(insert(tables.organizations).values(row))
        change.record(AuditKind.DEVICE_ASSIGNED, organization=ORG_A)

    assert await walled.change(actor, permission, change_and_take) == 0
    with pytest.raises(StorageFault, match="row-level security"):
        await walled.change(actor, permission, put)


@on_postgresql
async def test_each_of_many_changes_in_one_transaction_has_its_own_wall(walled: UnitOfWork) -> None:
    import asyncio

    for place in (ORG_A, ORG_B):
        await create(walled, place, place)

    def names(change: Change) -> list[str]:
        change.nothing_changed()
        return [*change.connection.execute(select(tables.organizations.c.id)).scalars()]

    actors = [staff(READ, reach=only(place)) for place in (ORG_A, ORG_B)] * 20
    seen = await asyncio.gather(*(walled.change(actor, READ, names) for actor in actors))
    assert seen == [[ORG_A], [ORG_B]] * 20


@on_postgresql
async def test_a_stranger_sees_what_signing_in_needs_and_nothing_of_sessions_settings_or_the_log(
    walled: UnitOfWork,
) -> None:
    await set_scene(walled, Who.NOBODY)
    seen = await walled.view(STRANGER, Permission.SIGN_IN, count_all)
    assert seen["accounts"]
    assert not any(seen[name] for name in ("sessions", "session_documents", "audit_entries", "signing_keys"))


@on_postgresql
async def test_a_connection_that_was_told_nothing_sees_nothing(walled: UnitOfWork, postgresql_url: str) -> None:
    await set_scene(walled, Who.NOBODY)
    database = open_database(postgresql_url, migrate=False)
    try:
        with database.reading.connect() as connection:
            assert connection.execute(text("SELECT current_user")).scalar_one() == ROLE
            for table in tables.metadata.sorted_tables:
                assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0, table.name
    finally:
        database.close()


@on_postgresql
async def test_a_reach_that_leaves_organizations_out_sees_all_others(walled: UnitOfWork) -> None:
    scene = await set_scene(walled, Who.PROVIDER_ADMINISTRATOR)
    spared = only(scene.elsewhere["organization"])  # type: ignore[arg-type]
    provider = staff(READ, reach=leave_out(ALL, spared))

    def owners(view: View) -> tuple[set[str | None], int]:
        devices = set(view.connection.execute(select(tables.devices.c.organization_id)).scalars())
        homeless = tables.accounts.c.organization_id.is_(None)
        query = select(func.count()).select_from(tables.accounts).where(homeless)
        return devices, view.connection.execute(query).scalar_one()

    assert await walled.view(provider, READ, owners) == ({scene.here["organization"]}, 3)


@on_postgresql
async def test_the_second_wall_can_be_looked_past_for_one_question_only(walled: UnitOfWork) -> None:
    scene = await set_scene(walled, Who.NOBODY)
    technician = staff(READ, reach=only(scene.here["organization"]))  # type: ignore[arg-type]

    def look(view: View) -> tuple[int, int]:
        count = select(func.count()).select_from(tables.organizations)
        with view.beyond_reach():
            past = view.connection.execute(count).scalar_one()
        return past, view.connection.execute(count).scalar_one()

    assert await walled.view(technician, READ, look) == (2, 1)


@on_postgresql
def test_the_wall_is_built_once_and_is_rebuilt_when_it_was_taken_down(postgresql_url: str) -> None:
    database: Database = open_database(postgresql_url, migrate=False)
    with database.write() as connection:
        assert stands(connection)
        connection.execute(text("COMMENT ON TABLE alembic_version IS 'of another version'"))
    database.close()
    again = open_database(postgresql_url, migrate=True)
    with again.write() as connection:
        assert stands(connection)
        connection.execute(text("SET LOCAL ROLE " + ROLE))
        with pytest.raises(DBAPIError, match="must be owner"):
            connection.execute(text("ALTER TABLE devices DISABLE ROW LEVEL SECURITY"))
    again.close()


@on_postgresql
async def test_what_belongs_to_the_instance_is_not_for_people_of_an_organization(walled: UnitOfWork) -> None:
    scene: Scene = await set_scene(walled, Who.PROVIDER_ADMINISTRATOR)
    person = staff(READ, reach=only(scene.here["organization"]))  # type: ignore[arg-type]

    def provider_staff(view: View) -> int:
        homeless = tables.accounts.c.organization_id.is_(None)
        return view.connection.execute(select(func.count()).select_from(tables.accounts).where(homeless)).scalar_one()

    def instance_log(view: View) -> int:
        entries = tables.audit_entries
        own = entries.c.organization_id == INSTANCE
        return view.connection.execute(select(func.count()).select_from(entries).where(own)).scalar_one()

    assert await walled.view(staff(READ), READ, provider_staff) == 3
    assert await walled.view(person, READ, provider_staff) == 1  # whom they let in themselves
    assert await walled.view(staff(READ), READ, instance_log) > 0
    assert await walled.view(person, READ, instance_log) == 0
