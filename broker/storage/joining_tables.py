"""The table of codes by which computers that are not enrolled join for one session, beside those of `tables`."""

from sqlalchemy import Column, LargeBinary, String, Table, Text

from broker.storage.columns import Instant, identifier, reference
from broker.storage.metadata import metadata

# Either a computer asked for its code (key, facts and the hash of the secret by which it asks again), or an approved
# request got it (session, organization and the code, sealed, for the person to read). Codes are found by a keyed hash:
# nine digits are too few to hide behind a plain one.
join_codes = Table(
    "join_codes",
    metadata,
    identifier(primary_key=True),
    Column("code_hash", String(64), nullable=False, index=True),
    Column("secret_hash", String(64), unique=True),
    Column("code_encrypted", LargeBinary),
    Column("public_key", LargeBinary),
    Column("facts", Text, nullable=False, server_default="{}"),
    Column("address", Text, nullable=False, server_default="", index=True),
    reference("organization_id", "organizations.id", nullable=True),
    reference("session_id", "sessions.id", nullable=True, index=True),
    reference("device_id", "devices.id", nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("used_at", Instant),
)
