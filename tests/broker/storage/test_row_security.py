"""PostgreSQL's second wall, with the first one broken on purpose."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Column, MetaData, String, Table, delete, func, insert, select, text, true, update
from sqlalchemy.exc import DBAPIError

from broker.access.actors import Actor
from broker.access.permissions import Permission
from broker.access.scopes import ALL, INSTANCE, leave_out, only
from broker.audit.kinds import AuditKind
from broker.errors import ProgrammingFault, StorageFault
from broker.storage import tables
from broker.storage.database import Database, open_database
from broker.storage.row_security import ROLE, condition, stands
from broker.storage.unit_of_work import Change, UnitOfWork, View
from tests.broker.storage.bodies import create
from tests.broker.storage.full_scene import TENANT_TABLES, set_full_scene
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
    scene = await set_full_scene(walled)

    def rows(view: View) -> dict[str, set[tuple[object, ...]]]:
        """Name every row of every table by its key, but for what the instance offers to all."""
        found: dict[str, set[tuple[object, ...]]] = {}
        for table in TENANT_TABLES:
            shared = table.c.home != "" if table.name == "portal_groups" else true()
            query = select(*table.primary_key.columns).where(shared)
            found[table.name] = {tuple(row) for row in view.connection.execute(query)}
        return found

    everything = await walled.view(staff(READ), READ, rows)
    here, elsewhere = [
        await walled.view(staff(READ, reach=only(place["organization"])), READ, rows)  # type: ignore[arg-type]
        for place in (scene.here, scene.elsewhere)
    ]
    for table in everything:
        empty = f"give {table} a row for each organization in tests/broker/storage/full_scene.py"
        assert here[table], empty
        assert elsewhere[table], empty
        assert not here[table] & elsewhere[table], table
        assert here[table] | elsewhere[table] <= everything[table], table

    def organizations(view: View) -> set[str]:
        found: set[str] = set()
        for table in tables.metadata.sorted_tables:
            if "organization_id" in table.columns:
                found |= set(view.connection.execute(select(table.c.organization_id)).scalars())
        return found - {None}  # whom an organization let in is of the provider

    technician = staff(READ, reach=only(scene.here["organization"]))  # type: ignore[arg-type]
    assert await walled.view(technician, READ, organizations) == {scene.here["organization"]}
    assert scene.elsewhere["organization"] in await walled.view(staff(READ), READ, organizations)


@pytest.mark.parametrize("actor", [end_user(ORG_A), device(ORG_A), staff(READ, reach=only(ORG_A))])
@on_postgresql
async def test_nothing_foreign_can_be_changed_or_taken_in_any_table(walled: UnitOfWork, actor: Actor) -> None:
    await set_full_scene(walled)
    permission = READ if getattr(actor, "grants", None) else Permission.OWN_DEVICE_READ

    def change_and_take(change: Change) -> dict[str, int]:
        touched: dict[str, int] = {}
        for table in TENANT_TABLES:
            theirs = table.c.home != "" if table.name == "portal_groups" else true()
            column = list(table.columns)[-1]
            changed = change.connection.execute(update(table).where(theirs).values({column: column}))
            gone = change.connection.execute(delete(table).where(theirs))
            touched[table.name] = changed.rowcount + gone.rowcount
        change.record(AuditKind.DEVICE_ASSIGNED, organization=ORG_A)
        return {name: count for name, count in touched.items() if count}

    assert await walled.change(actor, permission, change_and_take) == {}


@on_postgresql
async def test_nothing_can_be_put_into_another_organization_in_any_table(walled: UnitOfWork) -> None:
    scene = await set_full_scene(walled)
    mine = staff(READ, reach=only(scene.here["organization"]))  # type: ignore[arg-type]
    theirs = staff(READ, reach=only(scene.elsewhere["organization"]))  # type: ignore[arg-type]

    def one_of_each(view: View) -> dict[str, dict[str, object]]:
        found: dict[str, dict[str, object]] = {}
        for table in TENANT_TABLES:
            own = table.c.home != "" if table.name == "portal_groups" else true()
            found[table.name] = dict(view.connection.execute(select(table).where(own).limit(1)).mappings().one())
        return found

    for name, row in (await walled.view(theirs, READ, one_of_each)).items():

        def put(change: Change, name: str = name, row: dict[str, object] = row) -> None:
            change.connection.execute(insert(tables.metadata.tables[name]).values(row))
            change.record(AuditKind.DEVICE_ASSIGNED, organization=scene.here["organization"])

        with pytest.raises(StorageFault, match="row-level security"):
            await walled.change(mine, READ, put)


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
    await set_full_scene(walled)
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
