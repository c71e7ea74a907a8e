"""Tests of what people are told about themselves."""

import pytest

from broker.access.actors import AccountActor, AccountKind
from broker.access.permissions import Permission
from broker.access.scopes import only
from broker.errors import NotFound
from broker.features.accounts.people import People, reach_texts
from tests.fakes.accounts import Accounts
from tests.fakes.actors import ORG_A, staff


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


def test_permissions_are_spelled_with_their_reach() -> None:
    spelled = reach_texts(staff(Permission.DEVICE_READ, reach=only(ORG_A)))
    assert spelled["device:read"] == (ORG_A,)
    assert spelled["own_account:read"] == ()
    assert reach_texts(staff(Permission.DEVICE_READ))["device:read"] == "all"
    assert "session:offer" not in spelled
