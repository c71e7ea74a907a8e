"""Tests of looking after people, on both databases."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import select

from broker.access.actors import AccountActor, AccountKind
from broker.access.groups import BuiltInGroup
from broker.access.permissions import GRANTABLE, INSIDE, Permission
from broker.access.scopes import only
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing, Refusal, SignInNeeded
from broker.features.accounts import store as account_store
from broker.features.people.service import Draft, PeopleService, PersonAnswer, Wanted
from broker.features.people.store import Filter, Status
from broker.storage import tables
from broker.storage.listing import Listed
from broker.storage.paging import PageAsked
from broker.storage.unit_of_work import UnitOfWork
from protocol.identifiers import OrganizationId
from tests.broker.features.people.acting import acts_over
from tests.fakes.accounts import PASSWORD, Accounts, accounts_over
from tests.fakes.actors import SYSTEM, staff
from tests.fakes.clock import FakeClock

ADMINISTRATOR = staff(*GRANTABLE, name="Ada Berg")
DAY = 24 * 3600


@dataclass(slots=True, kw_only=True)
class Stage:
    """People over one database, and what was told to the world."""

    accounts: Accounts
    people: PeopleService
    revoked: list[tuple[str, bool]] = field(default_factory=list)

    async def end_user(self, organization: OrganizationId, name: str = "Mia Alder") -> PersonAnswer:
        draft = Draft(
            kind=AccountKind.END_USER,
            name=name,
            email=f"{name.split(maxsplit=1)[0].lower()}@{organization[:4]}.example",
            phone="",
            organization_id=organization,
        )
        return await self.people.add(ADMINISTRATOR, draft)


@pytest.fixture
def stage(work: UnitOfWork) -> Iterator[Stage]:
    revoked: list[tuple[str, bool]] = []
    people = PeopleService(work=work, acts=acts_over(revoked))
    with accounts_over(work) as accounts:
        yield Stage(accounts=accounts, people=people, revoked=revoked)


def wanted(person: PersonAnswer, **changed: Any) -> Wanted:
    return replace(Wanted(name=person.name, email=person.email, phone=person.phone, version=person.version), **changed)


async def test_a_list_shows_whom_the_permission_reaches_and_counts_nobody_else(stage: Stage) -> None:
    one, other = await stage.accounts.organization("Org A"), await stage.accounts.organization("Org B")
    mia = await stage.end_user(one.id)
    await stage.end_user(other.id, "Noa Birch")
    await stage.accounts.staff()
    narrow = staff(Permission.ACCOUNT_READ, reach=only(one.id))
    assert await stage.people.page(narrow, Filter(), PageAsked()) == Listed(items=(mia,), next=None, total=1)
    for beyond in (Filter(text="noa"), Filter(organization=other.id), Filter(kind=AccountKind.STAFF)):
        assert await stage.people.page(narrow, beyond, PageAsked()) == Listed(items=(), next=None, total=0)
    assert (await stage.people.page(ADMINISTRATOR, Filter(), PageAsked())).total == 3


async def test_words_kind_and_status_narrow_a_list_and_signs_mean_themselves(stage: Stage) -> None:
    one = await stage.accounts.organization()
    await stage.accounts.end_user(one.id, "under_score@one.example")
    await stage.accounts.staff()
    for narrowed, count in (
        (Filter(text="UNDER_score"), 1),
        (Filter(text="r_s"), 1),
        (Filter(text="d_t"), 0),
        (Filter(text="%"), 0),
        (Filter(text="one.example under"), 1),
        (Filter(kind=AccountKind.STAFF), 1),
        (Filter(status=Status.ACTIVE), 2),
        (Filter(status=Status.DISABLED), 0),
    ):
        assert (await stage.people.page(ADMINISTRATOR, narrowed, PageAsked())).total == count, narrowed


@pytest.mark.parametrize("newest_first", [False, True])
async def test_a_list_goes_on_where_it_stopped(stage: Stage, clock: FakeClock, newest_first: bool) -> None:
    one = await stage.accounts.organization()
    made = []
    for name in ("Ann", "Bea", "Cem", "Dan", "Eva"):
        made.append((await stage.end_user(one.id, name)).id)
        clock.advance(1)
    narrowed, seen, cursor = Filter(newest_first=newest_first), list[str](), None
    for _ in range(3):
        page = await stage.people.page(ADMINISTRATOR, narrowed, PageAsked(cursor=cursor, limit=2))
        items, cursor, total = page.items, page.next, page.total
        seen += [each.id for each in items]
        assert total == 5
    assert cursor is None
    assert seen == (made[::-1] if newest_first else made)


async def test_the_second_of_two_writers_is_told_what_changed(stage: Stage) -> None:
    mia = await stage.end_user((await stage.accounts.organization()).id)
    changed = await stage.people.change(ADMINISTRATOR, mia.id, wanted(mia, phone="1"))
    assert (changed.phone, changed.version) == ("1", 2)
    with pytest.raises(Conflict) as refused:
        await stage.people.change(ADMINISTRATOR, mia.id, wanted(mia, name="Mia B"))
    assert (refused.value.code, refused.value.fields) == (
        "save.conflict",
        {"name": "Now: Mia Alder", "phone": "Now: 1"},
    )
    assert await stage.people.one(ADMINISTRATOR, mia.id) == changed


async def test_an_address_is_used_once_however_it_is_written(stage: Stage) -> None:
    one = await stage.accounts.organization()
    mia, noa = await stage.end_user(one.id), await stage.end_user(one.id, "Noa Birch")
    with pytest.raises(Conflict) as refused:
        await stage.people.change(ADMINISTRATOR, noa.id, wanted(noa, email=mia.email.upper()))
    assert refused.value.code == "account.exists"
    assert (await stage.people.change(ADMINISTRATOR, mia.id, wanted(mia, email=mia.email.upper()))).version == 2


async def test_an_end_user_has_a_home_that_is_there(stage: Stage) -> None:
    draft = Draft(kind=AccountKind.END_USER, name="A", email="a@b.example", phone="", organization_id=None)
    with pytest.raises(BadInput):
        await stage.people.add(ADMINISTRATOR, draft)
    archived = await stage.accounts.organization()
    await stage.accounts.organizations.archive(SYSTEM, archived.id)
    for home in ("a" * 26, archived.id):
        with pytest.raises(NotFound):
            await stage.people.add(ADMINISTRATOR, replace(draft, organization_id=home))


async def test_a_disabled_person_is_out_at_once_and_fails_like_any_stranger(stage: Stage, clock: FakeClock) -> None:
    one = await stage.accounts.organization()
    account = await stage.accounts.end_user(one.id)
    token = await stage.accounts.signed_in("person@customer.example", clock.now())
    assert await stage.accounts.sign_ins.person(token) is not None
    assert (await stage.people.disable(ADMINISTRATOR, account)).status is Status.DISABLED
    assert stage.revoked == [(account, True)]
    assert await stage.accounts.sign_ins.person(token) is None
    said = set()
    for email in ("person@customer.example", "nobody@customer.example"):
        with pytest.raises(Refusal) as refused:
            await stage.accounts.sign_ins.by_password(email, PASSWORD, "192.0.2.9")
        said.add((refused.value.code, refused.value.message, refused.value.status))
    assert len(said) == 1
    assert (await stage.people.enable(ADMINISTRATOR, account)).status is Status.ACTIVE
    assert await stage.accounts.sign_ins.person(token) is None
    await stage.accounts.signed_in("person@customer.example", clock.now())


async def test_a_half_done_sign_in_ends_too(stage: Stage) -> None:
    account = await stage.accounts.staff()
    step = await stage.accounts.sign_ins.by_password("technician@provider.example", PASSWORD, "192.0.2.9")
    await stage.people.disable(ADMINISTRATOR, account)
    with pytest.raises(SignInNeeded):
        await stage.accounts.sign_ins.by_code(step.token, "000000", "192.0.2.9")


async def test_people_of_an_archived_organization_are_out_until_it_is_restored(stage: Stage, clock: FakeClock) -> None:
    one = await stage.accounts.organization()
    await stage.accounts.end_user(one.id)
    token = await stage.accounts.signed_in("person@customer.example", clock.now())
    await stage.accounts.organizations.archive(SYSTEM, one.id)
    assert await stage.accounts.sign_ins.person(token) is None
    with pytest.raises(Refusal):
        await stage.accounts.signed_in("person@customer.example", clock.now())
    await stage.accounts.organizations.restore(SYSTEM, one.id)
    assert await stage.accounts.sign_ins.person(token) is not None


async def test_a_deleted_person_waits_seven_days_and_can_come_back(stage: Stage, clock: FakeClock) -> None:
    mia = await stage.end_user((await stage.accounts.organization()).id)
    with pytest.raises(BadInput):
        await stage.people.delete(ADMINISTRATOR, mia.id, "mia")
    leaving = await stage.people.delete(ADMINISTRATOR, mia.id, "Mia Alder")
    assert leaving.status is Status.LEAVING
    assert leaving.delete_at is not None
    clock.advance(7 * DAY - 1)
    await stage.people.purge()
    assert (await stage.people.keep(ADMINISTRATOR, mia.id)).status is Status.ACTIVE
    clock.advance(2)
    await stage.people.purge()
    assert (await stage.people.one(ADMINISTRATOR, mia.id)).delete_at is None


async def test_after_seven_days_the_person_is_gone_and_the_audit_log_stays(stage: Stage, clock: FakeClock) -> None:
    one = await stage.accounts.organization()
    account = await stage.accounts.end_user(one.id)
    await stage.accounts.signed_in("person@customer.example", clock.now())
    await stage.people.delete(ADMINISTRATOR, account, "Accounts assistant")
    clock.advance(7 * DAY)
    await stage.people.purge()
    with pytest.raises(NotFound):
        await stage.people.one(ADMINISTRATOR, account)
    entries = tables.audit_entries.c
    query = select(entries.kind).where(entries.subject == account).order_by(entries.sequence)
    kinds = await stage.accounts.work.view(
        SYSTEM, Permission.AUDIT_READ, lambda view: list(view.connection.execute(query).scalars())
    )
    assert kinds == ["account.created", "sign_in.ok", "account.leaving", "account.deleted"]
    await stage.people.purge()


async def test_nobody_shuts_themselves_or_the_last_administrator_out(stage: Stage) -> None:
    last = await stage.accounts.staff(group=BuiltInGroup.PROVIDER_ADMINISTRATOR)
    groups = await stage.accounts.work.view(
        SYSTEM, Permission.ACCOUNT_READ, lambda view: account_store.groups_of(view, last)
    )
    assert groups
    for attempt, code in (
        (stage.people.disable(ADMINISTRATOR, last), "account.last_administrator"),
        (stage.people.delete(ADMINISTRATOR, last, "Duty technician"), "account.last_administrator"),
        (stage.people.disable(replace(ADMINISTRATOR, account_id=last), last), "account.oneself"),
    ):
        with pytest.raises(Conflict) as refused:
            await attempt
        assert refused.value.code == code
    await stage.accounts.staff("second@provider.example", group=BuiltInGroup.PROVIDER_ADMINISTRATOR)
    assert (await stage.people.disable(ADMINISTRATOR, last)).status is Status.DISABLED


async def test_nobody_changes_who_may_do_more_than_they(stage: Stage) -> None:
    one = await stage.accounts.organization()
    powerful = await stage.accounts.staff(organization=one.id)
    actor = staff(Permission.STAFF_CHANGE, Permission.ACCOUNT_READ, reach=only(one.id))
    with pytest.raises(PermissionMissing):
        await stage.people.disable(actor, powerful)
    assert (await stage.people.disable(ADMINISTRATOR, powerful)).status is Status.DISABLED


def reading(*permissions: Permission, organization: OrganizationId) -> AccountActor:
    return staff(Permission.ACCOUNT_READ, *permissions, reach=only(organization))


async def test_a_foreign_person_is_as_missing_as_one_that_never_was(stage: Stage) -> None:
    one, other = await stage.accounts.organization("Org A"), await stage.accounts.organization("Org B")
    foreign = [(await stage.end_user(other.id)).id, await stage.accounts.staff(), "a" * 26]
    own = await stage.end_user(one.id, "Noa Birch")
    for actor in (
        reading(Permission.END_USER_CHANGE, organization=one.id),
        reading(Permission.STAFF_CHANGE, organization=one.id),
        reading(Permission.END_USER_CHANGE, Permission.STAFF_CHANGE, organization=one.id),
        staff(Permission.END_USER_CHANGE, reach=only(one.id)),
    ):
        for account in foreign:
            for attempt in (
                stage.people.disable(actor, account),
                stage.people.enable(actor, account),
                stage.people.delete(actor, account, "Mia Alder"),
                stage.people.keep(actor, account),
                stage.people.change(actor, account, wanted(own)),
            ):
                with pytest.raises(NotFound):
                    await attempt
    with pytest.raises(PermissionMissing):
        await stage.people.disable(reading(Permission.STAFF_CHANGE, organization=one.id), own.id)


async def test_the_last_administrator_of_an_organization_is_shut_out_only_from_outside(stage: Stage) -> None:
    here = (await stage.accounts.organization()).id
    last = await stage.accounts.staff(
        "boss@a.example", group=BuiltInGroup.ORGANIZATION_ADMINISTRATOR, organization=here
    )
    inside = staff(*INSIDE, reach=only(here), name="Bea Colleague", organization=here)
    with pytest.raises(Conflict) as refusal:
        await stage.people.disable(inside, last)
    assert refusal.value.code == "account.last_administrator"
    assert (await stage.people.disable(ADMINISTRATOR, last)).status is Status.DISABLED
