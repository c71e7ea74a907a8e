"""Tests of browsers that are known: whose tries count apart."""

import pytest
from sqlalchemy import select

from broker.access.permissions import Permission
from broker.errors import Refusal
from broker.features.accounts.known_browsers import FORGOTTEN_AFTER, MOST_BROWSERS, KnownBrowsers, is_known
from broker.features.accounts.sign_in import Next
from broker.features.accounts.slowing import ACCOUNT, KNOWN
from broker.storage import tables
from tests.fakes.accounts import ADDRESS, PASSWORD, Accounts
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import FakeClock

PERSON, OTHER = "person@customer.example", "other@customer.example"


async def known_for(accounts: Accounts, email: str, known: str | None = None) -> str:
    """Sign in with this browser once, and give what it is known by."""
    step = await accounts.sign_ins.by_password(email, PASSWORD, ADDRESS, known=known)
    return await KnownBrowsers(accounts.work).remember(step.token, known)


async def guess(accounts: Accounts, times: int, *, address: str = "203.0.113.9", known: str | None = None) -> str:
    """Guess wrong, and give the code of the last answer."""
    code = ""
    for _ in range(times):
        with pytest.raises(Refusal) as refused:
            await accounts.sign_ins.by_password(PERSON, "wrong", address, known=known)
        code = refused.value.code
    return code


async def count(accounts: Accounts) -> int:
    query = select(tables.known_browsers)
    rows = await accounts.work.view(SYSTEM, Permission.ACCOUNT_READ, lambda view: view.connection.execute(query).all())
    return len(rows)


async def test_who_guesses_elsewhere_makes_nobody_wait_where_they_are_known(accounts: Accounts) -> None:
    await accounts.end_user((await accounts.organization()).id)
    known = await known_for(accounts, PERSON)
    assert await guess(accounts, ACCOUNT.free + 1) == "sign_in.wait"
    with pytest.raises(Refusal) as refused:
        await accounts.sign_ins.by_password(PERSON, PASSWORD, ADDRESS)
    assert refused.value.code == "sign_in.wait"
    assert (await accounts.sign_ins.by_password(PERSON, PASSWORD, ADDRESS, known=known)).next is Next.SIGNED_IN


async def test_guesses_in_a_known_browser_are_slowed_down_too(accounts: Accounts) -> None:
    await accounts.end_user((await accounts.organization()).id)
    known = await known_for(accounts, PERSON)
    assert await guess(accounts, KNOWN.free, known=known) == "sign_in.failed"
    assert await guess(accounts, 1, known=known) == "sign_in.wait"
    assert (await accounts.sign_ins.by_password(PERSON, PASSWORD, ADDRESS)).next is Next.SIGNED_IN


async def test_a_browser_is_known_for_those_only_who_signed_in_from_it(accounts: Accounts) -> None:
    organization = (await accounts.organization()).id
    await accounts.end_user(organization)
    await accounts.end_user(organization, OTHER)
    known = await known_for(accounts, OTHER)
    await guess(accounts, ACCOUNT.free)
    with pytest.raises(Refusal) as refused:
        await accounts.sign_ins.by_password(PERSON, PASSWORD, ADDRESS, known=known)
    assert refused.value.code == "sign_in.wait"


async def test_one_browser_is_known_for_several_people_by_one_token(accounts: Accounts) -> None:
    organization = (await accounts.organization()).id
    await accounts.end_user(organization)
    await accounts.end_user(organization, OTHER)
    known = await known_for(accounts, OTHER)
    assert await known_for(accounts, PERSON, known) == known
    assert await known_for(accounts, PERSON, known) == known
    assert await count(accounts) == 2


async def test_a_browser_is_forgotten_after_half_a_year(accounts: Accounts, clock: FakeClock) -> None:
    await accounts.end_user((await accounts.organization()).id)
    known = await known_for(accounts, PERSON)

    async def still() -> bool:
        return await accounts.work.view(SYSTEM, Permission.SIGN_IN, lambda view: is_known(view, known, PERSON))

    clock.advance(FORGOTTEN_AFTER.total_seconds() - 1)
    assert await still()
    clock.advance(1)
    assert not await still()


async def test_only_the_newest_browsers_of_a_person_are_kept(accounts: Accounts, clock: FakeClock) -> None:
    await accounts.end_user((await accounts.organization()).id)
    first = await known_for(accounts, PERSON)
    for _ in range(MOST_BROWSERS):
        clock.advance(1)
        await known_for(accounts, PERSON)
    assert await count(accounts) == MOST_BROWSERS
    assert not await accounts.work.view(SYSTEM, Permission.SIGN_IN, lambda view: is_known(view, first, PERSON))


async def test_a_half_done_sign_in_makes_no_browser_known(accounts: Accounts) -> None:
    await accounts.staff()
    step = await accounts.sign_ins.by_password("technician@provider.example", PASSWORD, ADDRESS)
    await KnownBrowsers(accounts.work).remember(step.token, None)
    assert await count(accounts) == 0
