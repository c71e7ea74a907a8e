"""The tables of what settings come to on devices, beside those of `tables`: scope rules and policies."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from broker.storage.columns import ID_LENGTH, Instant, identifier, reference
from broker.storage.metadata import metadata

# Conditions are a JSON list of texts: `tag:` and a tag, `group:` and the id of a device group, `person:` and the id of
# an account; one that is gone meets nothing any more. What a rule sets stands in `settings`, under its own scope.
setting_rules = Table(
    "setting_rules",
    metadata,
    identifier(primary_key=True),
    reference("organization_id", "organizations.id"),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("conditions", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    UniqueConstraint("organization_id", "name"),
    Index("ix_setting_rules_organization_id_position", "organization_id", "position"),
)

# The newest policy of each device by its number, which only goes up, and the fingerprint of what it says.
device_policies = Table(
    "device_policies",
    metadata,
    Column("device_id", String(ID_LENGTH), ForeignKey("devices.id"), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("content", String(64), nullable=False),
    Column("issued_at", Instant, nullable=False),
)
