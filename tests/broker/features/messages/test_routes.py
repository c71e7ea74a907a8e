"""Messages over HTTP and the real links: from the tray to staff and back, with the bell, and after the end."""

from __future__ import annotations

import asyncio

import pytest

from broker.access.groups import BuiltInGroup
from broker.features.messages import rules
from protocol.links import agent_broker as agent
from tests.fakes.live_broker import PATIENCE, LiveBroker, Person
from tests.fakes.scenes import requested

pytestmark = pytest.mark.slow


async def bells(live: LiveBroker, person: Person) -> list[dict[str, object]]:
    items = (await live.get(person, "/api/notices")).body["items"]
    return [each for each in items if each["happening"] == "message"]


async def test_the_person_at_the_tray_and_staff_write_to_each_other_from_the_request_to_a_day_after_its_end(
    live: LiveBroker,
) -> None:
    waiting = await requested(live)
    device, session = waiting.agent, waiting.session
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    path = f"/api/sessions/{session}/messages"
    assert (await device.expect(agent.Messages)).session is None
    await device.send(agent.WriteMessage(number=7, session=session, text="Are you there?\u202e"))
    assert await device.expect(agent.MessageAnswer) == agent.MessageAnswer(number=7, code=None, message=None)
    assert [each.text for each in (await device.expect(agent.Messages)).messages] == ["Are you there?"]
    async with asyncio.timeout(PATIENCE):
        while not (rung := await bells(live, technician)):
            await asyncio.sleep(0.05)
    assert (rung[0]["sentence"], rung[0]["is_read"]) == ("A new message waits for you, about DESK-014.", False)

    assert (await live.get(technician, "/api/messages/unread")).body["items"] == [{"session_id": session, "count": 1}]
    written = await live.post(technician, path, {"text": "Yes, which printer?"})
    assert written.status == 201
    assert [(each["mine"], each["name"]) for each in written.body["items"]] == [
        (False, "Erin Enduser"),
        (True, "Tess Technician"),
    ]
    told = await device.expect(agent.Messages)
    assert [(each.number, each.mine, each.name) for each in told.messages] == [(2, False, "Tess Technician")]
    assert told.read == 0
    await device.send(agent.ReadMessages(session=session, number=2))
    assert (await live.post(technician, f"{path}/read", {"number": 2})).status == 200
    assert [each["is_read"] for each in await bells(live, technician)] == [True]
    assert (await live.get(technician, "/api/messages/unread")).body["items"] == []

    await device.send(agent.WriteMessage(number=8, session=session, text=" \u200f"))
    assert (await device.expect(agent.MessageAnswer)).code == "field.text"
    too_long = await live.post(technician, path, {"text": "x" * 2001})
    assert (too_long.status, too_long.code) == (400, "field.text")

    assert (await live.post(technician, f"/api/sessions/{session}/deny", {"note": "Not now"})).status == 200
    await live.until(session, "ended")
    # Who comes back is given the whole thread, and may answer to the no.
    await device.go()
    back = await device.come()
    assert any(isinstance(each, agent.Messages) and len(each.messages) == 2 for each in back.seen)
    await back.send(agent.WriteMessage(number=9, session=session, text="Tomorrow, then?"))
    assert (await back.expect(agent.MessageAnswer)).code is None
    thread = (await live.get(technician, path)).body
    assert (len(thread["items"]), thread["may_write"]) == (3, True)
    assert thread["closes_at"] is not None
    live.skip(rules.OPEN_AFTER_END.total_seconds() + 1)
    technician = await live.staff(BuiltInGroup.TECHNICIAN, name="Another Day")
    thread = (await live.get(technician, path)).body
    assert (len(thread["items"]), thread["may_write"]) == (3, False)
    closed = await live.post(technician, path, {"text": "Too late"})
    assert (closed.status, closed.code) == (409, "message.closed")
    kinds = await live.kinds(session)
    assert kinds.count("message.by_person") == 2
    assert kinds.count("message.by_staff") == 1
    assert await live.chains_hold()
