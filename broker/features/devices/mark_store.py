"""Rows of tags and device groups, through the view or change that is handed in."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, or_, select, update

from broker.access.marks import group_mark, groups_among
from broker.features.accounts.people import matches
from broker.storage import tables
from broker.storage.unit_of_work import Change, View

_devices = tables.devices.c
_groups = tables.device_groups.c
_marks = tables.security_group_marks.c
_tags = tables.device_tags.c


def tags_of(view: View, devices: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Read the tags of devices, each in order."""
    query = select(_tags.device_id, _tags.tag).where(_tags.device_id.in_(sorted(devices))).order_by(_tags.tag)
    found: dict[str, tuple[str, ...]] = {}
    for row in view.connection.execute(query):
        found[row.device_id] = (*found.get(row.device_id, ()), row.tag)
    return found


def write_tags(change: Change, device: str, organization: str, add: Collection[str], remove: Collection[str]) -> None:
    """Put tags on a device that it does not have, and take others away."""
    leaving = and_(_tags.device_id == device, _tags.tag.in_(sorted(remove)))
    change.connection.execute(delete(tables.device_tags).where(leaving))
    rows = [{"device_id": device, "tag": tag, "organization_id": organization} for tag in sorted(add)]
    if rows:
        change.connection.execute(insert(tables.device_tags), rows)


def take_turn(change: Change, device: str, version: int) -> bool:
    """Write a device's next version; False where somebody was faster, in another process too."""
    turn = update(tables.devices).where(_devices.id == device, _devices.version == version).values(version=version + 1)
    return change.connection.execute(turn).rowcount == 1


def known_tags(view: View, organization: str | None, start: str, limit: int) -> list[Any]:
    """List the tags in use within reach that begin so, with how many devices have them."""
    query = (
        select(_tags.tag, func.count().label("devices"))
        .join(tables.devices, _devices.id == _tags.device_id)
        .where(
            view.within_device_reach(_tags.organization_id, _tags.device_id),
            _devices.revoked_at.is_(None),
            _tags.tag.startswith(start.lower(), autoescape=True),
        )
        .group_by(_tags.tag)
        .order_by(_tags.tag)
        .limit(limit)
    )
    if organization is not None:
        query = query.where(_tags.organization_id == organization)
    return list(view.connection.execute(query))


def page(
    view: View, organization: str | None, words: tuple[str, ...], after: tuple[str, str] | None, limit: int
) -> tuple[list[Any], int]:
    """List device groups within reach by name, one more than the limit where the list goes on, and count them all."""
    query = _with_names(view)
    if organization is not None:
        query = query.where(_groups.organization_id == organization)
    for word in words:
        query = query.where(matches(_groups.name, word))
    total = view.connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    part = query.order_by(_groups.name, _groups.id).limit(limit + 1)
    if after is not None:
        part = part.where(or_(_groups.name > after[0], and_(_groups.name == after[0], _groups.id > after[1])))
    return list(view.connection.execute(part)), total


def group_by_id(view: View, group: str) -> Any | None:
    """Read a device group within reach."""
    return view.connection.execute(_with_names(view).where(_groups.id == group)).one_or_none()


def is_place(view: View, organization: str) -> bool:
    """Tell whether there is such an organization, in use."""
    place = tables.organizations.c
    query = select(place.id).where(place.id == organization, place.archived_at.is_(None))
    return view.connection.execute(query).first() is not None


def is_name_taken(view: View, organization: str, name: str, but: str | None) -> bool:
    query = select(_groups.id).where(_groups.organization_id == organization, _groups.name == name)
    return any(found != but for found in view.connection.execute(query).scalars())


def count_groups(view: View, organization: str) -> int:
    query = select(func.count()).select_from(tables.device_groups).where(_groups.organization_id == organization)
    return view.connection.execute(query).scalar_one()


def add_group(change: Change, group: str, organization: str, name: str) -> None:
    fresh = {"id": group, "organization_id": organization, "name": name, "created_at": change.now}
    change.connection.execute(insert(tables.device_groups).values(**fresh))


def rename_group(change: Change, group: str, version: int, name: str) -> bool:
    """Write a name; False where somebody was faster."""
    turn = update(tables.device_groups).where(_groups.id == group, _groups.version == version)
    return change.connection.execute(turn.values(name=name, version=version + 1)).rowcount == 1


def devices_in(view: View, group: str) -> list[str]:
    """List all devices in a group, removed ones too."""
    query = select(_devices.id).where(_devices.device_group_id == group)
    return list(view.connection.execute(query).scalars())


def is_narrowing(view: View, group: str) -> bool:
    """Tell whether a security group, of whomever, is narrowed to a device group."""
    query = select(_marks.group_id).where(_marks.mark == group_mark(group)).limit(1)
    with view.beyond_reach():
        return view.connection.execute(query).first() is not None


def delete_group(change: Change, group: str) -> None:
    leaving = update(tables.devices).where(_devices.device_group_id == group)
    change.connection.execute(leaving.values(device_group_id=None, version=_devices.version + 1))
    change.connection.execute(delete(tables.device_groups).where(_groups.id == group))


def _with_names(view: View) -> Select[Any]:
    counted = and_(
        _devices.device_group_id == _groups.id,
        _devices.revoked_at.is_(None),
        view.within_device_reach(_devices.organization_id, _devices.id),
    )
    place = tables.organizations.c
    return (
        select(
            tables.device_groups,
            place.name.label("organization_name"),
            select(func.count()).where(counted).scalar_subquery().label("devices"),
        )
        .join(tables.organizations, place.id == _groups.organization_id)
        .where(_visible(view), place.archived_at.is_(None))
    )


def _visible(view: View) -> ColumnElement[bool]:
    """Where what is held is narrowed, of the groups only those that it is narrowed to."""
    return view.within_marked_reach(_groups.organization_id, lambda marks: _groups.id.in_(groups_among(marks)))
