"""Doing the same to many people, on both databases."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import func, select, update

from broker.access.actors import AccountActor, AccountKind
from broker.access.permissions import GRANTABLE, Permission
from broker.access.portal_features import PortalFeature
from broker.access.portal_groups import BuiltInPortalGroup
from broker.access.scopes import only
from broker.errors import BadInput, Refusal
from broker.features.people.acts import Act
from broker.features.people.bulk import Bulk, Order, Row
from broker.features.people.choosing import ApplyTo, Chosen, Sizes, TargetKind
from broker.features.people.service import Draft, PeopleService, PersonAnswer
from broker.features.people.service import Wanted as Kept
from broker.features.people.store import Filter
from broker.features.portal_groups.service import PortalGroups, Wanted
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from protocol.identifiers import OrganizationId
from tests.broker.features.people.acting import acts_over
from tests.fakes.accounts import ADDRESS, PASSWORD, Accounts, accounts_over
from tests.fakes.actors import SYSTEM, named, staff

ADMINISTRATOR = staff(*GRANTABLE, name="Ada Berg")
ENABLE, DISABLE = Order(act=Act.ENABLE_PORTAL), Order(act=Act.DISABLE_PORTAL)
NO_ACCESS, STANDARD, LIMITED = (BuiltInPortalGroup.NO_ACCESS, BuiltInPortalGroup.STANDARD, BuiltInPortalGroup.LIMITED)
EVERYBODY = Chosen(filter=Filter(kind=AccountKind.END_USER))


@dataclass(slots=True, kw_only=True)
class Stage:
    """People over one database, and what was told to the world."""

    accounts: Accounts
    people: PeopleService
    bulk: Bulk
    revoked: list[tuple[str, bool]] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)

    async def person(
        self, organization: OrganizationId, name: str, group: BuiltInPortalGroup | None = NO_ACCESS
    ) -> PersonAnswer:
        draft = Draft(
            kind=AccountKind.END_USER,
            name=name,
            email=f"{name.lower()}@{organization[:6]}.example",
            phone="",
            organization_id=organization,
            portal_group_id=group.id if group else None,
        )
        return await self.people.add(ADMINISTRATOR, draft)

    async def speaks_for(self, organization: OrganizationId, person: str) -> None:
        row = tables.organizations.c
        await self.write(update(tables.organizations).where(row.id == organization).values(main_contact_id=person))

    async def write(self, statement: object) -> None:
        def body(change: Change) -> None:
            change.connection.execute(statement)  # type: ignore[call-overload]
            change.needs_no_entry(Upkeep.LEFTOVERS)

        await self.accounts.work.change(SYSTEM, Permission.END_USER_CHANGE, body)

    async def count(self, kind: str) -> int:
        entries = tables.audit_entries.c
        query = select(func.count()).where(entries.kind == kind)
        return await self.accounts.work.view(
            SYSTEM, Permission.AUDIT_READ, lambda view: view.connection.execute(query).scalar_one()
        )

    async def all(self, order: Order, chosen: Chosen, limit: int = 3, actor: AccountActor = ADMINISTRATOR) -> list[Row]:
        """Go on until everything is done, as the portal does."""
        rows: list[Row] = []
        cursor: str | None = None
        while True:
            some, cursor = await self.bulk.apply(actor, order, chosen, cursor, limit)
            assert len(some) <= limit
            rows += some
            if cursor is None:
                return rows


@pytest.fixture
def stage(work: UnitOfWork) -> Iterator[Stage]:
    revoked: list[tuple[str, bool]] = []
    looked: list[str] = []
    acts = acts_over(revoked, looked)
    with accounts_over(work) as accounts:
        yield Stage(
            accounts=accounts,
            people=PeopleService(work=work, acts=acts),
            bulk=Bulk(work, acts),
            revoked=revoked,
            looked=looked,
        )


def problems(rows: list[Row]) -> list[str]:
    return [row.problem.code if row.problem else "" for row in rows]


async def test_enabling_many_invites_each_who_has_no_password_and_asking_again_changes_nothing(stage: Stage) -> None:
    home = (await stage.accounts.organization()).id
    people = [await stage.person(home, f"P{number}") for number in range(7)]
    claimed = await stage.accounts.end_user(home)
    chosen = Chosen(accounts=(*(each.id for each in people), claimed))
    assert await stage.bulk.sizes(ADMINISTRATOR, chosen) == Sizes(
        rows=8, people=8, without_password=7, without_contact=0
    )
    rows = await stage.all(ENABLE, chosen)
    assert sorted(row.target.id for row in rows) == sorted(chosen.accounts)
    assert problems(rows) == [""] * 8
    assert sum(row.done.invited for row in rows) == 7
    assert (await stage.count("portal_access.given"), await stage.count("link.made")) == (7, 7)
    assert not any(row.done.changed for row in await stage.all(ENABLE, chosen))
    assert (await stage.count("portal_access.given"), await stage.count("link.made")) == (7, 7)
    assert (await stage.bulk.sizes(ADMINISTRATOR, chosen)).without_password == 0
    assert all([(await stage.people.one(ADMINISTRATOR, each.id)).portal.group.name == "Standard" for each in people])  # type: ignore[union-attr]


async def test_disabling_shuts_out_at_once_and_enabling_lets_in_again(stage: Stage) -> None:
    home = (await stage.accounts.organization()).id
    person = await stage.accounts.end_user(home)
    step = await stage.accounts.sign_ins.by_password("person@customer.example", PASSWORD, ADDRESS)
    assert await stage.accounts.sign_ins.person(step.token) is not None
    (row,) = await stage.all(DISABLE, Chosen(accounts=(person,)))
    assert row.done.changed
    assert (stage.revoked, stage.looked) == ([(person, False)], ["again"])
    assert await stage.accounts.sign_ins.person(step.token) is None
    with pytest.raises(Refusal):
        await stage.accounts.sign_ins.by_password("person@customer.example", PASSWORD, ADDRESS)
    await stage.all(ENABLE, Chosen(accounts=(person,)))
    assert await stage.accounts.sign_ins.person(step.token) is None
    again = await stage.accounts.sign_ins.by_password("person@customer.example", PASSWORD, ADDRESS)
    assert await stage.accounts.sign_ins.person(again.token) is not None


async def test_an_unclaimed_invitation_is_void_once_the_portal_is_disabled_and_sent_anew_afterwards(
    stage: Stage,
) -> None:
    home = (await stage.accounts.organization()).id
    chosen = Chosen(accounts=((await stage.person(home, "Mia")).id,))
    for _ in range(2):
        (row,) = await stage.all(ENABLE, chosen)
        assert row.done.invited
        await stage.all(DISABLE, chosen)
    assert await stage.count("link.made") == 2


async def test_a_corrected_address_voids_what_went_to_the_former_one_and_is_invited_anew(stage: Stage) -> None:
    home = (await stage.accounts.organization()).id
    person = await stage.person(home, "P1")
    await stage.all(ENABLE, Chosen(accounts=(person.id,)))
    corrected = Kept(name=person.name, email="right@customer.example", phone="", version=2)
    await stage.people.change(ADMINISTRATOR, person.id, corrected)
    (row,) = await stage.all(ENABLE, Chosen(accounts=(person.id,)))
    assert row.done.invited
    link = tables.one_time_links.c
    query = select(link.email).where(link.voided_at.is_(None))
    living = await stage.accounts.work.view(
        SYSTEM, Permission.ACCOUNT_READ, lambda view: [*view.connection.execute(query).scalars()]
    )
    assert living == ["right@customer.example"]
    # Whoever reads the former mailbox has never been here, and is told of no other address.
    mails = select(tables.mails.c.kind)
    kinds = await stage.accounts.work.view(
        SYSTEM, Permission.MAIL_READ, lambda view: {*view.connection.execute(mails).scalars()}
    )
    assert kinds == {"invitation"}
    # Another spelling of the same address is the same mailbox, whose link goes on working.
    await stage.people.change(ADMINISTRATOR, person.id, replace(corrected, email="Right@customer.example", version=3))
    (row,) = await stage.all(ENABLE, Chosen(accounts=(person.id,)))
    assert not row.done.invited
    # One that is only found by the same letters is another mailbox.
    for version, email in enumerate(("right@cu\u017ftomer.example", "right@\uff43ustomer.example"), start=4):
        await stage.people.change(ADMINISTRATOR, person.id, replace(corrected, email=email, version=version))
        (row,) = await stage.all(ENABLE, Chosen(accounts=(person.id,)))
        assert row.done.invited


async def test_an_organization_means_its_main_contact_and_each_without_one_is_told(stage: Stage) -> None:
    one, other = (await stage.accounts.organization("Org A")).id, (await stage.accounts.organization("Org B")).id
    mia, noa = await stage.person(one, "Mia"), await stage.person(one, "Noa")
    await stage.speaks_for(one, mia.id)
    chosen = Chosen(organizations=(one, other), apply_to=ApplyTo.ORGANIZATIONS)
    assert await stage.bulk.sizes(ADMINISTRATOR, chosen) == Sizes(
        rows=2, people=1, without_password=1, without_contact=1
    )
    rows = {row.target.id: row for row in await stage.all(ENABLE, chosen, limit=1)}
    assert rows[one].done.changed
    assert problems([rows[other]]) == ["bulk.no_contact"]
    assert (await stage.people.one(ADMINISTRATOR, noa.id)).portal.is_on is False  # type: ignore[union-attr]
    both = Chosen(organizations=(one, other), apply_to=ApplyTo.BOTH)
    kinds = [row.target.kind for row in await stage.all(ENABLE, both)]
    assert kinds == [TargetKind.ORGANIZATION] * 2 + [TargetKind.ACCOUNT] * 2
    assert (await stage.people.one(ADMINISTRATOR, noa.id)).portal.is_on is True  # type: ignore[union-attr]


async def test_people_can_stand_for_the_main_contacts_of_their_organizations(stage: Stage) -> None:
    home = (await stage.accounts.organization()).id
    mia, noa = await stage.person(home, "Mia"), await stage.person(home, "Noa")
    await stage.speaks_for(home, mia.id)
    chosen = Chosen(accounts=(noa.id,), apply_to=ApplyTo.ORGANIZATIONS)
    assert (await stage.bulk.sizes(ADMINISTRATOR, chosen)).people == 1
    (row,) = await stage.all(ENABLE, chosen)
    assert (row.target.kind, row.target.account) == (TargetKind.ORGANIZATION, mia.id)


async def test_all_that_match_are_done_in_parts_and_nobody_beyond_reach(stage: Stage) -> None:
    one, other = (await stage.accounts.organization("Org A")).id, (await stage.accounts.organization("Org B")).id
    for number in range(5):
        await stage.person(one, f"P{number}")
    foreign = await stage.person(other, "Foreign")
    clerk = await stage.accounts.staff()
    narrow = staff(Permission.END_USER_CHANGE, reach=only(one))
    assert (await stage.bulk.sizes(narrow, EVERYBODY)).rows == 5
    off = Chosen(filter=Filter(kind=AccountKind.END_USER, has_portal=False))
    rows = await stage.all(Order(act=Act.MOVE, portal_group=LIMITED.id), off, 2, narrow)
    assert problems(rows) == [""] * 5
    assert (await stage.bulk.sizes(narrow, off)).rows == 0
    assert (await stage.bulk.sizes(ADMINISTRATOR, off)).rows == 1
    nobody = named("nobody")
    asked = Chosen(accounts=(foreign.id, clerk, nobody))
    assert problems(await stage.all(ENABLE, asked, 2, narrow)) == ["not_found"] * 3
    assert {row.problem.message for row in await stage.all(ENABLE, asked, 2, narrow) if row.problem} == {
        "Nothing here for you."
    }
    places = Chosen(organizations=(other, nobody), apply_to=ApplyTo.BOTH)
    assert problems(await stage.all(ENABLE, places, 2, narrow)) == ["not_found"] * 2
    assert (await stage.people.one(ADMINISTRATOR, foreign.id)).portal.is_on is False  # type: ignore[union-attr]


async def test_one_that_cannot_be_done_does_not_keep_the_others_from_it(stage: Stage) -> None:
    home = (await stage.accounts.organization()).id
    disabled, leaving, well = [await stage.person(home, name) for name in ("Dis", "Lea", "Wel")]
    await stage.people.disable(ADMINISTRATOR, disabled.id)
    await stage.people.delete(ADMINISTRATOR, leaving.id, "Lea")
    rows = {row.target.id: row for row in await stage.all(ENABLE, Chosen(accounts=(disabled.id, leaving.id, well.id)))}
    assert rows[well.id].problem is None
    assert problems([rows[disabled.id], rows[leaving.id]]) == ["account.disabled", "account.leaving"]


async def test_a_group_of_another_organization_takes_in_nobody(stage: Stage) -> None:
    one, other = (await stage.accounts.organization("Org A")).id, (await stage.accounts.organization("Org B")).id
    groups = PortalGroups(stage.accounts.work, told=lambda home: None)
    wanted = Wanted(name="Counter", description="", features=frozenset({PortalFeature.ASK_FOR_HELP}))
    own = await groups.create(ADMINISTRATOR, one, wanted)
    here, there = await stage.person(one, "Mia", STANDARD), await stage.person(other, "Noa", STANDARD)
    rows = {
        row.target.id: row
        for row in await stage.all(Order(act=Act.MOVE, portal_group=own.id), Chosen(accounts=(here.id, there.id)))
    }
    assert rows[here.id].done.changed
    assert problems([rows[there.id]]) == ["not_found"]
    visitors = Order(act=Act.MOVE, portal_group=BuiltInPortalGroup.NON_PORTAL.id)
    assert problems(await stage.all(visitors, Chosen(accounts=(here.id,)))) == ["field.portal_group_id"]


async def test_a_second_factor_is_required_and_waived_for_many(stage: Stage) -> None:
    home = (await stage.accounts.organization()).id
    person = await stage.person(home, "Mia")
    for act, required in ((Act.REQUIRE_MFA, True), (Act.WAIVE_MFA, False)):
        for is_first in (True, False):
            (row,) = await stage.all(Order(act=act), EVERYBODY)
            assert row.done.changed is is_first
        assert (await stage.people.one(ADMINISTRATOR, person.id)).requires_factor is required
    assert (await stage.count("mfa.required"), await stage.count("mfa.waived")) == (1, 1)


async def test_people_are_disabled_and_enabled_in_bulk_too(stage: Stage) -> None:
    home = (await stage.accounts.organization()).id
    person = await stage.person(home, "Mia")
    for act, status in ((Act.DISABLE, "disabled"), (Act.ENABLE, "active")):
        await stage.all(Order(act=act), EVERYBODY)
        assert (await stage.people.one(ADMINISTRATOR, person.id)).status == status


@pytest.mark.parametrize("chosen", [Chosen(), Chosen(accounts=("a",), organizations=("b",))])
async def test_what_is_chosen_in_no_way_or_in_two_is_refused(stage: Stage, chosen: Chosen) -> None:
    with pytest.raises(BadInput):
        await stage.bulk.sizes(ADMINISTRATOR, chosen)
    with pytest.raises(BadInput):
        await stage.bulk.apply(ADMINISTRATOR, ENABLE, chosen, None, 10)
    with pytest.raises(BadInput):
        await stage.bulk.apply(ADMINISTRATOR, Order(act=Act.MOVE), EVERYBODY, None, 10)
