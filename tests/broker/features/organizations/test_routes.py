"""Tests of organizations over HTTP."""

from pathlib import Path

from broker.access.permissions import Permission
from broker.features.accounts.administration import CONSOLE
from broker.features.organizations.routes import OrganizationRoutes
from broker.features.organizations.service import Organizations
from broker.storage.database import open_database
from broker.storage.unit_of_work import UnitOfWork
from broker.web.cookies import NAME
from tests.fakes.actors import staff
from tests.fakes.clock import FakeClock
from tests.fakes.web import FakeGate, running_web

TOKEN = "A" * 43


async def test_organizations_are_listed_in_pages(sqlite_url: str, tmp_path: Path, clock: FakeClock) -> None:
    database = open_database(sqlite_url, migrate=False)
    work = UnitOfWork(database, clock)
    organizations = Organizations(work)
    made = [await organizations.add(CONSOLE, f"Org {letter}") for letter in "ABC"]
    gate = FakeGate(people={TOKEN: staff(Permission.ORGANIZATION_READ)})
    async with running_web(tmp_path / "tls", OrganizationRoutes(organizations), gate=gate) as web:
        headers = {"Cookie": f"{NAME}={TOKEN}"}
        async with web.client.get("/api/organizations?limit=2", headers=headers) as response:
            first = await response.json()
        async with web.client.get(f"/api/organizations?cursor={first['next']}", headers=headers) as response:
            rest = await response.json()
    assert [each["id"] for each in (*first["items"], *rest["items"])] == [each.id for each in made]
    assert first["total"] == 3
    await work.close()
    database.close()
