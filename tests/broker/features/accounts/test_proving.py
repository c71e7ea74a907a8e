"""What a technician shows before a session is good for one session, within two minutes, however they signed in."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from broker.access.groups import BuiltInGroup
from broker.features.accounts.factors import SESSION_FRESH
from broker.storage import tables
from broker.storage.unit_of_work import Change
from tests.fakes.agent_on_link import AgentOnLink, enrolled
from tests.fakes.live_broker import LiveBroker, Person
from tests.fakes.scenes import requested


async def showing(live: LiveBroker, person: Person) -> None:
    """Do what stepping up by an app or a passkey leaves behind."""

    def body(change: Change) -> None:
        rows = tables.sign_ins
        change.connection.execute(rows.update().where(rows.c.id == person.sign_in).values(shown_at=change.now))

    await live.change(body)


async def needing_it(live: LiveBroker) -> None:
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    body = {"changes": [{"key": "step_up", "value": True, "version": 0}]}
    answer = await live.patch(admin, f"/api/organizations/{live.organization}/settings", body)
    assert answer.status == 200, answer.body


def asked(device: AgentOnLink) -> dict[str, Any]:
    return {"device_id": device.device, "reason": "Printer driver", "capabilities": ["view"], "seconds": 600}


async def test_one_showing_is_good_for_one_offer_within_two_minutes(live: LiveBroker) -> None:
    first, second = [await (await enrolled(live)).come() for _ in range(2)]
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    await needing_it(live)
    refused = await live.post(technician, "/api/sessions", asked(first))
    assert (refused.status, refused.code) == (403, "step_up.session"), "signing in with a factor is not enough"
    assert list(refused.body["error"]["fields"]) == ["app"]
    await showing(live, technician)
    answers = await asyncio.gather(*(live.post(technician, "/api/sessions", asked(each)) for each in (first, second)))
    assert sorted(answer.status for answer in answers) == [201, 403]
    begun = next(answer for answer in answers if answer.status == 201).body["id"]
    story = (await live.get(technician, f"/api/sessions/{begun}")).body["timeline"]
    assert story[0]["detail"]["shown_again"] is True
    assert (await live.post(technician, f"/api/sessions/{begun}/withdraw", {})).status == 200
    await showing(live, technician)
    live.clock.shift += SESSION_FRESH + timedelta(seconds=1)
    assert (await live.post(technician, "/api/sessions", asked(second))).code == "step_up.session"


async def test_a_request_is_approved_with_it_and_a_refused_one_uses_nothing_up(live: LiveBroker) -> None:
    scene = await requested(live)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    await needing_it(live)
    path = f"/api/sessions/{scene.session}/approve"
    assert (await live.post(technician, path, {"note": ""})).code == "step_up.session"
    assert "session.approved" not in await live.kinds(scene.session)
    await showing(live, technician)
    refused = await live.post(technician, "/api/sessions", asked(scene.agent) | {"seconds": 59})
    assert refused.code == "field.seconds"
    assert (await live.post(technician, path, {"note": ""})).status == 200
    story = (await live.get(technician, f"/api/sessions/{scene.session}")).body["timeline"]
    assert next(each for each in story if each["kind"] == "session.approved")["detail"]["shown_again"] is True
