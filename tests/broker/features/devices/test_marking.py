"""Tags and groups of single devices, on both databases: who may, what is refused, what nobody gains by it."""

import pytest

from broker.access.groups import SecurityGroup
from broker.access.marks import group_mark, tag_mark
from broker.access.permissions import Permission
from broker.access.scopes import ALL, only
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing
from broker.storage.unit_of_work import UnitOfWork
from tests.broker.features.devices.yard import DESK, FOREIGN, LAP, Yard, holder, joined
from tests.fakes.actors import ORG_A, ORG_B, named

READ, CHANGE, CONTROL = Permission.DEVICE_READ, Permission.DEVICE_CHANGE, Permission.SESSION_CONTROL
FINANCE = tag_mark("finance")


@pytest.fixture
async def yard(work: UnitOfWork) -> Yard:
    return await Yard(work=work).settle()


async def test_tags_are_written_anew_and_told(yard: Yard) -> None:
    await yard.marking.set_tags(holder(CHANGE), DESK, 1, ["Finance", "ground-floor"])
    assert await yard.tags(DESK) == ["finance", "ground-floor"]
    assert yard.told == [DESK]
    assert yard.rights == []
    assert await yard.entries() == ["device.tagged"]
    await yard.marking.set_tags(holder(CHANGE), DESK, 2, ["finance", "ground-floor"])
    assert await yard.entries() == ["device.tagged"]
    assert await yard.version(DESK) == 2


async def test_who_saves_second_is_told_what_the_tags_are_now(yard: Yard) -> None:
    await yard.marking.set_tags(holder(CHANGE), DESK, 1, ["finance"])
    with pytest.raises(Conflict) as refusal:
        await yard.marking.set_tags(holder(CHANGE), DESK, 1, ["hr"])
    assert refusal.value.fields == {"tags": "Now: finance"}
    assert await yard.tags(DESK) == ["finance"]


async def test_tags_put_on_at_once_all_stay(yard: Yard) -> None:
    await yard.marking.move_tags(holder(CHANGE), DESK, ["finance"], [])
    await yard.marking.move_tags(holder(CHANGE), DESK, ["hr"], ["lab"])
    await yard.marking.move_tags(holder(CHANGE), DESK, [], ["finance"])
    assert await yard.tags(DESK) == ["hr"]


async def test_a_thirty_third_tag_is_refused_and_nothing_lost(yard: Yard) -> None:
    full = [f"tag{number}" for number in range(32)]
    await yard.marking.set_tags(holder(CHANGE), DESK, 1, full)
    with pytest.raises(BadInput, match="at most 32"):
        await yard.marking.move_tags(holder(CHANGE), DESK, ["one-more"], [])
    await yard.marking.move_tags(holder(CHANGE), DESK, ["one-more"], ["tag0"])
    assert len(await yard.tags(DESK)) == 32


async def test_a_foreign_device_is_the_same_as_a_missing_one(yard: Yard) -> None:
    here = holder(CHANGE, reach=only(ORG_A))
    for device in (FOREIGN, named("missing")):
        with pytest.raises(NotFound):
            await yard.marking.set_tags(here, device, 1, ["finance"])
        with pytest.raises(NotFound):
            await yard.marking.put_in_group(here, device, None)
    narrowed = holder(CHANGE, marks=frozenset({FINANCE}))
    with pytest.raises(NotFound):
        await yard.marking.move_tags(narrowed, DESK, ["finance"], [])


async def test_nobody_gives_themselves_control_by_a_tag(yard: Yard) -> None:
    await yard.narrow(CONTROL, marks=frozenset({FINANCE}))
    clever = joined(
        SecurityGroup(id="1", name="1", permissions=frozenset({READ, CHANGE}), reach=ALL),
        SecurityGroup(id="2", name="2", permissions=frozenset({CONTROL}), reach=ALL, narrowing=frozenset({FINANCE})),
    )
    with pytest.raises(PermissionMissing) as refusal:
        await yard.marking.move_tags(clever, DESK, ["finance"], [])
    assert refusal.value.code == "device.marks_not_held"
    assert "session:control" in refusal.value.message
    assert await yard.tags(DESK) == []
    await yard.marking.move_tags(clever, DESK, ["hr"], [])
    await yard.marking.move_tags(holder(CHANGE, CONTROL), DESK, ["finance"], [])
    assert yard.rights == [ORG_A]
    # Taking away is no less: others would lose what they were given.
    with pytest.raises(PermissionMissing):
        await yard.marking.move_tags(holder(CHANGE), DESK, [], ["finance"])
    await yard.marking.move_tags(clever, DESK, [], ["finance"])
    assert yard.rights == [ORG_A, ORG_A]


async def test_a_device_is_in_one_group_at_most(yard: Yard) -> None:
    one = await yard.groups.create(holder(CHANGE, READ), ORG_A, "Ground floor")
    two = await yard.groups.create(holder(CHANGE, READ), ORG_A, "First floor")
    for group in (one.id, two.id, two.id):
        await yard.marking.put_in_group(holder(CHANGE), DESK, group)
    assert await yard.device_group(DESK) == two.id
    await yard.marking.put_in_group(holder(CHANGE), DESK, None)
    assert await yard.device_group(DESK) is None
    assert (await yard.entries())[2:] == ["device.grouped", "device.grouped", "device.ungrouped"]


async def test_a_group_of_another_organization_takes_no_device_in(yard: Yard) -> None:
    there = await yard.groups.create(holder(CHANGE, READ), ORG_B, "Elsewhere")
    for person in (holder(CHANGE), holder(CHANGE, reach=only(ORG_A))):
        with pytest.raises(NotFound):
            await yard.marking.put_in_group(person, LAP, there.id)
        with pytest.raises(NotFound):
            await yard.marking.put_in_group(person, LAP, named("missing"))


async def test_nobody_gives_themselves_control_by_a_device_group(yard: Yard) -> None:
    group = await yard.groups.create(holder(CHANGE, READ), ORG_A, "Ground floor")
    await yard.narrow(CONTROL, marks=frozenset({group_mark(group.id)}))
    with pytest.raises(PermissionMissing):
        await yard.marking.put_in_group(holder(CHANGE), DESK, group.id)
    await yard.marking.put_in_group(holder(CHANGE, CONTROL), DESK, group.id)
    assert yard.rights == [ORG_A]
