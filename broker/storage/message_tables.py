"""The tables of messages on requests and sessions, beside those of `tables`."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from broker.storage.columns import ID_LENGTH, Instant, identifier, reference
from broker.storage.metadata import metadata

# One thread a session, numbered from 1, kept as long as the session. `side` is who wrote, the person or staff;
# `person_account_id` is whose thread it was then: who asked, or else whose device it was.
messages = Table(
    "messages",
    metadata,
    identifier(primary_key=True),
    reference("session_id", "sessions.id"),
    Column("number", Integer, nullable=False),
    Column("side", String(16), nullable=False),
    reference("author_account_id", "accounts.id", nullable=True),
    reference("person_account_id", "accounts.id", nullable=True),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("session_id", "number"),
    Index("ix_messages_session_id_side_created_at", "session_id", "side", "created_at"),
)

# How far somebody has read: the account of staff, or "" for the person's side, whose windows are all theirs. No foreign
# key: whoever is gone reads nothing.
message_marks = Table(
    "message_marks",
    metadata,
    Column("session_id", String(ID_LENGTH), ForeignKey("sessions.id"), primary_key=True),
    Column("reader", String(ID_LENGTH), primary_key=True),
    Column("number", BigInteger, nullable=False),
)
