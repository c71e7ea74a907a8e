"""The marks on devices in storage: of one device, and the condition that finds the devices with some."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from broker.access.marks import Marks, group_mark, groups_among, tag_mark, tags_among
from broker.storage import tables

_devices = tables.devices.c
_tags = tables.device_tags.c


def marks_on(connection: Connection, device: str) -> Marks:
    """Read the marks on a device; one that is not there has none."""
    found = {tag_mark(tag) for tag in connection.execute(select(_tags.tag).where(_tags.device_id == device)).scalars()}
    group = connection.execute(select(_devices.device_group_id).where(_devices.id == device)).scalar_one_or_none()
    return frozenset(found | ({group_mark(group)} if group else set()))


def has_mark(device_column: ColumnElement[Any], marks: Marks) -> ColumnElement[bool]:
    """Give the condition that a device has at least one of the marks; a row without a device never meets it."""
    tagged = select(_tags.device_id).where(_tags.tag.in_(tags_among(marks)))
    grouped = select(_devices.id).where(_devices.device_group_id.in_(groups_among(marks)))
    return or_(device_column.in_(tagged), device_column.in_(grouped))
