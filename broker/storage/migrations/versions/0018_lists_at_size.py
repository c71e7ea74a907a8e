"""Keep what lists are searched and sorted by where an index has it."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_FOLDED = {"organizations": "name_key", "accounts": "name_key", "devices": "search_text", "sessions": "search_text"}
_LISTED = ["revoked_at", "seen_at", "assigned_account_id", "device_group_id", "search_text"]
_AT_ONCE = 5_000


def upgrade() -> None:
    for table, column in _FOLDED.items():
        op.add_column(table, sa.Column(column, sa.Text(), server_default="", nullable=False))
    op.add_column("devices", sa.Column("seen_at", sa.BigInteger(), server_default="0", nullable=False))
    op.execute("UPDATE devices SET seen_at = coalesce(last_seen_at, enrolled_at)")
    _fold("organizations", ["name"], lambda row: _folded(row.name))
    _fold("accounts", ["name"], lambda row: _folded(row.name))
    _fold("devices", ["name", "facts"], _device)
    _fold("sessions", ["reason", "requester", "device_id"], _session)
    op.create_index("ix_accounts_name_key", "accounts", ["name_key", "organization_id", "id"])
    for name in ("organization_id_name_id", "name_id", "last_seen_at_id"):
        op.drop_index(f"ix_devices_{name}", "devices")
    op.create_index("ix_devices_of_organization", "devices", ["organization_id", "name", "id", *_LISTED])
    op.create_index("ix_devices_by_name", "devices", ["name", "id", "organization_id", *_LISTED])
    op.create_index("ix_devices_by_seen_at", "devices", ["seen_at", "id", "organization_id", "revoked_at"])
    for name in ("organization_id_created_at_id", "created_at_id", "state_name_created_at"):
        op.drop_index(f"ix_sessions_{name}", "sessions")
    searched = ["organization_id", "created_at", "id", "state_name", "device_id", "search_text"]
    op.create_index("ix_sessions_of_organization", "sessions", searched)
    op.create_index("ix_sessions_by_created_at", "sessions", ["created_at", "id", "organization_id", "state_name"])
    listed = ["state_name", "created_at", "id", "organization_id", "device_id"]
    op.create_index("ix_sessions_by_state", "sessions", listed)
    op.drop_index("ix_audit_entries_at_sequence_id", "audit_entries")
    op.create_index("ix_audit_entries_newest", "audit_entries", ["at", "sequence", "id", "organization_id"])


def downgrade() -> None:
    op.drop_index("ix_audit_entries_newest", "audit_entries")
    op.create_index("ix_audit_entries_at_sequence_id", "audit_entries", ["at", "sequence", "id"])
    for name in ("of_organization", "by_created_at", "by_state"):
        op.drop_index(f"ix_sessions_{name}", "sessions")
    op.create_index("ix_sessions_organization_id_created_at_id", "sessions", ["organization_id", "created_at", "id"])
    op.create_index("ix_sessions_created_at_id", "sessions", ["created_at", "id"])
    op.create_index("ix_sessions_state_name_created_at", "sessions", ["state_name", "created_at"])
    for name in ("of_organization", "by_name", "by_seen_at"):
        op.drop_index(f"ix_devices_{name}", "devices")
    op.create_index("ix_devices_organization_id_name_id", "devices", ["organization_id", "name", "id"])
    op.create_index("ix_devices_name_id", "devices", ["name", "id"])
    op.create_index("ix_devices_last_seen_at_id", "devices", ["last_seen_at", "id"])
    op.drop_index("ix_accounts_name_key", "accounts")
    op.drop_column("devices", "seen_at")
    for table, column in _FOLDED.items():
        op.drop_column(table, column)


def _folded(*texts: object) -> str:
    told = "\n".join(text for text in texts if isinstance(text, str) and text)
    return told.casefold().replace("\x00", "")[:400]


def _device(row: Any) -> str:
    told = _told(row.facts)
    addresses = told.get("addresses") or []
    return _folded(row.name, told.get("name"), told.get("system"), told.get("version"), told.get("person"), *addresses)


def _session(row: Any) -> str:
    told, devices = _told(row.requester), sa.table("devices", sa.column("id"), sa.column("name"))
    name = op.get_bind().execute(sa.select(devices.c.name).where(devices.c.id == row.device_id)).scalar()
    return _folded(name, told.get("name"), told.get("email"), told.get("phone"), row.reason)


def _told(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _fold(table: str, columns: list[str], fold: Callable[[Any], str]) -> None:
    """Write the folded texts of all rows, as many at once as memory hardly notices."""
    rows = sa.table(table, *(sa.column(name) for name in ("id", _FOLDED[table], *columns)))
    writing = sa.update(rows).where(rows.c.id == sa.bindparam("row"))
    writing = writing.values({_FOLDED[table]: sa.bindparam("text")})
    reading = sa.select(rows.c.id, *(rows.c[name] for name in columns)).order_by(rows.c.id).limit(_AT_ONCE)
    behind = ""
    while found := op.get_bind().execute(reading.where(rows.c.id > behind)).all():
        op.get_bind().execute(writing, [{"row": row.id, "text": fold(row)} for row in found])
        behind = found[-1].id
