"""Tags and narrowing over HTTP: what somebody with a narrowed group sees of a whole organization, and what not."""

from __future__ import annotations

from typing import Any

import pytest

from broker.access.groups import BUILT_IN, BuiltInGroup
from broker.access.permissions import Permission
from broker.features.sessions import leases
from broker.storage import tables
from protocol.links import agent_broker
from tests.fakes.agent_on_link import enrolled
from tests.fakes.live_broker import LiveBroker, Person
from tests.fakes.scenes import offered, requested

pytestmark = pytest.mark.slow

MISSING = "a" * 26
TECHNICIAN = BUILT_IN[BuiltInGroup.TECHNICIAN].permissions
READING = frozenset({Permission.AUDIT_READ, Permission.ORGANIZATION_READ})


async def narrowed(live: LiveBroker, *marks: str, whole: frozenset[Permission] = frozenset()) -> Person:
    """Somebody who is a technician on marked devices only, and holds something else over all."""
    person = await live.staff(None)
    await live.narrow(await live.join(person.id, TECHNICIAN | READING, live.organization), *marks)
    if whole:
        await live.join(person.id, whole, live.organization)
    return person


async def tag(live: LiveBroker, device: str, *tags: str) -> None:
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Ada Admin")
    answer = await live.post(admin, f"/api/devices/{device}/tags/move", {"add": list(tags)})
    assert answer.status == 200, answer.body


async def test_tags_and_groups_are_edited_and_searched(live: LiveBroker) -> None:
    desk, lap = await enrolled(live), await enrolled(live, name="LAP-207")
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    version = (await live.get(admin, f"/api/devices/{desk.device}")).body["version"]
    wanted = {"version": version, "tags": ["Finance", "ground-floor"]}
    saved = await live.post(admin, f"/api/devices/{desk.device}/tags", wanted)
    assert saved.body["tags"] == ["finance", "ground-floor"]
    stale = await live.post(admin, f"/api/devices/{desk.device}/tags", {"version": version, "tags": []})
    assert (stale.status, stale.code) == (409, "save.conflict")
    made = await live.post(admin, "/api/device-groups", {"organization_id": live.organization, "name": "Ground floor"})
    assert made.status == 201
    group = made.body["id"]
    await live.post(admin, f"/api/devices/{lap.device}/group", {"group_id": group})
    assert (await live.get(admin, f"/api/devices/{lap.device}")).body["group"]["name"] == "Ground floor"

    async def found(query: str) -> list[str]:
        answer = await live.get(admin, f"/api/devices?q={query}")
        assert answer.status == 200, answer.body
        return [each["name"] for each in answer.body["items"]]

    assert await found("tag:finance") == await found("tag:FIN*") == await found("desk tag:finance") == ["DESK-014"]
    assert await found("-tag:finance") == await found('group:"ground floor"') == ["LAP-207"]
    assert await found("tag:finance,none") == ["DESK-014"]
    assert await found("tag:fin") == await found("tag:finance lap") == []
    assert await found("") == ["DESK-014", "LAP-207"]
    wrong = await live.get(admin, "/api/devices?q=colour:red")
    assert (wrong.status, wrong.code) == (400, "query.key")
    assert (await live.get(admin, "/api/tags?q=fin")).body == [{"tag": "finance", "devices": 1}]
    renamed = await live.post(admin, f"/api/device-groups/{group}", {"version": 1, "name": "Cellar"})
    assert renamed.body["name"] == "Cellar"
    listing = await live.get(admin, f"/api/device-groups?organization={live.organization}")
    assert [(each["name"], each["devices"]) for each in listing.body["items"]] == [("Cellar", 1)]
    removed = await live.post(admin, f"/api/device-groups/{group}/remove", {"name": "Cellar"})
    assert removed.status == 200


