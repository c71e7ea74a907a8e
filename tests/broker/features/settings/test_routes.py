"""Settings over HTTP: who is refused and how, and what a change does to what is live."""

from __future__ import annotations

from typing import Any

import pytest

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from protocol.capabilities import Capability
from protocol.links import agent_broker
from protocol.session.states import capabilities_of
from tests.fakes.agent_on_link import enrolled
from tests.fakes.live_broker import Answer, LiveBroker, Person
from tests.fakes.scenes import offered, requested

pytestmark = pytest.mark.slow

NOBODY = "a" * 26


def change(key: str, value: object, version: int = 0) -> dict[str, Any]:
    return {"changes": [{"key": key, "value": value, "version": version}]}


async def every_route(live: LiveBroker, actor: Person | None, organization: str, device: str) -> list[Answer]:
    paths = (f"/api/organizations/{organization}/settings", f"/api/devices/{device}/settings")
    asked = change("session_seconds", 600)
    return [answer for path in paths for answer in (await live.get(actor, path), await live.patch(actor, path, asked))]


async def test_what_is_foreign_answers_byte_for_byte_like_what_never_was(live: LiveBroker) -> None:
    foreign = await enrolled(live, organization=live.other_organization)
    here = live.organization
    for actor in (
        await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, where=here),
        await live.staff(BuiltInGroup.TECHNICIAN, where=here),
        await live.end_user(),
        None,
    ):
        missing = await every_route(live, actor, NOBODY, NOBODY)
        assert await every_route(live, actor, live.other_organization, foreign.device) == missing
        assert {each.status for each in missing} <= {401, 403, 404}
        instance = [await live.get(actor, "/api/settings"), await live.patch(actor, "/api/settings", change("x", 1))]
        assert {each.status for each in instance} <= {400, 401, 403, 404}


async def test_nobody_without_a_right_at_the_instance_changes_an_instance_setting(live: LiveBroker) -> None:
    asked = change("session_seconds", 600)
    for actor in (
        await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, where=live.organization),
        await live.staff(BuiltInGroup.TECHNICIAN),
    ):
        assert (await live.patch(actor, "/api/settings", asked)).status in {403, 404}
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    assert (await live.get(administrator, "/api/settings")).body["settings"][2]["here"] is None
    assert (await live.patch(administrator, "/api/settings", asked)).status == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"changes": []}, "field.wrong"),
        ({"changes": change("session_seconds", 600)["changes"] * 101}, "field.wrong"),
        (change("no_such", 1), "field.wrong"),
        (change("session_seconds", 1.5), "field.wrong"),
        (change("code_mode", "x" * 401), "field.wrong"),
        (change("session_seconds", 600, -1), "field.wrong"),
        (change("session_seconds", 59), "settings.wrong"),
        ({"changes": change("session_seconds", 600)["changes"] * 2}, "settings.twice"),
    ],
)
async def test_what_is_not_filled_in_right_is_refused(live: LiveBroker, body: dict[str, Any], code: str) -> None:
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    answer = await live.patch(administrator, "/api/settings", body)
    assert (answer.status, answer.code) == (400, code)


@pytest.mark.parametrize("where", ["settings", "organizations/{organization}/settings", "devices/{device}/settings"])
async def test_support_switched_off_ends_the_session_and_is_told_at_the_device(live: LiveBroker, where: str) -> None:
    scene = await offered(live)
    await scene.to_active()
    assert (await scene.agent.policy()).support_allowed
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    path = "/api/" + where.format(organization=live.organization, device=scene.agent.device)
    assert (await live.patch(administrator, path, change("allow_remote_support", False))).status == 200
    assert (await live.ended(scene.session)).reason == "revoked"
    off = await scene.agent.policy()
    assert not off.support_allowed
    shown = await live.get(scene.technician, f"/api/devices/{scene.agent.device}")
    assert shown.body["support"]["reason"] == "switched_off"
    body = {"device_id": scene.agent.device, "reason": "Printer driver", "capabilities": ["view"], "seconds": 600}
    assert (await live.post(scene.technician, "/api/sessions", body)).code == "support.off"
    await scene.agent.send(
        agent_broker.AskHelp(number=1, name="Erin", email="e@example.test", phone="", reason="No print")
    )
    assert (await scene.agent.expect(agent_broker.HelpAnswer)).code == "support.off"
    assert (await live.patch(administrator, path, change("allow_remote_support", None, 1))).status == 200
    on = await scene.agent.policy()
    assert (on.support_allowed, on.number) == (True, off.number + 1)


