"""Opening a database."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from broker.errors import SchemaOutdated, StorageFault
from broker.storage import tables
from broker.storage.database import Database, open_database


def test_the_migrations_make_exactly_the_declared_tables(database: Database) -> None:
    with database.writing.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), tables.metadata)
    assert difference == [], "run `python -m broker.storage.draft_migration` after a change of tables.py"


def test_a_database_that_was_never_migrated_is_not_opened_for_work(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SchemaOutdated):
        open_database(f"sqlite:///{tmp_path / 'empty.sqlite'}", migrate=False)


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    open_database(database_url, migrate=True).close()
    open_database(database_url, migrate=True).close()


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", ""])
def test_a_url_of_another_kind_is_one_clear_error(url: str) -> None:
    with pytest.raises(StorageFault) as refused:
        open_database(url, migrate=True)
    assert refused.value.code == "storage.url"


def test_a_server_that_is_not_there_is_one_clear_error(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(StorageFault) as refused:
        open_database(f"postgresql://nobody@/nothing?host={tmp_path}", migrate=True)
    assert refused.value.code == "storage.failed"


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), database.read() as connection:
        connection.execute(text("DELETE FROM organizations"))


def test_an_error_of_the_database_does_not_repeat_what_was_to_be_stored(database: Database) -> None:
    with pytest.raises(DBAPIError) as failed, database.writing.connect() as connection, connection.begin():
        connection.execute(text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "Correct-Horse-7"})
    assert "nowhere" in str(failed.value)
    assert "Correct-Horse" not in str(failed.value)


def test_a_reader_sees_one_unchanging_state(database: Database) -> None:
    with database.read() as reading:
        assert reading.execute(select(tables.audit_heads)).all() == []
        with database.write() as writing:
            writing.execute(tables.audit_heads.insert().values(organization_id="", sequence=1, hash="0" * 64))
        assert reading.execute(select(tables.audit_heads)).all() == []
    with database.read() as reading:
        assert len(reading.execute(select(tables.audit_heads)).all()) == 1
