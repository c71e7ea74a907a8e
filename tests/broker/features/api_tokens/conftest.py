"""The accounts' services over both databases, for the tests of this folder."""

from collections.abc import Iterator

import pytest

from broker.storage.unit_of_work import UnitOfWork
from tests.fakes.accounts import Accounts, accounts_over


@pytest.fixture
def accounts_on_both(work: UnitOfWork) -> Iterator[Accounts]:
    """Services over SQLite and, in a second run, over PostgreSQL."""
    with accounts_over(work) as built:
        yield built
