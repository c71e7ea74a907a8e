"""The tables of what people are told, beside those of `tables`: notices, choices, and how far the log was told."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from broker.storage.columns import ID_LENGTH, Instant, identifier, reference
from broker.storage.metadata import metadata

# What somebody is told: `entry_id` is the entry of the audit log that it tells of, `place` whose organization's. There
# is no foreign key to either: what happened stays. `content` is JSON: the names that its sentence is filled with.
notices = Table(
    "notices",
    metadata,
    identifier(primary_key=True),
    reference("account_id", "accounts.id"),
    Column("entry_id", String(ID_LENGTH), nullable=False),
    Column("place", String(ID_LENGTH), nullable=False),
    Column("happening", String(32), nullable=False),
    Column("session_id", String(ID_LENGTH)),
    Column("device_id", String(ID_LENGTH)),
    Column("content", Text, nullable=False),
    Column("ways", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("read_at", Instant),
    UniqueConstraint("account_id", "entry_id"),
    Index("ix_notices_account_id_at_sequence", "account_id", "at", "sequence"),
    Index("ix_notices_at", "at"),
)

# What each person chose; without a row, what is usual for them holds. `ways` are separated by spaces.
notice_choices = Table(
    "notice_choices",
    metadata,
    Column("account_id", String(ID_LENGTH), ForeignKey("accounts.id"), primary_key=True),
    Column("happening", String(32), primary_key=True),
    Column("ways", String(64), nullable=False),
)

# How far each organization's audit log was told; without a row, from its beginning.
notice_marks = Table(
    "notice_marks",
    metadata,
    Column("organization_id", String(ID_LENGTH), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
)
