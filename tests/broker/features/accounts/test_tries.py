"""Tests of counting tries."""

import pytest

from broker.access.actors import AnonymousActor
from broker.access.permissions import Permission
from broker.errors import Refusal
from broker.features.accounts import tries
from broker.storage.unit_of_work import Change, Upkeep
from tests.fakes.accounts import Accounts
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import FakeClock

SOMEBODY = AnonymousActor(address="192.0.2.7")


async def test_a_try_counts_from_its_beginning_and_success_clears_it(accounts: Accounts) -> None:
    place = tries.for_account("a@b.example")
    for _ in range(5):
        await tries.begin(accounts.work, SOMEBODY, place)

    def succeed(change: Change) -> None:
        tries.clear(change, place)
        change.needs_no_entry(Upkeep.COUNTER)

    await accounts.work.change(SYSTEM, Permission.SIGN_IN, succeed)
    for _ in range(5):
        await tries.begin(accounts.work, SOMEBODY, place)
    with pytest.raises(Refusal) as refused:
        await tries.begin(accounts.work, SOMEBODY, place)
    assert (refused.value.code, refused.value.retry_after) == ("sign_in.wait", 30)


async def test_who_waits_is_told_the_longest_of_all_waits_and_counts_no_further(
    accounts: Accounts, clock: FakeClock
) -> None:
    one, other = tries.for_codes("a"), tries.for_account("a")
    for _ in range(5):
        await tries.begin(accounts.work, SOMEBODY, one)
    for _ in range(3):
        with pytest.raises(Refusal):
            await tries.begin(accounts.work, SOMEBODY, one, other)
    clock.advance(30)
    await tries.begin(accounts.work, SOMEBODY, one, other)
    with pytest.raises(Refusal) as refused:
        await tries.begin(accounts.work, SOMEBODY, one)
    assert refused.value.retry_after == 60


def test_addresses_are_not_stored_in_the_key_of_an_account() -> None:
    assert "b.example" not in tries.for_account("a@b.example").key
    assert len(tries.for_address("x" * 10_000).key) <= 200


def test_who_has_one_address_of_an_ipv6_network_has_them_all() -> None:
    one, other, far = (tries.for_address(f"2001:db8:1:{each}") for each in ("2::1", "2:9::7", "3::1"))
    assert one == other != far
    assert tries.for_address("192.0.2.7") != tries.for_address("192.0.2.8")
    assert tries.for_address("192.0.2.7") == tries.for_address("::ffff:192.0.2.7")


def test_every_failure_has_one_sentence() -> None:
    assert (tries.password_failed().status, tries.password_failed().code) == (401, "sign_in.failed")
    assert (tries.code_failed().status, tries.code_failed().code) == (401, "sign_in.failed")
