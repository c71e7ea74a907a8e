"""Tests of the pool that makes and checks password hashes."""

import asyncio

import pytest

from broker.errors import Refusal
from broker.features.accounts.hashing import MEMORY_KIB, PASSES, THREADS, PasswordHashes


async def test_a_hash_matches_its_own_password_only() -> None:
    hashes = PasswordHashes(memory_kib=8, passes=1)
    stored = await hashes.make("one")
    assert stored.startswith("$argon2id$")
    assert await hashes.matches(stored, "one")
    assert not await hashes.matches(stored, "two")
    assert not await hashes.matches("damaged", "one")
    hashes.close()


async def test_without_an_account_the_answer_is_no_after_the_same_work() -> None:
    worked: list[str] = []

    class Noting(PasswordHashes):
        def _work(self, password: str, stored: str | None) -> str:
            worked.append(str(stored)[:10])
            return super()._work(password, stored)

    hashes = Noting(memory_kib=8, passes=1)
    stored = await hashes.make("one")
    worked.clear()
    assert not await hashes.matches(None, "one")
    assert not await hashes.matches(stored, "two")
    assert worked == ["$argon2id$", "$argon2id$"]
    hashes.close()


async def test_more_than_may_wait_are_asked_for_patience() -> None:
    hashes = PasswordHashes(memory_kib=8, passes=1, waiting=3)
    found = await asyncio.gather(*(hashes.make("one") for _ in range(4)), return_exceptions=True)
    refused = [each for each in found if isinstance(each, Refusal)]
    assert [(each.code, each.status, each.retry_after) for each in refused] == [("sign_in.wait", 429, 5)]
    assert await hashes.make("one")
    hashes.close()


async def test_who_goes_away_keeps_the_place_until_the_work_is_over() -> None:
    hashes = PasswordHashes(memory_kib=8, passes=1, waiting=1)
    asking = asyncio.create_task(hashes.make("one"))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    async with asyncio.timeout(20):
        while True:
            try:
                assert await hashes.make("one")
                break
            except Refusal:
                await asyncio.sleep(0.01)
    hashes.close()


def test_the_cost_is_what_we_promise() -> None:
    assert (THREADS, MEMORY_KIB, PASSES) == (2, 64 * 1024, 3)


def test_a_wait_is_said_in_a_sentence() -> None:
    from broker.features.accounts.hashing import too_many_tries

    assert too_many_tries(30).message == "Too many tries. Wait 30 seconds."
