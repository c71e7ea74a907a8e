"""The tables of marks on devices, beside those of `tables`: tags, device groups, and what is narrowed to them."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from broker.storage.columns import ID_LENGTH, Instant, identifier, reference
from broker.storage.metadata import metadata

# `mark` is `tag:` and a tag, or `group:` and the id of a device group; one that is gone marks no device any more.
security_group_marks = Table(
    "security_group_marks",
    metadata,
    Column("group_id", String(ID_LENGTH), ForeignKey("security_groups.id"), primary_key=True),
    Column("mark", String(64), primary_key=True, index=True),
)

device_groups = Table(
    "device_groups",
    metadata,
    identifier(primary_key=True),
    reference("organization_id", "organizations.id"),
    Column("name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    UniqueConstraint("organization_id", "name"),
    Index("ix_device_groups_name_id", "name", "id"),
)

# A tag stands beside the organization of its device, which never moves to another.
device_tags = Table(
    "device_tags",
    metadata,
    Column("device_id", String(ID_LENGTH), ForeignKey("devices.id"), primary_key=True),
    Column("tag", String(40), primary_key=True),
    reference("organization_id", "organizations.id"),
    Index("ix_device_tags_tag_device_id", "tag", "device_id"),
    Index("ix_device_tags_organization_id_tag", "organization_id", "tag"),
)
