"""Portal groups over both databases: made, edited, copied and removed, by people of every kind."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select, update

from broker.access.actors import AccountActor
from broker.access.permissions import GRANTABLE, Permission
from broker.access.portal_features import ALL_FEATURES, PortalFeature
from broker.access.portal_groups import BUILT_IN_PORTAL_GROUPS, BuiltInPortalGroup, read_features
from broker.access.scopes import INSTANCE, AllBut, only
from broker.errors import NotFound, Refusal
from broker.features.accounts import store as account_store
from broker.features.portal_groups import rules
from broker.features.portal_groups.answers import PortalGroupDetail
from broker.features.portal_groups.service import PortalGroups, Wanted
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from protocol.identifiers import AccountId, OrganizationId
from tests.fakes.accounts import Accounts, accounts_over
from tests.fakes.actors import SYSTEM, named, staff

ADMINISTRATOR = staff(*GRANTABLE, name="Ada Berg")
ASK = PortalFeature.ASK_FOR_HELP
NO_ACCESS, STANDARD, VISITORS = (
    BuiltInPortalGroup.NO_ACCESS.id,
    BuiltInPortalGroup.STANDARD.id,
    BuiltInPortalGroup.NON_PORTAL.id,
)


@dataclass(slots=True, kw_only=True)
class Stage:
    """Portal groups over one database, with two organizations."""

    accounts: Accounts
    groups: PortalGroups
    a: OrganizationId = INSTANCE
    b: OrganizationId = INSTANCE
    told: list[str] = field(default_factory=list)

    async def settle(self) -> "Stage":
        self.a = (await self.accounts.organization("Org A")).id
        self.b = (await self.accounts.organization("Org B")).id
        return self

    def of(self, organization: OrganizationId) -> AccountActor:
        return staff(*GRANTABLE, reach=only(organization), organization=organization)

    async def made(self, home: OrganizationId = INSTANCE, name: str = "Counter") -> PortalGroupDetail:
        return await self.groups.create(ADMINISTRATOR, home, wanted(name=name))

    async def put_in(self, group: str, *people: AccountId) -> None:
        def body(change: Change) -> None:
            row = tables.accounts.c
            moving = update(tables.accounts).where(row.id.in_(people))
            change.connection.execute(moving.values(portal_group_id=group))
            change.needs_no_entry(Upkeep.LEFTOVERS)

        await self.accounts.work.change(SYSTEM, Permission.END_USER_CHANGE, body)

    async def features(self, person: AccountId) -> frozenset[PortalFeature]:
        found = await self.accounts.work.view(
            SYSTEM, Permission.ACCOUNT_READ, lambda view: account_store.account_by_id(view, person)
        )
        assert found is not None
        return found.features

    async def entries(self) -> list[tuple[str, str]]:
        row = tables.audit_entries.c
        query = select(row.kind, row.organization_id).where(row.kind.startswith("portal_group."))
        found = await self.accounts.work.view(
            SYSTEM, Permission.AUDIT_READ, lambda view: view.connection.execute(query).all()
        )
        return [(each.kind, each.organization_id) for each in found]


def wanted(name: str = "Counter", features: frozenset[PortalFeature] = frozenset({ASK})) -> Wanted:
    return Wanted(name=name, description="", features=features)


@pytest.fixture
async def stage(work: UnitOfWork) -> AsyncIterator[Stage]:
    told: list[str] = []
    with accounts_over(work) as accounts:
        built = Stage(accounts=accounts, groups=PortalGroups(work, told=told.append), told=told)
        yield await built.settle()


async def refused(awaitable: object, code: str) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        await awaitable  # type: ignore[misc]
    assert refusal.value.code == code, refusal.value
    return refusal.value


async def test_the_built_in_groups_are_there_as_the_program_knows_them(stage: Stage) -> None:
    query = select(tables.portal_groups)
    rows = await stage.accounts.work.view(
        SYSTEM, Permission.PORTAL_READ, lambda view: view.connection.execute(query).all()
    )
    found = {row.id: (row.built_in, row.name, read_features(row.features), row.home) for row in rows}
    assert found == {
        group.id: (group.value, template.name, template.features, INSTANCE)
        for group, template in BUILT_IN_PORTAL_GROUPS.items()
    }


async def test_a_group_is_made_edited_and_removed_and_its_people_have_what_it_gives(stage: Stage) -> None:
    group = await stage.made()
    person = await stage.accounts.end_user(stage.a)
    await stage.put_in(group.id, person)
    assert await stage.features(person) == {ASK}
    more = wanted(features=frozenset({ASK, PortalFeature.RECEIPTS}))
    edited = await stage.groups.edit(ADMINISTRATOR, group.id, group.version, more)
    assert (edited.version, edited.members, edited.features) == (2, 1, (ASK, PortalFeature.RECEIPTS))
    assert await stage.features(person) == {ASK, PortalFeature.RECEIPTS}
    assert await stage.groups.edit(ADMINISTRATOR, group.id, 2, more) == edited
    await refused(stage.groups.edit(ADMINISTRATOR, group.id, 1, wanted(name="Desk")), "save.conflict")
    await refused(stage.groups.remove(ADMINISTRATOR, group.id, None), "portal_group.has_members")
    await stage.groups.remove(ADMINISTRATOR, group.id, STANDARD)
    assert PortalFeature.OWN_DEVICES in await stage.features(person)
    await refused(stage.groups.one(ADMINISTRATOR, group.id), "not_found")
    assert await stage.entries() == [
        ("portal_group.created", INSTANCE),
        ("portal_group.changed", INSTANCE),
        ("portal_group.emptied", stage.a),
        ("portal_group.removed", INSTANCE),
    ]
    assert stage.told == [INSTANCE] * 3


async def test_people_of_a_removed_group_stay_in_the_portal(stage: Stage) -> None:
    group = await stage.made()
    await stage.put_in(group.id, await stage.accounts.end_user(stage.a))
    elsewhere = await stage.made(stage.b, "Of B")
    for target, code in (
        (NO_ACCESS, "field.move_to"),
        (group.id, "field.move_to"),
        (VISITORS, "field.portal_group_id"),
        (elsewhere.id, "not_found"),
        (named("nothing"), "not_found"),
    ):
        await refused(stage.groups.remove(ADMINISTRATOR, group.id, target), code)
    only_groups = staff(Permission.PORTAL_CHANGE)
    await refused(stage.groups.remove(only_groups, group.id, STANDARD), "permission.missing")
    assert (await stage.groups.one(ADMINISTRATOR, group.id)).members == 1


async def test_a_group_stays_while_somebody_out_of_reach_is_in_it(stage: Stage) -> None:
    group = await stage.made()
    near, far = await stage.accounts.end_user(stage.a), await stage.accounts.end_user(stage.b, "b@b.example")
    await stage.put_in(group.id, near, far)
    actor = staff(*GRANTABLE, reach=AllBut(frozenset({stage.b})), name="Ada Berg")
    for target in (None, STANDARD):
        await refused(stage.groups.remove(actor, group.id, target), "portal_group.out_of_reach")
    assert await stage.features(near) == await stage.features(far) == {ASK}
    await stage.put_in(group.id, near)
    await stage.put_in(STANDARD, far)
    await stage.groups.remove(actor, group.id, STANDARD)
    await refused(stage.groups.one(ADMINISTRATOR, group.id), "not_found")


async def test_everybody_sees_the_providers_groups_and_counts_only_their_own_people(stage: Stage) -> None:
    await stage.accounts.end_user(stage.a, "a@a.example")
    await stage.accounts.end_user(stage.b, "b@b.example")
    here = await stage.made(stage.a, "Of A")
    for actor, names, members in (
        (stage.of(stage.a), {"Of A"}, 1),
        (stage.of(stage.b), set(), 1),
        (ADMINISTRATOR, {"Of A"}, 2),
    ):
        lines, total = await stage.groups.page(actor, (), None, 50)
        assert {line.name for line in lines if line.built_in is None} == names
        assert total == len(lines) == 4 + len(names)
        assert [line.members for line in lines if line.id == STANDARD] == [members]
        assert [line.members for line in lines if line.id == VISITORS] == [0]
    await refused(stage.groups.one(stage.of(stage.b), here.id), "not_found")
    found, _ = await stage.groups.page(ADMINISTRATOR, ("of", "a"), None, 50)
    assert [line.name for line in found] == ["Of A"]
    first, _ = await stage.groups.page(ADMINISTRATOR, (), None, 2)
    rest, _ = await stage.groups.page(ADMINISTRATOR, (), (first[1].name, first[1].id), 50)
    assert len(rest) == 3
    assert first[2].id == rest[0].id


async def test_an_organization_copies_a_group_of_the_provider_and_changes_only_the_copy(stage: Stage) -> None:
    actor = stage.of(stage.a)
    await refused(stage.groups.edit(actor, STANDARD, 1, wanted("Standard", ALL_FEATURES)), "permission.missing")
    await refused(stage.groups.create(actor, INSTANCE, wanted()), "not_found")
    await refused(stage.groups.clone(actor, STANDARD, INSTANCE, "Ours"), "not_found")
    await refused(stage.groups.clone(actor, STANDARD, stage.b, "Ours"), "not_found")
    copy = await stage.groups.clone(actor, STANDARD, stage.a, "Ours")
    assert copy.features == (await stage.groups.one(actor, STANDARD)).features
    assert (copy.built_in, copy.members, copy.may_change, copy.may_remove) == (None, 0, True, True)
    await stage.groups.edit(actor, copy.id, 1, wanted("Ours"))
    for act in (
        stage.groups.edit(stage.of(stage.b), copy.id, 2, wanted("Theirs")),
        stage.groups.clone(stage.of(stage.b), copy.id, stage.b, "Theirs"),
        stage.groups.remove(stage.of(stage.b), copy.id, None),
    ):
        with pytest.raises(NotFound):
            await act


async def test_built_in_groups_stay_and_having_no_portal_means_the_same_everywhere(stage: Stage) -> None:
    for built_in in BuiltInPortalGroup:
        await refused(stage.groups.remove(ADMINISTRATOR, built_in.id, STANDARD), "portal_group.built_in")
    await refused(stage.groups.edit(ADMINISTRATOR, NO_ACCESS, 1, wanted("Nothing")), "portal_group.fixed")
    await refused(stage.groups.clone(ADMINISTRATOR, NO_ACCESS, stage.a, "Nothing"), "portal_group.fixed")
    changed = await stage.groups.edit(
        ADMINISTRATOR, BuiltInPortalGroup.LIMITED.id, 1, wanted("Limited", frozenset({ASK, PortalFeature.ARTICLES}))
    )
    assert (changed.features, changed.may_remove) == ((ASK, PortalFeature.ARTICLES), False)
    everything = wanted("Non-portal users", ALL_FEATURES)
    await refused(stage.groups.edit(ADMINISTRATOR, VISITORS, 1, everything), "field.features")


async def test_a_name_is_taken_at_home_and_by_the_provider_and_no_home_has_too_many(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.made(stage.a)
    await stage.made(stage.b)
    for home, name in ((stage.a, "Counter"), (stage.a, "Standard"), (INSTANCE, "Limited")):
        await refused(stage.made(home, name), "portal_group.exists")
    await refused(stage.made(stage.a, " "), "field.name")
    await refused(stage.made(OrganizationId(named("nowhere"))), "not_found")
    monkeypatch.setattr(rules, "MAX_GROUPS", 2)
    await stage.made(stage.a, "Second")
    await refused(stage.made(stage.a, "Third"), "portal_group.too_many")