async def test_the_person_whose_device_it_is_is_not_told_its_tags(live: LiveBroker) -> None:
    device = await enrolled(live)
    await tag(live, device.device, "difficult-customer")
    owner = await live.end_user()
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    await live.post(admin, f"/api/devices/{device.device}/assign", {"account_id": owner.id})
    answer = await live.get(owner, f"/api/devices/{device.device}")
    assert answer.status == 200
    assert "difficult" not in str(answer.body)
    # Nor do they find the device by them, one letter after another.
    for query in ("tag:*", "tag:f*", "-tag:f*", "group:*"):
        answer = await live.get(owner, f"/api/devices?q={query}")
        assert (answer.status, answer.code) == (400, "query.key"), query


async def test_staff_find_devices_by_owner_and_organization_within_reach_by_the_names_of_now(live: LiveBroker) -> None:
    desk, other = await enrolled(live), await enrolled(live, name="LAP-207", organization=live.other_organization)
    admin, person = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR), await live.end_user(name="Zora Quill")
    await live.post(admin, f"/api/devices/{desk.device}/assign", {"account_id": person.id})
    here = await live.staff(BuiltInGroup.TECHNICIAN, where=live.organization)
    names = [
        (await live.get(admin, f"/api/devices/{each.device}")).body["organization"]["name"] for each in (desk, other)
    ]

    async def found(who: Person, word: str) -> list[str]:
        answer = await live.get(who, f'/api/devices?q="{word}"')
        return [each["name"] for each in answer.body["items"]]

    assert await found(admin, "zora") == await found(here, "zora") == ["DESK-014"]
    assert [await found(admin, name) for name in names] == [["DESK-014"], ["LAP-207"]]
    assert [await found(here, name) for name in names] == [["DESK-014"], []]
    assert await found(person, "desk") == await found(person, names[0]) == ["DESK-014"]

    place, owner = f"/api/organizations/{live.organization}", f"/api/accounts/{person.id}"
    was, wished = (await live.get(admin, place)).body, {"name": "Renamed place", "main_contact_id": None}
    assert (await live.patch(admin, place, {key: was[key] for key in ("slug", "version")} | wished)).status == 200
    was, wished = (await live.get(admin, owner)).body, {"name": "Renamed owner"}
    assert (
        await live.patch(admin, owner, {key: was[key] for key in ("email", "phone", "version")} | wished)
    ).status == 200
    assert await found(here, "renamed place") == await found(here, "renamed owner") == ["DESK-014"]
    assert await found(here, "zora") == await found(here, names[0]) == []
    await live.post(admin, f"/api/devices/{desk.device}/assign", {"account_id": None})
    assert await found(here, "renamed owner") == []


async def test_a_narrowed_group_shows_marked_devices_alone(live: LiveBroker) -> None:
    desk, lap = await enrolled(live), await enrolled(live, name="LAP-207")
    await tag(live, desk.device, "finance")
    person = await narrowed(live, "tag:finance")
    listing = (await live.get(person, "/api/devices")).body
    assert ([each["name"] for each in listing["items"]], listing["total"]) == (["DESK-014"], 1)
    assert (await live.get(person, "/api/devices?q=LAP")).body["total"] == 0
    assert (await live.get(person, f"/api/devices/{desk.device}")).status == 200
    hidden, missing = [await live.get(person, f"/api/devices/{each}") for each in (lap.device, MISSING)]
    assert hidden == missing
    assert hidden.status == 404
    entries = (await live.get(person, "/api/audit?limit=200")).body
    assert {each["device"]["name"] for each in entries["items"]} == {"DESK-014"}
    assert entries["total"] == len(entries["items"])


