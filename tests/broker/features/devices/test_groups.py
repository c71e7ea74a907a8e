"""Device groups on both databases: made, renamed, removed, and listed to who may know of them."""

import pytest

from broker.access.marks import group_mark, tag_mark
from broker.access.permissions import Permission
from broker.access.scopes import only
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing
from broker.features.devices import mark_rules
from broker.features.devices.groups import DeviceGroup
from broker.storage.unit_of_work import UnitOfWork
from tests.broker.features.devices.yard import DESK, FOREIGN, LAP, Yard, holder
from tests.fakes.actors import ORG_A, ORG_B, named

READ, CHANGE = Permission.DEVICE_READ, Permission.DEVICE_CHANGE
BOTH = holder(READ, CHANGE)
HERE = holder(READ, CHANGE, reach=only(ORG_A))


@pytest.fixture
async def yard(work: UnitOfWork) -> Yard:
    return await Yard(work=work).settle()


async def listed(yard: Yard, *, words: tuple[str, ...] = (), **held: object) -> list[tuple[str, int]]:
    person = holder(READ, **held)  # type: ignore[arg-type]
    found, total = await yard.groups.page(person, None, words, None, 50)
    assert len(found) == total
    return [(each.name, each.devices) for each in found]


async def test_groups_are_listed_within_reach_with_the_devices_in_them(yard: Yard) -> None:
    ground = await yard.groups.create(BOTH, ORG_A, "Ground floor")
    there = await yard.groups.create(BOTH, ORG_B, "Elsewhere")
    await yard.marking.put_in_group(BOTH, DESK, ground.id)
    await yard.marking.put_in_group(BOTH, FOREIGN, there.id)
    assert await listed(yard) == [("Elsewhere", 1), ("Ground floor", 1)]
    assert await listed(yard, reach=only(ORG_A)) == [("Ground floor", 1)]
    assert await listed(yard, words=("FLOOR",)) == [("Ground floor", 1)]
    assert await listed(yard, marks=frozenset({group_mark(there.id)})) == [("Elsewhere", 1)]
    assert await listed(yard, marks=frozenset({tag_mark("finance")})) == []
    narrowed = holder(READ, reach=only(ORG_A), marks=frozenset({group_mark(there.id)}))
    assert (await yard.groups.page(narrowed, None, (), None, 50))[1] == 0


async def test_a_list_goes_on_after_a_name(yard: Yard) -> None:
    made: list[DeviceGroup] = [await yard.groups.create(BOTH, ORG_A, name) for name in ("C", "A", "B")]
    first, total = await yard.groups.page(BOTH, ORG_A, (), None, 2)
    assert [each.name for each in first] == ["A", "B", "C"]
    assert total == 3
    rest, _ = await yard.groups.page(BOTH, ORG_A, (), ("B", made[2].id), 2)
    assert [each.name for each in rest] == ["C"]


async def test_a_name_is_taken_only_at_home(yard: Yard) -> None:
    await yard.groups.create(BOTH, ORG_A, "Ground floor")
    await yard.groups.create(BOTH, ORG_B, "Ground floor")
    with pytest.raises(Conflict) as refusal:
        await yard.groups.create(BOTH, ORG_A, " Ground  floor ")
    assert refusal.value.code == "device_group.exists"


async def test_only_who_holds_it_for_the_whole_organization_builds_groups(yard: Yard) -> None:
    with pytest.raises(NotFound):
        await yard.groups.create(HERE, ORG_B, "Intruder")
    with pytest.raises(NotFound):
        await yard.groups.create(BOTH, named("missing"), "Intruder")
    with pytest.raises(PermissionMissing):
        await yard.groups.create(holder(READ, CHANGE, marks=frozenset({tag_mark("finance")})), ORG_A, "Intruder")
    there = await yard.groups.create(BOTH, ORG_B, "Elsewhere")
    for group in (there.id, named("missing")):
        with pytest.raises(NotFound):
            await yard.groups.rename(HERE, group, 1, "Mine")
        with pytest.raises(NotFound):
            await yard.groups.remove(HERE, group, "Elsewhere")


async def test_who_renames_second_is_told_the_name(yard: Yard) -> None:
    group = await yard.groups.create(BOTH, ORG_A, "Ground floor")
    renamed = await yard.groups.rename(BOTH, group.id, 1, "Cellar")
    assert (renamed.name, renamed.version) == ("Cellar", 2)
    with pytest.raises(Conflict, match="“Cellar”"):
        await yard.groups.rename(BOTH, group.id, 1, "Attic")
    assert (await yard.groups.rename(BOTH, group.id, 1, "Cellar")).version == 2


async def test_a_group_with_devices_goes_only_by_its_name(yard: Yard) -> None:
    group = await yard.groups.create(BOTH, ORG_A, "Ground floor")
    await yard.marking.put_in_group(BOTH, LAP, group.id)
    with pytest.raises(BadInput):
        await yard.groups.remove(BOTH, group.id, "ground floor")
    await yard.groups.remove(BOTH, group.id, "Ground floor")
    assert await yard.device_group(LAP) is None
    assert (await yard.entries())[-1] == "device_group.removed"
    empty = await yard.groups.create(BOTH, ORG_A, "Empty")
    await yard.groups.remove(BOTH, empty.id, "")


async def test_a_group_that_a_security_group_is_narrowed_to_stays(yard: Yard) -> None:
    group = await yard.groups.create(BOTH, ORG_A, "Ground floor")
    await yard.narrow(READ, marks=frozenset({group_mark(group.id)}))
    with pytest.raises(Conflict) as refusal:
        await yard.groups.remove(BOTH, group.id, "Ground floor")
    assert refusal.value.code == "device_group.narrowing"


async def test_there_are_so_many_groups_and_no_more(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mark_rules, "MAX_GROUPS", 2)
    for name in ("A", "B"):
        await yard.groups.create(BOTH, ORG_A, name)
    with pytest.raises(Conflict) as refusal:
        await yard.groups.create(BOTH, ORG_A, "C")
    assert refusal.value.code == "device_group.too_many"
    await yard.groups.create(BOTH, ORG_B, "C")


async def test_tags_in_use_are_counted_within_reach(yard: Yard) -> None:
    for device, tags in ((DESK, ["finance", "fire"]), (LAP, ["finance"]), (FOREIGN, ["finance", "foreign"])):
        await yard.marking.set_tags(BOTH, device, 1, tags)

    async def seen(start: str = "", **held: object) -> dict[str, int]:
        found = await yard.groups.tags(holder(READ, **held), None, start)  # type: ignore[arg-type]
        return {each.tag: each.devices for each in found}

    assert await seen() == {"finance": 3, "fire": 1, "foreign": 1}
    assert await seen("FI", reach=only(ORG_A)) == {"finance": 2, "fire": 1}
    assert await seen(marks=frozenset({tag_mark("fire")})) == {"finance": 1, "fire": 1}
    assert await seen("f%") == {}
