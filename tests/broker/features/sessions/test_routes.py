"""Sessions over HTTP: who may do what, what is refused and how, who wins."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.storage import tables
from protocol.links import agent_broker
from tests.fakes.agent_on_link import AgentOnLink, enrolled
from tests.fakes.live_broker import LiveBroker, Person
from tests.fakes.scenes import offered, requested

pytestmark = pytest.mark.slow


def asked(device: AgentOnLink | str, **changed: Any) -> dict[str, Any]:
    identifier = device if isinstance(device, str) else device.device
    body = {"device_id": identifier, "reason": "Printer driver", "capabilities": ["view", "control"], "seconds": 600}
    return body | changed


async def assigned(live: LiveBroker, device: AgentOnLink, person: Person) -> None:
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    answer = await live.post(admin, f"/api/devices/{device.device}/assign", {"account_id": person.id})
    assert answer.status == 200, answer.body
    assert answer.body["assigned_user"] == {"id": person.id, "name": person.name}


async def test_an_offer_gives_the_session_as_it_is(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    answer = await live.post(technician, "/api/sessions", asked(device))
    assert answer.status == 201
    session = answer.body
    assert (session["state"], session["origin"], session["seconds"]) == ("approved", "offer", 600)
    assert session["organization"] == {"id": live.organization, "name": "Org A"}
    assert session["device"] == {"id": device.device, "name": "DESK-014"}
    assert session["technician"]["name"] == "Tess Technician"
    assert session["capabilities_asked"] == ["view", "control"]
    assert session["capabilities"] is None
    assert session["recording"] == "off"
    assert session["deadline"] > session["created_at"]
    detail = await live.get(technician, f"/api/sessions/{session['id']}")
    assert [entry["kind"] for entry in detail.body["timeline"]] == ["session.offered"]
    assert detail.body["timeline"][0]["sentence"] == "Tess Technician offered help on DESK-014."


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": "Printer"}, "field.reason"),
        ({"reason": "word " * 300}, "field.reason"),
        ({"capabilities": ["control"]}, "field.capabilities"),
        ({"capabilities": ["view", "files_in"]}, "field.capabilities"),
        ({"capabilities": ["fly"]}, "field.wrong"),
        ({"seconds": 59}, "field.seconds"),
        ({"seconds": 3601}, "field.seconds"),
        ({"device_id": "x"}, "field.wrong"),
        ({"more": 1}, "field.unknown"),
    ],
)
async def test_an_offer_that_is_not_filled_in_right_is_refused(
    live: LiveBroker, changed: dict[str, Any], code: str
) -> None:
    device = await enrolled(live)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    answer = await live.post(technician, "/api/sessions", asked(device, **changed))
    assert (answer.status, answer.code) == (400, code)


async def test_a_device_out_of_reach_is_the_same_as_none(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    elsewhere = await live.staff(BuiltInGroup.TECHNICIAN, where=live.other_organization)
    foreign = await live.post(elsewhere, "/api/sessions", asked(device))
    missing = await live.post(elsewhere, "/api/sessions", asked("a" * 26))
    assert foreign == missing
    assert (foreign.status, foreign.code) == (404, "not_found")


async def test_without_the_right_to_control_no_control_can_be_offered(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    only_offers = await live.staff_with(frozenset({Permission.SESSION_OFFER, Permission.SESSION_READ}))
    assert (await live.post(only_offers, "/api/sessions", asked(device))).code == "permission.missing"
    assert (await live.post(only_offers, "/api/sessions", asked(device, capabilities=["view"]))).status == 201


async def test_two_technicians_approve_at_once_and_one_wins(live: LiveBroker) -> None:
    scene = await requested(live)
    people = [await live.staff(BuiltInGroup.TECHNICIAN, name=name) for name in ("Anna Berg", "Bert Cole")]
    path = f"/api/sessions/{scene.session}/approve"
    answers = await asyncio.gather(*(live.post(person, path, {"note": ""}) for person in people))
    assert sorted(answer.status for answer in answers) == [200, 409]
    won = next(answer for answer in answers if answer.status == 200).body["technician"]["name"]
    lost = next(answer for answer in answers if answer.status == 409)
    assert lost.code == "session.refused_state"
    assert won in lost.body["error"]["message"]
    assert (await live.kinds(scene.session)).count("session.approved") == 1


async def test_an_end_user_asks_sees_and_withdraws_what_is_theirs_only(live: LiveBroker) -> None:
    device = await enrolled(live)
    mine, other = await live.end_user(), await live.end_user(name="Olga Other")
    await assigned(live, device, mine)
    body = {"device_id": device.device, "reason": "No print", "name": "Erin", "email": "e@x.test", "phone": "1"}
    for field in ("reason", "name"):
        endless = await live.post(mine, "/api/requests", body | {field: "two words " * 10_000})
        assert (endless.status, endless.code) == (413, "body.too_large")
        too_long = await live.post(mine, "/api/requests", body | {field: "two words " * 150})
        assert (too_long.status, too_long.code) == (400, f"field.{field}")
    assert (await live.post(other, "/api/requests", body)).code == "not_found"
    answer = await live.post(mine, "/api/requests", body)
    assert answer.status == 201, answer.body
    session = answer.body["id"]
    assert answer.body["place_in_line"] == 1
    assert answer.body["person"] == {"name": "Erin", "email": "e@x.test", "phone": "1"}
    assert (await live.get(other, f"/api/sessions/{session}")).code == "not_found"
    assert (await live.get(other, "/api/sessions")).body["total"] == 0
    assert (await live.get(mine, "/api/sessions?state=requested")).body["total"] == 1
    assert (await live.post(other, f"/api/sessions/{session}/withdraw", {})).code == "not_found"
    assert (await live.post(mine, f"/api/sessions/{session}/withdraw", {})).body["state"] == "ended"
    again = await live.post(mine, f"/api/sessions/{session}/withdraw", {})
    assert (again.status, again.code) == (409, "session.ended")


async def test_a_request_without_a_device_takes_the_one_the_person_has(live: LiveBroker) -> None:
    device, mine = await enrolled(live), await live.end_user()
    body = {"device_id": None, "reason": "No print", "name": "Erin", "email": "", "phone": ""}
    none = await live.post(mine, "/api/requests", body)
    assert none.body["device"] is None
    await assigned(live, device, mine)
    assert (await live.post(mine, "/api/requests", body)).body["device"]["id"] == device.device


async def test_the_person_ends_the_session_on_their_own_device(live: LiveBroker) -> None:
    scene = await offered(live)
    person, other = await live.end_user(), await live.end_user(name="Olga Other")
    await assigned(live, scene.agent, person)
    path = f"/api/sessions/{scene.session}/done"
    assert (await live.post(other, path, {})).code == "not_found"
    answer = await live.post(person, path, {})
    assert answer.body["end"]["reason"] == "done_at_device"
    await scene.agent.expect(agent_broker.EndSession)


async def test_the_person_finds_what_was_offered_on_their_own_device_among_theirs(live: LiveBroker) -> None:
    scene = await offered(live)
    person, other = await live.end_user(), await live.end_user(name="Olga Other")
    await assigned(live, scene.agent, person)
    mine = await live.get(person, "/api/sessions?mine=true")
    assert [session["id"] for session in mine.body["items"]] == [scene.session]
    assert (await live.get(other, "/api/sessions?mine=true")).body["items"] == []
    colleague = await live.staff(BuiltInGroup.TECHNICIAN)
    assert (await live.get(colleague, "/api/sessions?mine=true")).body["items"] == []


WALK = {
    "approve": ({"note": ""}, Permission.SESSION_APPROVE),
    "take": ({"note": ""}, Permission.SESSION_OFFER),
    "deny": ({"note": ""}, Permission.SESSION_APPROVE),
    "terminate": ({"reason": ""}, Permission.SESSION_TERMINATE),
    "withdraw": ({}, Permission.SESSION_READ),
    "done": ({}, Permission.SESSION_READ),
}


@pytest.mark.parametrize("action", sorted(WALK))
async def test_whoever_lacks_just_the_needed_right_changes_nothing(live: LiveBroker, action: str) -> None:
    scene = await requested(live)
    body, needed = WALK[action]
    everything = frozenset(Permission)
    almost = await live.staff_with(everything - {needed})
    path = f"/api/sessions/{scene.session}/{action}"
    answer = await live.post(almost, path, body)
    assert (answer.status, answer.code) == (403, "permission.missing")
    assert (await live.post(None, path, body)).status == 401
    elsewhere = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, where=live.other_organization)
    assert (await live.post(elsewhere, path, body)).code == "not_found"
    await live.until(scene.session, "requested")


async def test_lists_are_cut_into_pages_that_fit_together(live: LiveBroker) -> None:
    device, person = await enrolled(live), await live.end_user()
    await assigned(live, device, person)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    made = []
    for number in range(3):
        body = {"device_id": None, "reason": f"No print {number}", "name": "Erin", "email": "", "phone": ""}
        answer = await live.post(person, "/api/requests", body)
        made.append(answer.body["id"])
        await live.post(person, f"/api/sessions/{answer.body['id']}/withdraw", {})
    first = await live.get(technician, "/api/sessions?state=ended&limit=2")
    assert (first.body["total"], len(first.body["items"])) == (3, 2)
    second = await live.get(technician, f"/api/sessions?state=ended&limit=2&cursor={first.body['next']}")
    assert second.body["next"] is None
    found = [item["id"] for item in (*first.body["items"], *second.body["items"])]
    assert found == list(reversed(made))
    assert (await live.get(technician, "/api/sessions?cursor=nonsense")).code == "field.cursor"
    assert (await live.get(technician, "/api/sessions?q=print+2")).body["total"] == 1
    assert (await live.get(technician, "/api/sessions?q=%25")).body["total"] == 0


async def test_a_terminated_session_is_ended_at_the_device_though_it_cannot_be_stored(
    live: LiveBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from broker.errors import StorageFault

    scene = await offered(live)
    await scene.to_active()
    auditor = await live.staff(BuiltInGroup.AUDITOR)
    work = live.foundation.work
    kept = type(work).change

    async def full(*_: Any, **__: Any) -> Any:
        raise StorageFault("the disk is full")

    monkeypatch.setattr(type(work), "change", full)
    answer = await live.post(auditor, f"/api/sessions/{scene.session}/terminate", {"reason": ""})
    assert answer.status == 500
    assert (await scene.agent.expect(agent_broker.EndSession)).reason == "terminated"
    monkeypatch.setattr(type(work), "change", kept)
    await scene.agent.send(scene.agent.event(scene.session, 1, "ended", reason="terminated"))
    assert (await live.ended(scene.session)).reason == "terminated"


async def test_every_session_that_lives_has_a_deadline(live: LiveBroker) -> None:
    scene = await offered(live)
    await requested_elsewhere(live)
    await scene.to_active()
    rows = await live.view(lambda view: view.connection.execute(tables.sessions.select()).all())
    assert len(rows) == 2
    assert all(row.deadline is not None for row in rows)


async def requested_elsewhere(live: LiveBroker) -> None:
    device = await (await enrolled(live, name="OTHER-1")).come()
    await device.send(agent_broker.AskHelp(number=1, name="Olga", email="", phone="", reason="No sound"))
    assert (await device.expect(agent_broker.HelpAnswer)).session
