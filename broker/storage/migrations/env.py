"""What Alembic runs: the migrations, over the connection it is handed, in the transaction that is open."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from broker.storage import row_security
from broker.storage.columns import Instant
from broker.storage.tables import metadata


def _render(kind: str, item: Any, _autogenerate: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what the database knows, so that a migration never changes with the program."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.BigInteger()"
    return False


connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    row_security.take_down(connection)
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_item=_render,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
