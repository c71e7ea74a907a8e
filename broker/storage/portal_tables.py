"""The tables of portals; what changes here comes with a migration, as in `tables.py`."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, text

from broker.storage.columns import ID_LENGTH, Instant, reference
from broker.storage.metadata import metadata

# How the portal of an organization looks, what it offers and where it leads; "" is the instance, whose looks are what
# organizations without their own show.
portals = Table(
    "portals",
    metadata,
    Column("organization_id", String(ID_LENGTH), primary_key=True),
    Column("has_own_looks", Boolean, nullable=False, server_default=text("false")),
    Column("name", Text, nullable=False, server_default=""),
    Column("colour", String(7), nullable=False, server_default=""),
    Column("logo_hash", String(64), nullable=False, server_default=""),
    Column("shows_logo", Boolean, nullable=False, server_default=text("true")),
    Column("uses_colours", Boolean, nullable=False, server_default=text("true")),
    Column("features_off", Text, nullable=False, server_default=""),
    Column("redirect_url", Text, nullable=False, server_default=""),
    Column("is_open", Boolean, nullable=False, server_default=text("false")),
    Column("version", Integer, nullable=False),
)

portal_logos = Table(
    "portal_logos",
    metadata,
    Column("organization_id", String(ID_LENGTH), primary_key=True),
    Column("hash", String(64), nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),
)

# The requests of people who are not signed in: each is read again by a secret of its own.
visitor_requests = Table(
    "visitor_requests",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    reference("session_id", "sessions.id", index=True),
    reference("organization_id", "organizations.id"),
    Column("address", Text, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
    Index("ix_visitor_requests_organization_id_created_at", "organization_id", "created_at"),
    Index("ix_visitor_requests_address_created_at", "address", "created_at"),
)
