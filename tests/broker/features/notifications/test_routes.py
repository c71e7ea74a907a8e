"""Notifications over HTTP: the bell, what is read, and what somebody chooses."""

import asyncio

import pytest

from broker.access.groups import BuiltInGroup
from tests.fakes.live_broker import PATIENCE, LiveBroker, Person
from tests.fakes.scenes import requested

pytestmark = pytest.mark.slow


async def unread(live: LiveBroker, person: Person, count: int) -> list[dict[str, object]]:
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = await live.get(person, "/api/notices")
            assert answer.status == 200, answer.body
            if answer.body["unread"] == count:
                items: list[dict[str, object]] = answer.body["items"]
                return items
            await asyncio.sleep(0.05)


async def test_a_request_rings_until_it_is_read_and_a_choice_holds(live: LiveBroker) -> None:
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    choices = (await live.get(technician, "/api/notice-choices")).body["choices"]
    assert choices[0] == {"happening": "request_made", "ways": ["bell"]}
    wish = {"choices": [{"happening": "request_made", "ways": ["sound"]}]}
    chosen = await live.put(technician, "/api/notice-choices", wish)
    assert chosen.body["choices"][0]["ways"] == ["bell", "sound"]
    waiting = await requested(live)
    (notice,) = await unread(live, technician, 1)
    assert notice["sentence"] == "Erin Enduser asks for help on DESK-014."
    assert (notice["path"], notice["ways"]) == (f"/sessions/{waiting.session}", ["bell", "sound"])
    assert notice["organization"] == "Org A"
    assert (await live.post(technician, "/api/notices/read", {"ids": [notice["id"]]})).status == 200
    assert (await unread(live, technician, 0))[0]["is_read"] is True
    refused = await live.put(
        await live.end_user(), "/api/notice-choices", {"choices": [{"happening": "waits_long", "ways": []}]}
    )
    assert (refused.status, refused.code) == (400, "notices.not_for_you")
