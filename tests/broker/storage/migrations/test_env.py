"""What Alembic runs."""

import pytest
from alembic import command
from sqlalchemy import inspect

from broker.storage.columns import Instant
from broker.storage.database import Database
from broker.storage.migrating import configuration


class StoppedError(Exception):
    """Stands for whatever stops a migration half way."""


def test_migrations_that_are_stopped_half_way_leave_the_database_as_it_was(database: Database) -> None:
    def stopped_half_way() -> None:
        with database.write() as connection:
            command.downgrade(configuration(connection), "base")
            raise StoppedError

    with pytest.raises(StoppedError):
        stopped_half_way()
    assert "audit_entries" in inspect(database.writing).get_table_names()


def test_our_own_column_types_are_plain_ones_in_the_database(database: Database) -> None:
    assert str(Instant().compile(dialect=database.writing.dialect)) == "BIGINT"
