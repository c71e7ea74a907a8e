"""Draft the migration that the tables want: `python -m broker.storage.draft_migration "Add a column"`."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from broker.storage.database import open_database
from broker.storage.migrating import configuration
from broker.storage.tables import metadata

VERSIONS: Final = Path(__file__).parent / "migrations" / "versions"


def draft(message: str, *, into: Path = VERSIONS) -> bool:
    """Compare the tables with all migrations so far, and write the difference down; False when there is none."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'draft.sqlite'}", migrate=True)
        try:
            with database.write() as connection:
                wanted = bool(compare_metadata(MigrationContext.configure(connection), metadata))
                if wanted:
                    _write(connection, message, into)
                return wanted
        finally:
            database.close()


def _write(connection: Connection, message: str, into: Path) -> None:
    config = configuration(connection)
    config.set_main_option("version_locations", os.pathsep.join({str(VERSIONS): "", str(into): ""}))
    number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
    command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}", version_path=str(into))


if __name__ == "__main__":
    if not draft(" ".join(sys.argv[1:])):
        sys.stdout.write("The tables want no migration.\n")
