"""The tables of the audit log and of the keys that sign it; `tables` gives them too."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from broker.storage.columns import ID_LENGTH, Instant, identifier
from broker.storage.metadata import metadata

# The audit tables name no other row by foreign key: what happened stays, whatever becomes of those it names.
# The instance's own chain has the empty organization. `words` is what free text is searched in; it is not hashed.
audit_entries = Table(
    "audit_entries",
    metadata,
    Column("organization_id", String(ID_LENGTH), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    identifier(nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("actor_kind", String(16), nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("device_id", String(ID_LENGTH)),
    Column("device_name", Text),
    Column("person", Text),
    Column("session_id", String(ID_LENGTH)),
    Column("subject", Text),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("words", Text, nullable=False),
    Index("ix_audit_entries_newest", "at", "sequence", "id", "organization_id"),
    Index("ix_audit_entries_organization_id_at_sequence_id", "organization_id", "at", "sequence", "id"),
    Index("ix_audit_entries_session_id", "session_id"),
    Index("ix_audit_entries_device_id_at", "device_id", "at"),
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("organization_id", String(ID_LENGTH), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("organization_id", String(ID_LENGTH), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("signed", LargeBinary, nullable=False),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("purpose", String(32), primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("key_id", String(64), nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("envelope", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("retired_at", Instant),
)
