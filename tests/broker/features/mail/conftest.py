"""Links and mails over a database, with a real mail server."""

from collections.abc import Iterator

import pytest

from broker.storage.unit_of_work import UnitOfWork
from tests.fakes.accounts import accounts_over
from tests.fakes.link_desk import Desk, desk_over
from tests.fakes.mail_server import MailBox, mail_server


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as running:
        yield running


@pytest.fixture
def desk(work: UnitOfWork, box: MailBox) -> Iterator[Desk]:
    with accounts_over(work) as accounts:
        yield desk_over(accounts, box)
