"""Bringing a database to the version of this program, from the migrations that are part of it."""

from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from broker.storage import row_security
from broker.storage.database import Database

_FOLDER: Final = Path(__file__).parent / "migrations"
# Any fixed number will do: whoever migrates holds this lock, so that two replicas starting at once take turns.
_ADVISORY_LOCK: Final = 0x48616E64
_SAMPLED: Final = 400


def bring_up_to_date(database: Database) -> None:
    """Run the migrations that this database does not have yet, all in one transaction."""
    with database.write() as connection:
        if database.is_postgresql:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        if _version(connection) != newest_version():
            command.upgrade(configuration(connection), "head")
        if database.is_postgresql:
            row_security.build(connection)
        else:
            # Its planner knows only what it was shown, and nobody else does so; some rows of each index are enough.
            connection.exec_driver_sql(f"PRAGMA analysis_limit = {_SAMPLED}")
            connection.exec_driver_sql("ANALYZE")


def is_up_to_date(database: Database) -> bool:
    """Tell whether the database has exactly the migrations of this program."""
    with database.read() as connection:
        return _version(connection) == newest_version()


@cache
def newest_version() -> str | None:
    """Name the newest migration of this program; reading all of them takes longer than opening a database."""
    return ScriptDirectory.from_config(configuration(None)).get_current_head()


def configuration(connection: Connection | None) -> Config:
    """Tell Alembic where the migrations are, and which connection to use; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
