"""The table of pictures that go with requests, beside those of `tables`."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from broker.storage.columns import ID_LENGTH, Instant, reference
from broker.storage.metadata import metadata

# One a request at most; it goes with the end of the request or of the session that came of it. `person_account_id` is
# whose screen it shows: whose device it was by then.
session_pictures = Table(
    "session_pictures",
    metadata,
    Column("session_id", String(ID_LENGTH), ForeignKey("sessions.id"), primary_key=True),
    reference("person_account_id", "accounts.id", nullable=True),
    Column("kind", String(16), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)
