"""Lists as files over both databases, for the tests of this folder."""

from collections.abc import AsyncIterator

import pytest

from broker.storage.unit_of_work import UnitOfWork
from tests.fakes.accounts import accounts_over
from tests.fakes.spreadsheet_desk import Desk, desk_over


@pytest.fixture
async def desk(work: UnitOfWork) -> AsyncIterator[Desk]:
    with accounts_over(work) as accounts:
        yield await desk_over(accounts)
