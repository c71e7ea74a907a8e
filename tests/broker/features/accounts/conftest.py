"""The accounts' services over a fresh database, for the tests of this folder."""

from collections.abc import AsyncIterator, Iterator

import pytest

from broker.storage.database import open_database
from broker.storage.unit_of_work import UnitOfWork
from tests.fakes.accounts import Accounts, accounts_over
from tests.fakes.clock import FakeClock


@pytest.fixture
async def accounts(sqlite_url: str, clock: FakeClock) -> AsyncIterator[Accounts]:
    """Services over SQLite; for tests of what people see."""
    database = open_database(sqlite_url, migrate=False)
    work = UnitOfWork(database, clock)
    with accounts_over(work) as built:
        yield built
    await work.close()
    database.close()


@pytest.fixture
def accounts_on_both(work: UnitOfWork) -> Iterator[Accounts]:
    """Services over SQLite and, in a second run, over PostgreSQL; for tests of what the database decides."""
    with accounts_over(work) as built:
        yield built
