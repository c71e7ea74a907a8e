"""Password hashes: Argon2id in a pool of two threads, with a bounded line before it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from broker.entropy import random_bytes
from broker.errors import Refusal

THREADS: Final = 2
WAITING_LIMIT: Final = 32
MEMORY_KIB: Final = 64 * 1024
PASSES: Final = 3  # RFC 9106, section 4, second recommended option


def too_many_tries(seconds: int) -> Refusal:
    """Ask for patience."""
    return Refusal(f"Too many tries. Wait {seconds} seconds.", code="sign_in.wait", status=429, retry_after=seconds)


def _hasher(memory_kib: int, passes: int) -> PasswordHasher:
    return PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1, type=Type.ID)


@cache
def _hash_of_nobody(memory_kib: int, passes: int) -> str:
    """Checked where there is no account, so that the answer takes the same time; made once for a program."""
    return _hasher(memory_kib, passes).hash(random_bytes(16).hex())


class PasswordHashes:
    """Makes and checks hashes without ever holding up the event loop; close it at the end."""

    def __init__(self, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES, waiting: int = WAITING_LIMIT) -> None:
        self._hasher = _hasher(memory_kib, passes)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="handrail-password")
        self._places = waiting
        self._nobody = _hash_of_nobody(memory_kib, passes)

    async def make(self, password: str) -> str:
        """Hash a normalized password."""
        return await self._run(password, None)

    async def matches(self, stored: str | None, password: str) -> bool:
        """Check a normalized password; without a stored hash the answer is no, after the same work."""
        good = await self._run(password, stored or self._nobody)
        return bool(good) and stored is not None

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _run(self, password: str, stored: str | None) -> str:
        if self._places <= 0:
            raise too_many_tries(5)
        self._places -= 1
        # The place is given back when the work is over, not when the asker has gone away.
        future = asyncio.get_running_loop().run_in_executor(self._pool, self._work, password, stored)
        future.add_done_callback(self._give_back)
        return await asyncio.shield(future)

    def _give_back(self, future: "asyncio.Future[str]") -> None:
        self._places += 1
        if not future.cancelled():
            future.exception()

    def _work(self, password: str, stored: str | None) -> str:
        """Give the hash, or for a check the hash that matched, else an empty text."""
        if stored is None:
            return self._hasher.hash(password)
        try:
            self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return ""
        return stored
