"""Where the settings switch the portal of end users off, nobody of them is or comes in, and the tray goes on."""

import asyncio

import pytest
from sqlalchemy import select

from broker.access.groups import BuiltInGroup
from broker.features.people import shutting
from broker.storage import tables
from tests.fakes.live_broker import PATIENCE, LiveBroker, Person
from tests.fakes.scenes import requested

pytestmark = pytest.mark.slow


async def is_signed_out(live: LiveBroker, person: Person) -> bool:
    query = select(tables.sign_ins.c.ended_at).where(tables.sign_ins.c.id == person.sign_in)
    return await live.view(lambda view: view.connection.execute(query).scalar_one()) is not None


async def switch(live: LiveBroker, admin: Person, value: bool | None, version: int) -> None:
    change = {"key": "end_user_portal", "value": value, "version": version}
    answer = await live.patch(admin, f"/api/organizations/{live.organization}/settings", {"changes": [change]})
    assert answer.status == 200, answer.body


async def test_switched_off_it_signs_everybody_out_and_lets_nobody_in_but_the_tray_asks_for_help(
    live: LiveBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutting, "AT_ONCE", 1)
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Ada Admin")
    people = [await live.end_user(), await live.end_user(name="Nora Next")]
    other = await live.end_user(name="Otto Other", organization=live.other_organization)
    await switch(live, admin, False, 0)
    async with asyncio.timeout(PATIENCE):
        while not all([await is_signed_out(live, each) for each in people]):
            await asyncio.sleep(0.02)
    for person in people:
        assert (await live.get(person, "/api/me")).status in (401, 403)
    assert (await live.get(other, "/api/me")).status == 200
    assert (await live.get(admin, "/api/me")).status == 200
    assert not await is_signed_out(live, other)
    assert "sign_in.all_revoked" in await live.all_kinds()
    waiting = await requested(live)
    assert waiting.session
    await switch(live, admin, None, 1)
    assert (await live.get(people[0], "/api/me")).status == 401, "who was signed out signs in anew"
