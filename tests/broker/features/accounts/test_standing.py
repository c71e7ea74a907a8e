"""Tests of whether somebody is still signed in."""

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.features.accounts.gate import AccountGate
from broker.features.accounts.standing import standing_of
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.unit_of_work import Change, Upkeep
from tests.fakes.accounts import ADDRESS, Accounts
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import FakeClock


async def standing(accounts: Accounts, person: AccountActor, sign_in: str | None) -> AccountActor | None:
    return await accounts.work.view(
        SYSTEM, Permission.ACCOUNT_READ, lambda view: standing_of(view, Settings(), person.account_id, sign_in)
    )


async def test_somebody_stands_while_their_sign_in_does(accounts: Accounts, clock: FakeClock) -> None:
    organization = await accounts.organization()
    await accounts.end_user(organization.id)
    token = await accounts.signed_in("person@customer.example", clock.now())
    person = await AccountGate(accounts.sign_ins, accounts.work).actor(token, ADDRESS)
    assert person is not None
    assert await standing(accounts, person, person.sign_in_id) == person
    assert await standing(accounts, person, None) == person
    assert await standing(accounts, person, "a" * 26) is None
    await accounts.sign_ins.end(token, ADDRESS)
    assert await standing(accounts, person, person.sign_in_id) is None
    assert await standing(accounts, person, None) is None


async def test_a_sign_in_that_nobody_used_is_over(accounts: Accounts, clock: FakeClock) -> None:
    organization = await accounts.organization()
    await accounts.end_user(organization.id)
    token = await accounts.signed_in("person@customer.example", clock.now())
    person = await AccountGate(accounts.sign_ins, accounts.work).actor(token, ADDRESS)
    assert person is not None
    clock.advance(7 * 86_400 - 1)
    assert await standing(accounts, person, person.sign_in_id) is not None
    clock.advance(2)
    assert await standing(accounts, person, person.sign_in_id) is None


async def test_nobody_stands_whose_portal_is_switched_off(accounts: Accounts, clock: FakeClock) -> None:
    organization = await accounts.organization()
    await accounts.end_user(organization.id)
    token = await accounts.signed_in("person@customer.example", clock.now())
    person = await AccountGate(accounts.sign_ins, accounts.work).actor(token, ADDRESS)
    assert person is not None

    def switch_off(change: Change) -> None:
        values = {"organization_id": organization.id, "redirect_url": "https://help.example", "version": 1}
        change.connection.execute(tables.portals.insert().values(values))
        change.needs_no_entry(Upkeep.LEFTOVERS)

    await accounts.work.change(SYSTEM, Permission.PORTAL_CHANGE, switch_off)
    assert await standing(accounts, person, person.sign_in_id) is None
