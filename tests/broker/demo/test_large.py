"""Filling an instance in bulk."""

from sqlalchemy import func, select

from broker.access.permissions import Permission
from broker.audit.chain import Verified
from broker.demo.invention import Size
from broker.demo.large import grow
from broker.storage import tables
from broker.storage.audit_check import chains, check_chain
from broker.storage.database import Database
from broker.storage.unit_of_work import UnitOfWork, View
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import START

SIZE = Size(organizations=5, end_users=40, devices=120, sessions=30)


async def test_there_is_as_much_as_was_asked_for_and_every_chain_verifies(database: Database, work: UnitOfWork) -> None:
    grow(database, SIZE, START)

    def look(view: View) -> tuple[dict[str, int], list[type]]:
        kinds = tables.accounts.c.kind == "end_user"
        counts = {
            "organizations": select(func.count()).select_from(tables.organizations),
            "end_users": select(func.count()).select_from(tables.accounts).where(kinds),
            "devices": select(func.count()).select_from(tables.devices),
            "sessions": select(func.count()).select_from(tables.sessions),
        }
        found = {name: view.connection.execute(query).scalar_one() for name, query in counts.items()}
        return found, [type(check_chain(view, chain)) for chain in chains(view)]

    found, verdicts = await work.view(SYSTEM, Permission.AUDIT_READ, look)
    assert found == {"organizations": 5, "end_users": 40, "devices": 120, "sessions": 30}
    assert verdicts == [Verified] * 6  # each organization's, and the instance's
