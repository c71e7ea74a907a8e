"""People, a log and the job that follows it, over both databases."""

from collections.abc import Iterator

import pytest

from broker.storage.unit_of_work import UnitOfWork
from tests.fakes.accounts import accounts_over
from tests.fakes.telling import TellingDesk


@pytest.fixture
def desk(work: UnitOfWork) -> Iterator[TellingDesk]:
    with accounts_over(work) as accounts:
        yield TellingDesk(accounts=accounts)
