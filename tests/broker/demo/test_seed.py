"""The demo's instance is filled through the same door and rules as everything else."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from broker.access.permissions import Permission
from broker.clock import SystemClock
from broker.demo.invention import Size
from broker.demo.large import grow
from broker.demo.people import CUSTOMER, invent_people
from broker.demo.seed import DEMO, await_device, give_device_away, opened, prepare
from broker.demo.state import DemoState
from broker.storage import tables
from broker.storage.database import open_database
from broker.storage.unit_of_work import View
from tests.fakes.actors import named

pytestmark = pytest.mark.slow


def counted(view: View) -> dict[str, int]:
    wanted = (tables.organizations, tables.accounts, tables.security_group_members, tables.enrolment_tokens)
    return {
        table.name: view.connection.execute(select(func.count()).select_from(table)).scalar_one() for table in wanted
    }


async def test_a_new_instance_gets_two_organizations_four_people_and_a_token(tmp_path: Path) -> None:
    state = DemoState(tmp_path)
    token = await prepare(state, invent_people())
    assert token is not None
    assert len(token.split(".")[1]) == 32
    async with opened(state) as instance:
        found = await instance.work.view(DEMO, Permission.DEVICE_READ, counted)
    assert found == {"organizations": 2, "accounts": 4, "security_group_members": 3, "enrolment_tokens": 1}


async def test_a_second_start_fills_nothing_twice(tmp_path: Path) -> None:
    state, people = DemoState(tmp_path), invent_people()
    await prepare(state, people)
    state.enrolment.parent.mkdir()
    state.enrolment.write_text("{}")
    assert await prepare(state, people) is None
    async with opened(state) as instance:
        assert (await instance.work.view(DEMO, Permission.DEVICE_READ, counted))["accounts"] == 4


async def test_a_start_that_was_interrupted_is_begun_again(tmp_path: Path) -> None:
    state, people = DemoState(tmp_path), invent_people()
    await prepare(state, people)
    state.filled.unlink()
    assert await prepare(state, people) is not None


async def test_a_device_that_never_comes_is_waited_for_only_as_long_as_the_caller_says(tmp_path: Path) -> None:
    state = DemoState(tmp_path)
    await prepare(state, invent_people())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(await_device(state, SystemClock().now()), 0.3)


async def test_among_many_others_the_customer_s_device_is_given_to_the_customer_s_person(tmp_path: Path) -> None:
    state, desk = DemoState(tmp_path), {"name": "desk", "public_key": b"", "key_hash": "h", "id": named("desk")}
    await prepare(state, invent_people())
    database = open_database(f"sqlite:///{state.broker}/handrail.db", migrate=True)
    grow(database, Size(organizations=3, end_users=9, devices=20, sessions=3), SystemClock().now())
    places, people, devices = tables.organizations.c, tables.accounts.c, tables.devices.c
    with database.write() as connection:
        home = connection.execute(select(places.id).where(places.name == CUSTOMER)).scalar_one()
        at_home = {"organization_id": home, "enrolled_at": SystemClock().now()}
        connection.execute(insert(tables.devices).values(desk | at_home))
    await give_device_away(state)
    with database.read() as connection:
        owner = select(people.name).join(tables.devices, devices.assigned_account_id == people.id)
        assert connection.execute(owner.where(devices.id == desk["id"])).scalar_one() == "Mia Alder"
    database.close()