async def test_a_request_that_waits_ends_with_support_and_those_elsewhere_stay(live: LiveBroker) -> None:
    waiting = await requested(live)
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    elsewhere = f"/api/organizations/{live.other_organization}/settings"
    assert (await live.patch(administrator, elsewhere, change("allow_remote_support", False))).status == 200
    here = f"/api/organizations/{live.organization}/settings"
    assert (await live.session(waiting.session)).state.__struct_config__.tag == "requested"
    assert (await live.patch(administrator, here, change("allow_remote_support", False))).status == 200
    assert (await live.ended(waiting.session)).reason == "revoked"


async def test_control_that_is_not_offered_any_more_is_taken_from_a_live_session(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    administrator = await live.staff_with(frozenset({Permission.SETTINGS_CHANGE}), where=live.organization)
    path = f"/api/organizations/{live.organization}/settings"
    assert (await live.patch(administrator, path, change("capabilities_offered", []))).status == 200
    while Capability.CONTROL in capabilities_of(await live.session(scene.session)):
        await scene.agent.expect(agent_broker.LeaseFrame)
    assert "session.narrowed" in await live.kinds(scene.session)
    assert (await live.session(scene.session)).state.__struct_config__.tag == "active"


async def test_settings_say_who_may_ask_for_what_and_when(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    path = f"/api/organizations/{live.organization}/settings"
    offer = {"device_id": device.device, "reason": "", "capabilities": ["view"], "seconds": 600}
    help_asked = agent_broker.AskHelp(number=1, name="", email="", phone="", reason="")

    async def put(key: str, value: object, version: int = 0) -> None:
        # The instance may loosen; nearer places only tighten.
        where = "/api/settings" if key in ("ask_reason", "ask_contact") else path
        answer = await live.patch(administrator, where, change(key, value, version))
        assert answer.status == 200, answer.body

    await device.send(help_asked)
    assert (await device.expect(agent_broker.HelpAnswer)).code == "field.name"
    owner = await live.end_user()
    assert (await live.get(owner, "/api/requests/form")).body == {"asks_contact": True}
    await put("ask_contact", False)
    assert (await live.get(owner, "/api/requests/form")).body == {"asks_contact": False}
    assert (await live.get(owner, f"/api/requests/form?device={device.device}")).code == "not_found"
    await device.send(help_asked)
    assert (await device.expect(agent_broker.HelpAnswer)).code == "field.reason"
    assert (await live.post(technician, "/api/sessions", offer)).code == "field.reason"
    await put("ask_reason", False)
    await device.send(help_asked)
    asked = (await device.expect(agent_broker.HelpAnswer)).session
    assert (await live.get(technician, f"/api/sessions/{asked}")).body["person"]["name"] == "DESK-014"
    await put("support_hours", ["UTC mon 00:00-00:01"])
    assert (await live.post(technician, "/api/sessions", offer)).code == "support.closed"
    assert (await live.post(technician, f"/api/sessions/{asked}/approve", {"note": ""})).code == "support.closed"
    await put("support_hours", None, 1)
    await put("consent_present", "no_session")
    assert (await live.post(technician, "/api/sessions", offer)).code == "device.somebody_there"
    assert (await live.post(technician, f"/api/sessions/{asked}/approve", {"note": ""})).code == "device.somebody_there"
    await put("consent_present", None, 1)
    await put("view_only", True)
    wide = offer | {"capabilities": ["view", "control"]}
    assert (await live.post(technician, "/api/sessions", wide)).code == "field.capabilities"
    await put("allow_requests", False)
    assert (await live.post(technician, f"/api/sessions/{asked}/deny", {"note": ""})).status == 200
    await device.send(help_asked)
    assert (await device.expect(agent_broker.HelpAnswer)).code == "request.off"
    assert (await live.post(technician, "/api/sessions", offer)).status == 201
