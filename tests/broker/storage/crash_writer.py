"""A program that changes a database from many sides and names each change it was promised; it is there to be killed."""

import asyncio
import sys

from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.clock import SystemClock
from broker.entropy import new_id
from broker.storage import tables
from broker.storage.database import open_database
from broker.storage.unit_of_work import Change, UnitOfWork
from tests.fakes.actors import ORG_A, ORG_B, ORG_C, SYSTEM

PRODUCERS = 24


async def main(url: str) -> None:
    work = UnitOfWork(open_database(url, migrate=False), SystemClock())
    await asyncio.gather(*(produce(work, number) for number in range(PRODUCERS)))


async def produce(work: UnitOfWork, number: int) -> None:
    while True:
        name = new_id()

        def create(change: Change, name: str = name) -> None:
            values = {"id": name, "name": name, "slug": name, "created_at": change.now}
            change.connection.execute(tables.organizations.insert().values(values))
            place = (ORG_A, ORG_B, ORG_C)[number % 3]
            change.record(AuditKind.ORGANIZATION_CREATED, organization=place, subject=name)

        await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, create)
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
