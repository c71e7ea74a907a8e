"""Scope rules over HTTP: made, ordered, changed, removed, and what they mean on a connected device at once."""

from __future__ import annotations

from typing import Any

import pytest

from broker.access.groups import BuiltInGroup
from broker.features.settings.scope_rules import MAX_RULES
from tests.fakes.agent_on_link import AgentOnLink, enrolled
from tests.fakes.live_broker import LiveBroker, Person

pytestmark = pytest.mark.slow


async def rule(live: LiveBroker, by: Person, name: str, *conditions: str, **values: Any) -> str:
    """Make a rule that sets something, and give its id."""
    path = f"/api/organizations/{live.organization}/setting-rules"
    made = await live.post(by, path, {"name": name, "conditions": list(conditions)})
    assert made.status == 201, made.body
    identifier: str = made.body["rules"][-1]["id"]
    changes = [{"key": key, "value": value, "version": 0} for key, value in values.items()]
    saved = await live.patch(by, f"/api/setting-rules/{identifier}/settings", {"changes": changes})
    assert saved.status == 200, saved.body
    return identifier


async def effective(live: LiveBroker, by: Person, agent: AgentOnLink, key: str, query: str = "") -> tuple[Any, Any]:
    answer = await live.get(by, f"/api/devices/{agent.device}/settings{query}")
    assert answer.status == 200, answer.body
    (found,) = [each for each in answer.body["settings"] if each["key"] == key]
    return found["value"], found["origin"] and found["origin"]["name"]


async def test_rules_count_on_devices_from_tag_group_owner_and_order_on(live: LiveBroker) -> None:
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    person, agent = await live.end_user(), await (await enrolled(live)).come()
    first = await rule(live, admin, "Finance", "tag:finance", session_seconds=1800)
    second = await rule(live, admin, "Erin's", f"person:{person.id}", session_seconds=600, view_only=True)
    assert await effective(live, admin, agent, "session_seconds") == (3600, None)
    # What would apply to this device and person.
    assert await effective(live, admin, agent, "session_seconds", f"?person={person.id}") == (600, "Erin's")
    assert (await agent.policy()).number == 1
    tags = {"add": ["finance"], "remove": []}
    assert (await live.post(admin, f"/api/devices/{agent.device}/tags/move", tags)).status == 200
    assert (await agent.policy()).running.seconds == 1800
    owner = {"account_id": person.id}
    assert (await live.post(admin, f"/api/devices/{agent.device}/assign", owner)).status == 200
    both = await agent.policy()
    # The first that contains a setting counts, the next one for what the first leaves out.
    assert (both.running.seconds, both.running.view_only) == (1800, True)
    assert await effective(live, admin, agent, "session_seconds") == (1800, "Finance")
    order = f"/api/organizations/{live.organization}/setting-rules/order"
    looked = {"before": [first, second]}
    assert (await live.post(admin, order, looked | {"rules": [second]})).code == "save.conflict"
    assert (await live.post(admin, order, looked | {"rules": [second, first]})).status == 200
    # Whoever looked before that puts nothing over it.
    assert (await live.post(admin, order, looked | {"rules": [second, first]})).code == "save.conflict"
    assert (await agent.policy()).running.seconds == 600
    renamed = {"version": 1, "name": "Nobody's", "conditions": ["tag:other"]}
    assert (await live.post(admin, f"/api/setting-rules/{second}", renamed)).status == 200
    assert (await live.post(admin, f"/api/setting-rules/{second}", renamed | {"name": "X"})).code == "save.conflict"
    assert (await agent.policy()).running.seconds == 1800
    assert (await live.post(admin, f"/api/setting-rules/{first}/remove", {})).status == 200
    assert (await agent.policy()).running.seconds == 3600


async def test_a_rule_can_only_tighten_and_its_lock_holds_on_its_devices(live: LiveBroker) -> None:
    admin, agent = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR), await enrolled(live)
    found = await rule(live, admin, "Finance", "tag:finance", session_seconds=1800)
    loose = {"changes": [{"key": "session_seconds", "value": 7200, "version": 1}]}
    assert (await live.patch(admin, f"/api/setting-rules/{found}/settings", loose)).code == "settings.wrong"
    lock = {"changes": [{"key": "session_seconds", "value": 1800, "locked": True, "version": 1}]}
    assert (await live.patch(admin, f"/api/setting-rules/{found}/settings", lock)).status == 200
    await live.post(admin, f"/api/devices/{agent.device}/tags/move", {"add": ["finance"], "remove": []})
    nearer = {"changes": [{"key": "session_seconds", "value": 600, "version": 0}]}
    refused = await live.patch(admin, f"/api/devices/{agent.device}/settings", nearer)
    assert refused.body["error"]["fields"]["session_seconds"] == "Finance has locked this."


@pytest.mark.parametrize(
    ("name", "conditions", "code"),
    [
        ("", ["tag:a"], "field.name"),
        ("A", [], "field.conditions"),
        ("A", ["tag:" + "a" * 41], "field.tags"),
        ("A", ["group:" + "a" * 26], "field.conditions"),
        ("A", ["person:" + "a" * 26], "field.conditions"),
        ("A", ["host:a"], "field.wrong"),
    ],
)
async def test_what_is_no_rule_is_refused(live: LiveBroker, name: str, conditions: list[str], code: str) -> None:
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    path = f"/api/organizations/{live.organization}/setting-rules"
    assert (await live.post(admin, path, {"name": name, "conditions": conditions})).code == code


async def test_a_name_is_taken_once_and_the_list_has_an_end(live: LiveBroker) -> None:
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    path = f"/api/organizations/{live.organization}/setting-rules"
    for number in range(MAX_RULES):
        assert (await live.post(admin, path, {"name": f"Rule {number}", "conditions": ["tag:a"]})).status == 201
        if number == 0:
            again = await live.post(admin, path, {"name": "Rule 0", "conditions": ["tag:a"]})
            assert again.code == "settings.rule_name_taken"
    assert (await live.post(admin, path, {"name": "More", "conditions": ["tag:a"]})).code == "settings.too_many_rules"
