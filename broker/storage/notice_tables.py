"""The tables of what people are told, beside those of `tables`: notices, choices, marks, webhooks."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

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

# Where events are sent. Address and secrets are sealed: an address of Teams or Slack is a secret itself. Those without
# an organization are the instance's, and hear of every organization that is not self-managed.
webhooks = Table(
    "webhooks",
    metadata,
    identifier(primary_key=True),
    reference("organization_id", "organizations.id", nullable=True, index=True),
    Column("name", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("form", String(16), nullable=False),
    Column("happenings", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("is_on", Boolean, nullable=False, server_default=text("true")),
    # What found no place in the queue.
    Column("dropped", Integer, nullable=False, server_default=text("0")),
    Column("created_at", Instant, nullable=False),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    identifier(primary_key=True),
    reference("webhook_id", "webhooks.id"),
    Column("entry_id", String(ID_LENGTH), nullable=False),
    Column("happening", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("next_try_at", Instant),
    Column("status", Integer),
    Column("problem", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    UniqueConstraint("webhook_id", "entry_id"),
    Index("ix_webhook_deliveries_webhook_id_created_at_id", "webhook_id", "created_at", "id"),
    Index("ix_webhook_deliveries_state_next_try_at", "state", "next_try_at"),
)