async def test_requests_of_other_devices_are_neither_seen_nor_answered(live: LiveBroker) -> None:
    waiting = await requested(live)
    person = await narrowed(live, "tag:finance")
    listing = await live.get(person, "/api/sessions?state=requested")
    assert listing.body["total"] == 0
    asked = f"/api/sessions/{waiting.session}/approve"
    hidden = await live.post(person, asked, {"note": ""})
    missing = await live.post(person, f"/api/sessions/{MISSING}/approve", {"note": ""})
    assert hidden == missing
    await tag(live, waiting.agent.device, "finance")
    seen = (await live.get(person, "/api/sessions?state=requested")).body
    assert seen["total"] == 1
    assert seen["items"][0]["place_in_line"] is None
    assert (await live.post(person, asked, {"note": ""})).status == 200


async def test_control_of_some_and_sight_of_all_are_not_crossed(live: LiveBroker) -> None:
    desk, lap = await (await enrolled(live)).come(), await (await enrolled(live, name="LAP-207")).come()
    await tag(live, desk.device, "finance")
    sight = frozenset({Permission.DEVICE_READ, Permission.SESSION_READ})
    person = await narrowed(live, "tag:finance", whole=sight)
    listing = (await live.get(person, "/api/devices")).body["items"]
    assert {each["name"]: each["support"]["allowed"] for each in listing} == {"DESK-014": True, "LAP-207": False}
    assert listing[1]["support"]["reason"] == "not_permitted"
    asked = {"reason": "Printer driver, as asked", "capabilities": ["view", "control"], "seconds": 600}
    refused = await live.post(person, "/api/sessions", asked | {"device_id": lap.device})
    unknown = await live.post(person, "/api/sessions", asked | {"device_id": MISSING})
    assert refused == unknown
    assert (await live.post(person, "/api/sessions", asked | {"device_id": desk.device})).status == 201


@pytest.mark.parametrize("is_viewed", [True, False])
async def test_a_session_ends_when_its_device_leaves_the_reach_of_its_technician(
    live: LiveBroker, monkeypatch: pytest.MonkeyPatch, is_viewed: bool
) -> None:
    monkeypatch.setattr(leases, "LEASE_EVERY_SECONDS", 0.1)
    scene = await offered(live)
    await tag(live, scene.agent.device, "finance")
    group = await live.join(scene.technician.id, TECHNICIAN, None)
    await live.narrow(group, "tag:finance")
    await scene.to_active()
    await only_in(live, scene.technician, group)
    if not is_viewed:
        await scene.viewer.go()
    await scene.agent.settle()
    scene.agent.seen.clear()
    for _ in range(2):  # the first may have been decided on before; that it goes on is decided anew with each
        await scene.agent.expect(agent_broker.LeaseFrame)
    assert (await live.session(scene.session)).state.__struct_config__.tag in {"active", "interrupted"}
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Ada Admin")
    moved = await live.post(admin, f"/api/devices/{scene.agent.device}/tags/move", {"remove": ["finance"]})
    assert moved.status == 200
    assert (await live.ended(scene.session)).reason == "revoked"


async def only_in(live: LiveBroker, person: Person, group: str) -> None:
    members = tables.security_group_members
    leaving = members.delete().where(members.c.account_id == person.id, members.c.group_id != group)
    await live.change(lambda change: change.connection.execute(leaving))


async def test_who_holds_no_right_over_devices_changes_none(live: LiveBroker) -> None:
    device = await enrolled(live)
    reader = await live.staff_with(frozenset({Permission.DEVICE_READ}))
    elsewhere = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, where=live.other_organization)
    changes: dict[str, dict[str, Any]] = {
        f"/api/devices/{device.device}/tags": {"version": 1, "tags": ["mine"]},
        f"/api/devices/{device.device}/tags/move": {"add": ["mine"]},
        f"/api/devices/{device.device}/group": {"group_id": None},
        "/api/device-groups": {"organization_id": live.organization, "name": "Mine"},
    }
    for path, body in changes.items():
        assert (await live.post(reader, path, body)).status == 403
        assert (await live.post(elsewhere, path, body)).status == 404
        assert (await live.post(await live.end_user(), path, body)).status == 403
