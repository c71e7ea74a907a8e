"""Tests of what people may know of accounts."""

import pytest

from broker.access.actors import AccountActor, AccountKind
from broker.access.permissions import Permission
from broker.access.scopes import only
from broker.errors import NotFound, Refusal
from broker.features.accounts.people import People, PeopleQuery, reach_texts
from tests.fakes.accounts import Accounts
from tests.fakes.actors import ORG_A, staff


def asked(
    *words: str, kind: AccountKind | None = None, after: tuple[str, str] | None = None, limit: int = 50
) -> PeopleQuery:
    return PeopleQuery(words=words, kind=kind, after=after, limit=limit)


async def test_a_list_shows_whom_the_permission_reaches_and_counts_nobody_else(accounts: Accounts) -> None:
    one, other = await accounts.organization("Org A"), await accounts.organization("Org B")
    await accounts.end_user(one.id, "a@one.example")
    await accounts.end_user(other.id, "b@other.example")
    await accounts.staff()
    people = People(accounts.work)
    narrow = staff(Permission.ACCOUNT_READ, reach=only(one.id))
    found, total = await people.list(narrow, asked())
    assert ([each.email for each in found], total) == (["a@one.example"], 1)
    found, total = await people.list(narrow, asked("other"))
    assert (found, total) == ((), 0)
    found, total = await people.list(staff(Permission.ACCOUNT_READ), asked())
    assert total == 3


async def test_words_and_kind_narrow_a_list_and_signs_mean_themselves(accounts: Accounts) -> None:
    one = await accounts.organization()
    await accounts.end_user(one.id, "under_score@one.example")
    await accounts.staff()
    people, reader = People(accounts.work), staff(Permission.ACCOUNT_READ)
    for query, count in (
        (asked("UNDER_score"), 1),
        (asked("r_s"), 1),
        (asked("d_t"), 0),
        (asked("%"), 0),
        (asked("one.example", "under"), 1),
        (asked(kind=AccountKind.STAFF), 1),
        (asked(kind=AccountKind.END_USER), 1),
    ):
        assert (await people.list(reader, query))[1] == count, query


async def test_a_list_goes_on_where_it_stopped_and_shows_each_once(accounts: Accounts) -> None:
    one = await accounts.organization()
    for number in range(5):
        await accounts.end_user(one.id, f"p{number}@one.example")
    people, reader = People(accounts.work), staff(Permission.ACCOUNT_READ)
    seen: list[str] = []
    after = None
    for _ in range(5):
        found, total = await people.list(reader, asked(after=after, limit=2))
        seen += [each.email for each in found[:2]]
        assert total == 5
        if len(found) <= 2:
            break
        after = (found[1].name, found[1].id)
    assert sorted(seen) == [f"p{number}@one.example" for number in range(5)]


async def test_people_are_told_who_they_are_and_which_organizations_they_see(accounts: Accounts) -> None:
    one, other = await accounts.organization("Org A"), await accounts.organization("Org B")
    person = await accounts.end_user(one.id)
    actor = AccountActor(
        account_id=person, kind=AccountKind.END_USER, organization_id=one.id, name="A", email="person@customer.example"
    )
    oneself = await People(accounts.work).oneself(actor)
    assert oneself.account.email == "person@customer.example"
    assert oneself.organization is not None
    assert oneself.organization.name == "Org A"
    assert [each.id for each in oneself.organizations] == [one.id]
    technician = await accounts.staff()
    wide = AccountActor(
        account_id=technician,
        kind=AccountKind.STAFF,
        organization_id=None,
        name="T",
        email="t@x.example",
        grants=staff(Permission.ORGANIZATION_READ).grants,
    )
    assert [each.id for each in (await People(accounts.work).oneself(wide)).organizations] == [one.id, other.id]


async def test_an_account_that_is_gone_is_told_nothing(accounts: Accounts) -> None:
    with pytest.raises(NotFound):
        await People(accounts.work).oneself(staff(Permission.ACCOUNT_READ))


async def test_who_may_not_read_people_is_refused(accounts: Accounts) -> None:
    with pytest.raises(Refusal) as refused:
        await People(accounts.work).list(staff(), asked())
    assert refused.value.code == "permission.missing"


def test_permissions_are_spelled_with_their_reach() -> None:
    spelled = reach_texts(staff(Permission.DEVICE_READ, reach=only(ORG_A)))
    assert spelled["device:read"] == (ORG_A,)
    assert spelled["own_account:read"] == ()
    assert reach_texts(staff(Permission.DEVICE_READ))["device:read"] == "all"
    assert "session:offer" not in spelled
