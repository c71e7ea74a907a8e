"""Draft the migration that the tables want: `python -m broker.storage.draft_migration "Add a column"`."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from broker.storage.database import open_database
from broker.storage.migrating import configuration


def draft(message: str) -> None:
    """Compare the tables with all migrations so far, in a database made for it, and write the difference down."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'draft.sqlite'}", migrate=True)
        with database.writing.connect() as connection, connection.begin():
            config = configuration(connection)
            number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
            command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
        database.close()


if __name__ == "__main__":
    draft(" ".join(sys.argv[1:]))
