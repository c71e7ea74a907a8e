"""Tests of `handrail devices`, on a real state directory."""

import asyncio

import pytest

from broker.clock import SystemClock
from broker.commands.devices import main
from broker.commands.organizations import main as organizations
from broker.commands.people import main as people
from broker.storage.database import open_database
from broker.storage.unit_of_work import UnitOfWork
from tests.broker.commands.console import Console
from tests.fakes.spreadsheet_desk import add_device

pytestmark = pytest.mark.slow


def device_in(console: Console, organization: str) -> str:
    """Put a device into the console's database."""

    async def put() -> str:
        database = open_database(console.database_url, migrate=False)
        work = UnitOfWork(database, SystemClock())
        try:
            return await add_device(work, "DESK-1", organization)
        finally:
            await work.close()
            database.close()

    return asyncio.run(put())


def test_a_device_is_listed_and_given_to_somebody_and_to_nobody(console: Console) -> None:
    home = console.run(organizations, "add", "--name", "Org A").item["id"]
    console.run(people, "add", "--organization", home, "--name", "Mia", "--email", "mia@a.example")
    device = device_in(console, home)
    assert [each["id"] for each in console.run(main, "list", "--organization", home).lines] == [device]
    assert console.run(main, "assign", device, "--owner", "MIA@a.example").item["assigned_user"]["name"] == "Mia"
    assert console.run(main, "assign", device, "--nobody").item["assigned_user"] is None
    refused = console.run(main, "assign", device, "--owner", "nobody@a.example")
    assert (refused.status, refused.complaint) == (1, "handrail devices: Nobody here has this e-mail address.\n")
    given = console.run(main, "import", "-", typed=b"name,organization,owner\nDESK-1,org-a,mia@a.example\n")
    assert given.item["changed"] == 1
