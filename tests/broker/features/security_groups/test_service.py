"""Groups over both databases: made, edited, copied, removed, filled and emptied, by people of every kind."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from broker.access.actors import AccountActor, UsedToken
from broker.access.groups import BuiltInGroup, Grants
from broker.access.permissions import GRANTABLE, INSIDE, Permission
from broker.access.scopes import INSTANCE, AllBut, only
from broker.audit.kinds import AuditKind
from broker.errors import NotFound, PermissionMissing
from broker.features.security_groups import rules
from broker.features.security_groups.why import Explaining, Missing
from broker.storage import tables
from broker.storage.unit_of_work import Change
from protocol.identifiers import OrganizationId
from tests.broker.features.security_groups.conftest import (
    ADMINISTRATOR,
    CONTROL,
    GROUPS,
    READ,
    REMOVE,
    House,
    refused,
    wanted,
)
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import START


async def test_a_group_is_made_filled_and_gives_its_members_just_its_pairs(house: House) -> None:
    ada = await house.actor(house.provider)
    tom = await house.staff("tom@provider.example")
    group = await house.made(house.provider, organizations=frozenset({house.a}))
    assert await house.groups.assign(ada, group.id, [tom], []) == 1
    assert dict((await house.actor(tom)).grants) == {READ: only(house.a), CONTROL: only(house.a)}
    await house.groups.reach(ada, group.id, [house.b], [house.a])
    assert (await house.actor(tom)).grants.reach(READ) == only(house.b)
    assert await house.groups.assign(ada, group.id, [], [tom]) == 0
    assert not (await house.actor(tom)).grants
    assert (await house.kinds())[-4:] == [
        "group.created",
        "group.assigned",
        "group.changed",
        "group.assigned",
    ]
    assert house.told[-4:] == [INSTANCE] * 4


async def test_an_organizations_administrator_builds_groups_inside_it_and_nowhere_else(house: House) -> None:
    desk = await house.made(house.here, house.a, organizations=frozenset({house.a}))
    here, there = await house.actor(house.here), await house.actor(house.there)
    assert [each.name for each in (await house.groups.page(here, (), None, 50))[0]][-1] == "Service desk"
    everybody, total = await house.groups.page(there, (), None, 50)
    assert total == len(everybody) == 2
    for attempt in (
        house.made(house.here, INSTANCE),
        house.made(house.here, house.b),
        house.groups.one(there, desk.id),
        house.groups.clone(there, desk.id, "Mine"),
        house.groups.edit(there, desk.id, desk.version, wanted()),
        house.groups.reach(there, desk.id, [house.b], []),
        house.groups.remove(there, desk.id, "Service desk"),
        house.groups.members(there, desk.id, (), None, 50),
        house.groups.candidates(there, desk.id, ()),
        house.groups.assign(there, desk.id, [house.there], []),
        house.groups.one(there, "a" * 26),
    ):
        with pytest.raises(NotFound):
            await attempt
    await refused(house.made(house.here, house.a, name="All", all_organizations=True), "field.organizations")
    for foreign in (house.b, OrganizationId("a" * 26)):
        crossed = house.made(house.here, house.a, name="Crossed", organizations=frozenset({foreign}))
        await refused(crossed, "field.organizations")


async def test_the_same_name_is_free_in_another_organization_and_taken_at_home(house: House) -> None:
    for who, home in ((house.here, house.a), (house.there, house.b), (house.provider, INSTANCE)):
        await house.made(who, home)
    await refused(house.made(house.here, house.a, name=" Service  desk"), "security_group.exists")


async def test_only_the_staff_of_its_home_are_taken_in(house: House) -> None:
    desk = await house.made(house.here, house.a, organizations=frozenset({house.a}))
    here = await house.actor(house.here)
    helper = await house.staff("helper@a.example", None, house.a)
    contact = await house.accounts.end_user(house.a)
    assert [each.id for each in await house.groups.candidates(here, desk.id, ("helper",))] == [helper]
    for outsider in (house.provider, house.there, contact, "a" * 26):
        with pytest.raises(NotFound):
            await house.groups.assign(here, desk.id, [helper, outsider], [])
    assert await house.groups.assign(here, desk.id, [helper], []) == 1
    assert await house.groups.assign(here, desk.id, [helper], ["a" * 26]) == 1


async def narrow_administrator(house: House, permissions: frozenset[Permission]) -> AccountActor:
    """Somebody of the provider who may build groups, and holds only these beside."""
    lea = await house.staff("lea@provider.example")
    ada = await house.actor(house.provider)
    group = await house.made(house.provider, name="Narrow", permissions=GROUPS | permissions, all_organizations=True)
    await house.groups.assign(ada, group.id, [lea], [])
    return await house.actor(lea)


async def test_nobody_gives_takes_copies_or_hands_out_what_they_do_not_hold(house: House) -> None:
    lea = await narrow_administrator(house, frozenset({READ}))
    ada = await house.actor(house.provider)
    everywhere = await house.made(house.provider, name="Everywhere", all_organizations=True)
    somebody = await house.staff("tom@provider.example")
    code = "security_group.not_held"
    await refused(house.made(lea.account_id, all_organizations=True), code)
    await refused(house.groups.clone(lea, everywhere.id, "Mine"), code)
    await refused(house.groups.assign(lea, everywhere.id, [lea.account_id], []), code)
    await refused(house.groups.assign(lea, await house.built_in(ADMINISTRATOR), [lea.account_id], []), code)
    less = wanted(name="Everywhere", permissions=frozenset({READ}), all_organizations=True)
    await refused(house.groups.edit(lea, everywhere.id, everywhere.version, less), code)
    await house.groups.assign(ada, everywhere.id, [somebody], [])
    await refused(house.groups.remove(lea, everywhere.id, "Everywhere"), code)
    held = await house.made(lea.account_id, name="Held", permissions=frozenset({READ}), all_organizations=True)
    assert await house.groups.assign(lea, held.id, [somebody], []) == 1


async def test_what_was_taken_from_the_one_who_gives_is_no_longer_theirs_to_give(house: House) -> None:
    lea = await narrow_administrator(house, frozenset({READ, CONTROL}))
    query = tables.security_group_permissions.delete().where(
        tables.security_group_permissions.c.permission == CONTROL.value
    )

    def taken(change: Change) -> None:
        change.connection.execute(query)
        change.record(AuditKind.GROUP_CHANGED, organization=None, detail={"name": "Narrow"})

    await house.work.change(SYSTEM, Permission.GROUP_CHANGE, taken)
    attempt = house.groups.create(lea, INSTANCE, wanted(all_organizations=True))
    await refused(attempt, "security_group.not_held")


async def test_the_second_who_saves_is_told_what_the_first_changed(house: House) -> None:
    ada = await house.actor(house.provider)
    read = await house.made(house.provider, organizations=frozenset({house.a}))
    first = wanted(
        name="Night desk", permissions=frozenset({READ, REMOVE}), organizations=frozenset({house.a, house.b})
    )
    saved = await house.groups.edit(ada, read.id, read.version, first)
    assert saved.version == read.version + 1
    second = wanted(description="Ours", organizations=frozenset({house.a}))
    refusal = await refused(house.groups.edit(ada, read.id, read.version, second), "save.conflict")
    assert refusal.status == 409
    assert refusal.fields == {
        "name": "The name is now “Night desk”.",
        "description": "The description is another one now.",
        "permissions": "The permissions are now others: with device:remove, without session:control.",
        "organizations": "The organizations are now others: with Org B.",
    }
    again = await house.groups.edit(ada, read.id, saved.version, second)
    assert (again.name, again.description) == ("Service desk", "Ours")
    same = await house.groups.edit(ada, read.id, again.version, second)
    assert same.version == again.version


@pytest.mark.parametrize("lost", [{"status": "suspended"}, {"delete_at": START}])
async def test_built_in_groups_stay_and_the_last_administrator_too(house: House, lost: dict[str, object]) -> None:
    ada = await house.actor(house.provider)
    group = await house.built_in(ADMINISTRATOR)
    detail = await house.groups.one(ada, group)
    assert (detail.is_fixed, detail.all_organizations) == (True, True)
    assert frozenset(detail.permissions) == GRANTABLE
    await refused(house.groups.remove(ada, group, detail.name), "security_group.built_in")
    less = wanted(name=detail.name, all_organizations=True)
    await refused(house.groups.edit(ada, group, detail.version, less), "security_group.built_in")
    await refused(house.groups.assign(ada, group, [], [house.provider]), "security_group.last_administrator")
    second = await house.staff("bea@provider.example", ADMINISTRATOR)
    await house.groups.assign(ada, group, [], [house.provider])
    bea = await house.actor(second)

    def suspend(change: Change) -> None:
        row = tables.accounts
        change.connection.execute(update(row).where(row.c.id == house.provider).values(**lost))
        change.connection.execute(
            insert(tables.security_group_members).values(group_id=group, account_id=house.provider)
        )
        change.record(AuditKind.ACCOUNT_CHANGED, organization=None)

    await house.work.change(SYSTEM, Permission.STAFF_CHANGE, suspend)
    await refused(house.groups.assign(bea, group, [], [second]), "security_group.last_administrator")


async def test_a_group_with_people_in_it_is_removed_by_its_name(house: House) -> None:
    ada = await house.actor(house.provider)
    tom = await house.staff("tom@provider.example")
    group = await house.made(house.provider, all_organizations=True)
    await house.groups.assign(ada, group.id, [tom], [])
    await refused(house.groups.remove(ada, group.id, "Service"), "field.name")
    await house.groups.remove(ada, group.id, " Service desk ")
    with pytest.raises(NotFound):
        await house.groups.one(ada, group.id)
    assert not (await house.actor(tom)).grants
    empty = await house.made(house.provider)
    await house.groups.remove(ada, empty.id, "")


async def test_a_copy_gives_the_same_in_the_same_places_to_nobody_yet(house: House) -> None:
    ada = await house.actor(house.provider)
    group = await house.made(house.provider, organizations=frozenset({house.a}))
    await house.groups.assign(ada, group.id, [house.provider], [])
    copy = await house.groups.clone(ada, group.id, "Copy")
    assert (copy.permissions, copy.organizations, copy.members) == (group.permissions, group.organizations, 0)


async def test_five_hundred_groups_are_enough(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules.MAX_GROUPS == 500
    monkeypatch.setattr(rules, "MAX_GROUPS", 3)
    await house.made(house.here, house.a)
    await refused(house.made(house.here, house.a, name="One more"), "security_group.too_many")


async def test_a_group_of_all_organizations_has_none_to_add(house: House) -> None:
    ada = await house.actor(house.provider)
    group = await house.made(house.provider, all_organizations=True)
    await refused(house.groups.reach(ada, group.id, [house.a], []), "security_group.reaches_all")
    with pytest.raises(NotFound):
        await house.made(house.provider, name="Nowhere", organizations=frozenset({OrganizationId("a" * 26)}))


async def test_who_may_read_groups_only_reads_them(house: House) -> None:
    lea = await house.staff("lea@provider.example")
    ada = await house.actor(house.provider)
    reading = await house.made(house.provider, permissions=frozenset({Permission.GROUP_READ}), all_organizations=True)
    await house.groups.assign(ada, reading.id, [lea], [])
    reader = await house.actor(lea)
    found = await house.groups.one(reader, reading.id)
    assert (found.may_change, found.may_assign, found.members) == (False, False, 1)
    with pytest.raises(PermissionMissing):
        await house.groups.create(reader, INSTANCE, wanted())
    with pytest.raises(PermissionMissing):
        await house.groups.assign(reader, reading.id, [], [lea])


async def test_why_names_the_group_and_its_scope_or_what_is_missing(house: House) -> None:
    ada, here = await house.actor(house.provider), await house.actor(house.here)
    explaining = Explaining(house.work)
    tom = await house.staff("tom@provider.example")
    nobody = await explaining.why(ada, tom, CONTROL, house.a)
    assert (nobody.allowed, nobody.missing, nobody.giving) == (False, Missing.IN_NO_GROUP, ())
    group = await house.made(house.provider, organizations=frozenset({house.a}))
    await house.groups.assign(ada, group.id, [tom], [])
    yes = await explaining.why(ada, tom, CONTROL, house.a)
    assert yes.allowed
    assert [(each.name, each.all_organizations) for each in yes.giving] == [("Service desk", False)]
    no = await explaining.why(ada, tom, CONTROL, house.b)
    assert (no.allowed, no.missing, [each.id for each in no.elsewhere]) == (False, Missing.NOT_HERE, [group.id])
    assert (await explaining.why(ada, tom, REMOVE, house.a)).missing is Missing.NOT_GIVEN
    contact = await house.accounts.end_user(house.a)
    assert (await explaining.why(here, contact, CONTROL, house.a)).missing is Missing.END_USER
    everywhere = await explaining.why(ada, house.provider, CONTROL, INSTANCE)
    assert (everywhere.allowed, everywhere.organization) == (True, None)
    assert everywhere.giving[0].all_organizations is True
    for who, account, where in ((here, tom, house.a), (here, house.here, house.b), (ada, "a" * 26, house.a)):
        with pytest.raises(NotFound):
            await explaining.why(who, account, CONTROL, where)
    with pytest.raises(NotFound):
        await explaining.why(ada, tom, CONTROL, OrganizationId("a" * 26))


async def test_the_last_administrator_of_an_organization_leaves_only_by_somebody_from_outside(house: House) -> None:
    built_in = BuiltInGroup.ORGANIZATION_ADMINISTRATOR
    first = await house.staff("first@a.example", built_in, house.a)
    second = await house.staff("second@a.example", built_in, house.a)
    inside, ada = await house.actor(first), await house.actor(house.provider)
    assert dict(inside.grants) == dict.fromkeys(INSIDE, only(house.a))
    group = (await house.groups.page(inside, ("Organization",), None, 50))[0][0]
    assert (group.permissions, group.members) == (len(INSIDE), 2)
    less = wanted(name=group.name)
    await refused(house.groups.edit(inside, group.id, 1, less), "security_group.built_in")
    await house.groups.assign(inside, group.id, [], [second])
    await refused(house.groups.assign(inside, group.id, [], [first]), "security_group.last_administrator")
    assert await house.groups.assign(ada, group.id, [], [first]) == 0


async def test_a_provider_group_does_not_reach_who_manages_themselves_and_reaches_them_again_later(
    house: House,
) -> None:
    chosen = frozenset({house.a, house.b})
    group = await house.made(house.provider, organizations=chosen)
    ada, tom = await house.actor(house.provider), await house.staff("tom@provider.example")
    await house.groups.assign(ada, group.id, [tom], [])
    await house.manages_itself(house.a, True)
    ada = await house.actor(house.provider)
    assert ada.grants.reach(READ) == AllBut(only(house.a))
    assert (await house.actor(tom)).grants.reach(READ) == only(house.b)
    line = (await house.groups.page(ada, ("Service",), None, 50))[0][0]
    seen = await house.groups.one(ada, group.id)
    assert (line.organizations, [each.name for each in seen.organizations]) == (1, ["Org B"])
    closed = wanted(name="Closed", organizations=frozenset({house.a}))
    with pytest.raises(NotFound):
        await house.groups.create(ada, INSTANCE, closed)
    everywhere = await house.groups.create(ada, INSTANCE, wanted(name="All", all_organizations=True))
    assert everywhere.all_organizations
    # What nobody of the provider sees survives what they change.
    await house.groups.reach(ada, group.id, [], [house.b])
    with pytest.raises(NotFound):
        await house.groups.reach(ada, group.id, [house.a], [])
    inside = (await house.actor(house.here)).grants
    assert inside.reach(READ) == only(house.a)
    await house.manages_itself(house.a, False)
    assert (await house.actor(tom)).grants.reach(READ) == only(house.a)
    await house.groups.remove(await house.actor(house.provider), group.id, "Service desk")


async def test_what_sleeps_in_a_group_is_given_only_by_who_holds_it_too(house: House) -> None:
    ada, tom = await house.actor(house.provider), await house.staff("tom@provider.example")
    narrow, wide = await house.staff("narrow@provider.example"), await house.staff("wide@provider.example")
    desk = await house.made(house.provider, organizations=frozenset({house.a, house.b}))
    everywhere = await house.made(house.provider, name="All", all_organizations=True)
    keepers = await house.made(house.provider, name="Keepers", all_organizations=True, permissions=GROUPS)
    await house.groups.assign(ada, keepers.id, [narrow, wide], [])
    devices = frozenset({READ, CONTROL, REMOVE})
    for who, places in ((narrow, {house.b}), (wide, {house.a, house.b})):
        own = await house.made(house.provider, name=f"Of {who}", permissions=devices, organizations=frozenset(places))
        await house.groups.assign(ada, own.id, [who], [])
    await house.manages_itself(house.a, True)
    less, more = await house.actor(narrow), wanted(permissions=devices, organizations=frozenset({house.b}))
    await refused(house.groups.assign(less, desk.id, [narrow], []), "security_group.not_held")
    await refused(house.groups.edit(less, desk.id, desk.version, more), "security_group.not_held")
    assert await house.groups.assign(await house.actor(wide), desk.id, [tom], []) == 1
    await refused(house.groups.remove(less, desk.id, desk.name), "security_group.not_held")
    # Who reaches all organizations goes on giving all of them, with a token too; one for some organizations does not.
    ada = await house.actor(house.provider)
    token = replace(ada, used_token=UsedToken(id="t", name="Job"))
    assert await house.groups.assign(token, everywhere.id, [tom], []) == 1
    assert await house.groups.assign(token, desk.id, [], [tom]) == 0
    pairs = {each: ada.grants.reach(each) if each in GROUPS else only(house.b) for each in GROUPS | devices}
    some = replace(token, grants=Grants(pairs))
    await refused(house.groups.assign(some, desk.id, [tom], []), "security_group.not_held")
    assert (await house.groups.edit(ada, desk.id, desk.version, more)).version == desk.version + 1
