"""Tests of keeping codes from an app."""

import asyncio
from collections.abc import Callable

import pytest

from broker.access.permissions import Permission
from broker.features.accounts import store
from broker.features.accounts.app_codes import remove_app
from broker.features.accounts.records import Account
from broker.storage.work import Change, Upkeep
from tests.fakes.accounts import ADDRESS, PASSWORD, TOTP_SECRET, Accounts, code_at
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import FakeClock

EMAIL = "technician@provider.example"


async def on(accounts: Accounts, body: object) -> object:
    def change_it(change: Change) -> object:
        account = store.account_by_key(change, EMAIL)
        assert account is not None
        found = body(change, account)  # type: ignore[operator]
        change.needs_no_entry(Upkeep.LEFTOVERS)
        return found

    return await accounts.work.change(SYSTEM, Permission.STAFF_CHANGE, change_it)


async def test_a_new_app_counts_from_its_first_code_on_and_the_old_one_until_then(
    accounts_on_both: Accounts, clock: FakeClock
) -> None:
    app = accounts_on_both.sign_ins.app
    await accounts_on_both.staff()
    secret = app.new_secret()

    def offer(change: Change, account: Account) -> None:
        app.offer(change, account, secret)

    await on(accounts_on_both, offer)
    wrong, right = code_at(TOTP_SECRET, clock.now()), code_at(secret, clock.now())
    assert not await on(accounts_on_both, lambda change, account: app.confirm(change, account, wrong))
    assert not await on(accounts_on_both, lambda change, account: app.use(change, account, right))
    assert await on(accounts_on_both, lambda change, account: app.use(change, account, wrong))
    assert await on(accounts_on_both, lambda change, account: app.confirm(change, account, right))
    assert not await on(accounts_on_both, lambda change, account: app.use(change, account, right))
    assert not await on(accounts_on_both, lambda change, account: app.confirm(change, account, right))


async def test_an_app_that_is_removed_is_forgotten_whole(accounts: Accounts, clock: FakeClock) -> None:
    app = accounts.sign_ins.app
    await accounts.staff()
    await on(accounts, remove_app)
    code = code_at(TOTP_SECRET, clock.now())
    assert not await on(accounts, lambda change, account: app.use(change, account, code))


@pytest.mark.proof("app-codes")
async def test_one_code_in_twenty_parallel_tries_lets_one_in(
    accounts_on_both: Accounts, clock: FakeClock, count_of: Callable[[int], int]
) -> None:
    accounts = accounts_on_both
    for turn in range(count_of(50)):
        email = f"technician-{turn}@provider.example"
        await accounts.staff(email)
        steps = [await accounts.sign_ins.by_password(email, PASSWORD, ADDRESS) for _ in range(20)]
        code = code_at(TOTP_SECRET, clock.now())
        tried = (accounts.sign_ins.by_code(step.token, code, ADDRESS) for step in steps)
        found = await asyncio.gather(*tried, return_exceptions=True)
        assert sum(not isinstance(each, BaseException) for each in found) == 1
