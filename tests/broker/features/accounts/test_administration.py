"""Tests of accounts made from the console."""

import asyncio

import pytest
from sqlalchemy import func, select

from broker.access.actors import AccountKind
from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.access.scopes import ALL
from broker.errors import BadInput, Refusal
from broker.features.accounts import store
from broker.features.accounts.administration import Administration, NewAccount
from broker.features.accounts.rules import PasswordProfile
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork
from protocol.identifiers import OrganizationId
from tests.fakes.accounts import PASSWORD, TOTP_SECRET, Accounts
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import FakeClock


def wanted(**changed: object) -> NewAccount:
    usual = {"kind": AccountKind.STAFF, "email": "ada@provider.example", "name": "Ada Berg", "password": PASSWORD}
    return NewAccount(**(usual | changed))  # type: ignore[arg-type]


async def count(work: UnitOfWork) -> int:
    query = select(func.count()).select_from(tables.accounts)
    return await work.view(SYSTEM, Permission.ACCOUNT_READ, lambda view: view.connection.execute(query).scalar_one())


async def refused(awaitable: object) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        await awaitable  # type: ignore[misc]
    return refusal.value


async def test_the_first_administrator_is_made_once_with_the_consoles_secret(accounts_on_both: Accounts) -> None:
    accounts = accounts_on_both
    secret = await accounts.administration.new_set_up_secret()
    assert secret is not None
    made = await accounts.administration.create_first(wanted(), secret.upper().replace("-", " "))
    groups = await accounts.work.view(SYSTEM, Permission.GROUP_READ, lambda view: store.groups_of(view, made))
    assert [(group.reach, Permission.STAFF_CREATE in group.permissions) for group in groups] == [(ALL, True)]
    assert await accounts.administration.new_set_up_secret() is None
    again = await refused(accounts.administration.create_first(wanted(email="b@provider.example"), secret))
    assert again.code == "set_up.done"
    assert await count(accounts.work) == 1


async def test_two_who_set_up_at_once_make_one_administrator(accounts_on_both: Accounts) -> None:
    accounts = accounts_on_both
    secret = await accounts.administration.new_set_up_secret()
    assert secret is not None
    found = await asyncio.gather(
        *(accounts.administration.create_first(wanted(email=f"p{n}@x.example"), secret) for n in range(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Refusal) for each in found) == 3
    assert await count(accounts.work) == 1


async def test_a_wrong_old_or_replaced_secret_makes_nobody(accounts: Accounts, clock: FakeClock) -> None:
    first = await accounts.administration.new_set_up_secret()
    second = await accounts.administration.new_set_up_secret()
    assert first is not None
    assert second is not None
    for secret in ("", "wrong", first):
        assert (await refused(accounts.administration.create_first(wanted(), secret))).code == "set_up.wrong_secret"
    clock.advance(24 * 3600)
    assert (await refused(accounts.administration.create_first(wanted(), second))).code == "set_up.wrong_secret"
    assert await count(accounts.work) == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"name": " "}, "name"),
        ({"name": "a" * 121}, "name"),
        ({"name": "Ada\u202eBerg"}, "name"),
        ({"password": "short"}, "password"),
        ({"password": "Ada@Provider.Example"}, "password"),
        ({"totp_secret": "nonsense"}, "totp_secret"),
    ],
)
async def test_what_is_wrong_is_named_by_its_field(accounts: Accounts, changed: dict[str, object], field: str) -> None:
    refusal = await refused(accounts.administration.add(wanted(**changed)))
    assert refusal.fields is not None
    assert list(refusal.fields) == [field]
    assert await count(accounts.work) == 0


async def test_an_address_has_one_account_in_whatever_case(accounts: Accounts) -> None:
    await accounts.administration.add(wanted())
    again = await refused(accounts.administration.add(wanted(email="ADA@Provider.example ")))
    assert (again.code, again.status) == ("account.exists", 409)


async def test_staff_of_one_organization_reach_that_one_only(accounts: Accounts) -> None:
    organization = await accounts.organization()
    await accounts.organization("Org B")
    made = await accounts.staff(group=BuiltInGroup.TECHNICIAN, organization=organization.id)
    groups = await accounts.work.view(SYSTEM, Permission.GROUP_READ, lambda view: store.groups_of(view, made))
    assert [group.reach for group in groups] == [frozenset({organization.id})]


async def test_an_end_user_belongs_to_an_organization_that_exists_and_to_no_group(accounts: Accounts) -> None:
    organization = await accounts.organization()
    kind = AccountKind.END_USER
    for changed, code in (
        ({"kind": kind}, "account.wrong_kind"),
        (
            {"kind": kind, "organization_id": organization.id, "group": BuiltInGroup.AUDITOR},
            "account.wrong_kind",
        ),
        ({"kind": kind, "organization_id": OrganizationId("a" * 26)}, "not_found"),
    ):
        assert (await refused(accounts.administration.add(wanted(**changed)))).code == code


async def test_a_given_secret_for_codes_counts_at_once(accounts: Accounts) -> None:
    made = await accounts.administration.add(wanted(totp_secret=TOTP_SECRET))
    found = await accounts.work.view(SYSTEM, Permission.ACCOUNT_READ, lambda view: store.account_by_id(view, made))
    assert found is not None
    assert found.has_codes


async def test_the_nist_profile_counts_at_the_console_too(accounts: Accounts) -> None:
    lenient = Administration(
        work=accounts.work, hashes=accounts.hashes, sealer=accounts.sealer, profile=PasswordProfile.NIST
    )
    organization = await accounts.organization()
    phrase = "maple otter lantern bridge"
    asked = wanted(kind=AccountKind.END_USER, organization_id=organization.id, password=phrase)
    with pytest.raises(BadInput):
        await accounts.administration.add(asked)
    await lenient.add(asked)
    with pytest.raises(BadInput):
        await lenient.add(wanted(kind=AccountKind.END_USER, organization_id=organization.id, password="maple otter"))
