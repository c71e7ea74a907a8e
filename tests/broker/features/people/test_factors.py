"""Tests of other people's second factors, on both databases."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import select

from broker.access.permissions import GRANTABLE, Permission
from broker.access.scopes import only
from broker.errors import Conflict, NotFound, PermissionMissing
from broker.features.accounts.factors import Need, News
from broker.features.accounts.records import Account
from broker.features.accounts.sign_in import Next
from broker.features.invitations.issuing import Issuer
from broker.features.people.factors import PeoplesFactors
from broker.features.people.service import PeopleService
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from tests.broker.features.people.acting import acts_over
from tests.fakes.accounts import ADDRESS, PASSWORD, TOTP_SECRET, Accounts, accounts_over
from tests.fakes.actors import SYSTEM, staff
from tests.fakes.clock import FakeClock

ADMINISTRATOR = staff(*GRANTABLE, name="Ada Berg")
STAFF, PERSON = "technician@provider.example", "person@customer.example"


@dataclass(slots=True, kw_only=True)
class Stage:
    """People and their factors over one database, and what was told."""

    accounts: Accounts
    factors: PeoplesFactors
    revoked: list[tuple[str, bool]]
    told: list[tuple[str, str]] = field(default_factory=list)

    async def kinds(self) -> list[str]:
        query = select(tables.audit_entries.c.kind)
        work = self.accounts.work
        return await work.view(SYSTEM, Permission.AUDIT_READ, lambda view: [*view.connection.execute(query).scalars()])


@pytest.fixture
def stage(work: UnitOfWork) -> Iterator[Stage]:
    revoked: list[tuple[str, bool]] = []
    told: list[tuple[str, str]] = []

    def tell(change: Change, account: Account, news: News, name: str = "") -> None:
        told.append((account.email, f"{news.value} by {name}"))

    with accounts_over(work) as accounts:
        issuer = Issuer(sealer=accounts.sealer, instance="Handrail", wake=lambda: None)
        acts = replace(acts_over(revoked), inviting=issuer)
        people = PeopleService(work=work, acts=acts)
        factors = PeoplesFactors(people, acts, work=work, settings=Settings(), tell=tell)
        yield Stage(accounts=accounts, factors=factors, revoked=revoked, told=told)


async def test_a_reset_takes_everything_signs_out_and_is_told_by_mail(stage: Stage, clock: FakeClock) -> None:
    account = await stage.accounts.staff()
    token = await stage.accounts.signed_in(STAFF, clock.now(), TOTP_SECRET)
    before = await stage.factors.read(ADMINISTRATOR, account)
    assert before.app_since is not None
    assert before.needs == (Need.POWER,)
    after = await stage.factors.reset(ADMINISTRATOR, account)
    assert (after.app_since, after.passkeys, after.recovery_codes) == (None, (), 0)
    assert stage.told == [(STAFF, "factors_reset by Ada Berg")]
    assert stage.revoked == [(account, False)]
    assert await stage.accounts.sign_ins.person(token) is None
    step = await stage.accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)
    assert step.next is Next.SET_UP_CODE
    # Once more there is nothing to do, and nobody is told.
    await stage.factors.reset(ADMINISTRATOR, account)
    assert len(stage.told) == 1
    assert (await stage.kinds()).count("factors.reset") == 1


async def test_nobody_resets_who_holds_more_or_oneself_or_who_is_out_of_reach(stage: Stage) -> None:
    organization = await stage.accounts.organization()
    technician = await stage.accounts.staff()
    person = await stage.accounts.end_user(organization.id)
    narrow = staff(Permission.ACCOUNT_READ, Permission.STAFF_CHANGE)
    with pytest.raises(PermissionMissing):
        await stage.factors.reset(narrow, technician)
    with pytest.raises(PermissionMissing):
        await stage.factors.require(narrow, technician, required=True)
    elsewhere = await stage.accounts.organization("Org B")
    foreign = staff(Permission.ACCOUNT_READ, Permission.END_USER_CHANGE, reach=only(elsewhere.id))
    for missing in (person, "a" * 26):
        with pytest.raises(NotFound):
            await stage.factors.read(foreign, missing)
        with pytest.raises(NotFound):
            await stage.factors.reset(foreign, missing)
        with pytest.raises(NotFound):
            await stage.factors.require(foreign, missing, required=True)
    oneself = staff(*GRANTABLE)
    with pytest.raises(Conflict) as refused:
        await stage.factors.reset(oneself, oneself.account_id)
    assert refused.value.code == "account.oneself"


async def test_who_must_have_a_second_factor_and_has_none_is_led_to_set_one_up(stage: Stage, clock: FakeClock) -> None:
    organization = await stage.accounts.organization()
    person = await stage.accounts.end_user(organization.id)
    token = await stage.accounts.signed_in(PERSON, clock.now())
    assert await stage.accounts.sign_ins.person(token) is not None
    required = await stage.factors.require(ADMINISTRATOR, person, required=True)
    assert (required.needs, required.required) == ((Need.ACCOUNT,), True)
    assert await stage.accounts.sign_ins.person(token) is None
    assert (await stage.accounts.sign_ins.by_password(PERSON, PASSWORD, ADDRESS)).next is Next.SET_UP_CODE
    await stage.factors.require(ADMINISTRATOR, person, required=True)
    await stage.factors.require(ADMINISTRATOR, person, required=False)
    assert (await stage.accounts.sign_ins.by_password(PERSON, PASSWORD, ADDRESS)).next is Next.SIGNED_IN
    assert (await stage.kinds()).count("mfa.required") == 1


async def test_a_group_that_asks_for_a_second_factor_counts_even_where_it_gives_nothing(stage: Stage) -> None:
    account = await stage.accounts.staff(group=None, totp=None)

    def body(change: Change) -> None:
        row = {"id": "g" * 26, "name": "Cautious", "created_at": change.now, "requires_factor": True}
        change.connection.execute(tables.security_groups.insert().values(**row))
        member = {"group_id": "g" * 26, "account_id": account}
        change.connection.execute(tables.security_group_members.insert().values(**member))
        change.needs_no_entry(Upkeep.LEFTOVERS)

    await stage.accounts.work.change(SYSTEM, Permission.GROUP_CHANGE, body)
    assert (await stage.factors.read(ADMINISTRATOR, account)).needs == (Need.GROUP,)
    assert (await stage.accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)).next is Next.SET_UP_CODE
