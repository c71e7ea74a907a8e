"""Marks as they are read and matched, on both databases."""

from sqlalchemy import insert, select

from broker.access.marks import NO_MARKS, Marks, group_mark, tag_mark
from broker.access.permissions import Permission
from broker.storage import tables
from broker.storage.device_marks import has_mark, marks_on
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View
from tests.fakes.actors import ORG_A, SYSTEM, named


def fill(change: Change) -> None:
    place = {"id": ORG_A, "name": "Org A", "slug": "a", "created_at": change.now}
    change.connection.execute(insert(tables.organizations).values(**place))
    for name, group in (("one", "g1"), ("two", None), ("three", None)):
        row = {
            "id": named(name),
            "organization_id": ORG_A,
            "name": name,
            "public_key": b"",
            "key_hash": name,
            "enrolled_at": change.now,
            "device_group_id": group,
        }
        change.connection.execute(insert(tables.devices).values(**row))
    for name, tag in (("one", "finance"), ("two", "finance"), ("two", "hr")):
        tagged = {"device_id": named(name), "tag": tag, "organization_id": ORG_A}
        change.connection.execute(insert(tables.device_tags).values(**tagged))
    change.needs_no_entry(Upkeep.LEFTOVERS)


def with_marks(view: View, *marks: str) -> list[str]:
    wanted: Marks = frozenset(group_mark("g1") if each == "g1" else tag_mark(each) for each in marks)
    query = select(tables.devices.c.name).where(has_mark(tables.devices.c.id, wanted))
    return sorted(view.connection.execute(query).scalars())


async def test_devices_are_found_by_any_of_their_marks(work: UnitOfWork) -> None:
    await work.change(SYSTEM, Permission.DEVICE_CHANGE, fill)

    def look(view: View) -> None:
        assert marks_on(view.connection, named("one")) == {tag_mark("finance"), group_mark("g1")}
        assert marks_on(view.connection, named("three")) == marks_on(view.connection, "nobody") == NO_MARKS
        assert with_marks(view, "finance") == ["one", "two"]
        assert with_marks(view, "g1", "hr") == ["one", "two"]
        assert with_marks(view, "hr") == ["two"]
        assert with_marks(view, "fin") == with_marks(view) == []

    await work.view(SYSTEM, Permission.DEVICE_READ, look)
