"""Bringing a database up to date."""

import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from broker.errors import SchemaOutdated
from broker.storage import tables
from broker.storage.database import Database, open_database
from broker.storage.migrating import bring_up_to_date, configuration, is_up_to_date, newest_version

pytestmark = pytest.mark.slow


def test_the_migrations_are_one_line_without_forks() -> None:
    script = ScriptDirectory.from_config(configuration(None))
    assert script.get_heads() == [newest_version()]
    assert len(script.get_bases()) == 1


def test_a_migrated_database_has_all_tables(database: Database) -> None:
    found = set(inspect(database.writing).get_table_names())
    assert found == set(tables.metadata.tables) | {"alembic_version"}
    assert is_up_to_date(database)


def test_all_migrations_can_be_taken_back_and_run_again(database: Database) -> None:
    with database.write() as connection:
        command.downgrade(configuration(connection), "base")
    assert set(inspect(database.writing).get_table_names()) == {"alembic_version"}
    assert not is_up_to_date(database)
    with pytest.raises(SchemaOutdated):
        open_database(database.url.render_as_string(hide_password=False), migrate=False)
    bring_up_to_date(database)
    assert is_up_to_date(database)


def test_two_programs_that_start_at_once_take_turns(database: Database) -> None:
    with database.write() as connection:
        command.downgrade(configuration(connection), "base")
    url = database.url.render_as_string(hide_password=False)
    failures: list[BaseException] = []

    def start() -> None:
        try:
            open_database(url, migrate=True).close()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert is_up_to_date(database)


def test_the_migrations_are_found_wherever_the_program_is_installed() -> None:
    folder = Path(ScriptDirectory.from_config(configuration(None)).dir)
    assert (folder / "env.py").is_file()
    assert folder.parent.joinpath("tables.py").is_file()


def test_sqlite_is_shown_what_is_there_at_each_start(sqlite_url: str) -> None:
    database = open_database(sqlite_url, migrate=True)
    with database.read() as connection:
        # A table without a row has nothing to be shown; the version's own has one.
        shown = connection.exec_driver_sql("SELECT DISTINCT tbl FROM sqlite_stat1").scalars().all()
    database.close()
    assert "portal_groups" in shown
