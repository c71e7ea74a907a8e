"""Security groups over HTTP: what each kind of actor is answered, and what a right that is gone ends at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from broker.access.groups import BuiltInGroup
from broker.access.permissions import GRANTABLE, Permission
from broker.features.security_groups.routes import SecurityGroupRoutes
from broker.web.declare import routes_of
from protocol.session.reasons import EndReason
from tests.fakes.live_broker import PATIENCE, Answer, LiveBroker, Person
from tests.fakes.scenes import offered

pytestmark = pytest.mark.slow

ADMINISTRATOR = BuiltInGroup.PROVIDER_ADMINISTRATOR
READ = Permission.GROUP_READ


def asked(**changed: Any) -> dict[str, Any]:
    return {"name": "Service desk", "permissions": ["device:read"], "all_organizations": True} | changed


def bodies(group: Mapping[str, Any], account: str) -> dict[str, dict[str, Any] | None]:
    """What to send to each route so that it would be done for who may; None for what is read."""
    path = f"/api/security-groups/{group['id']}"
    edited = {key: group[key] for key in ("version", "name", "description", "permissions", "all_organizations")}
    return {
        f"{path}": None,
        f"{path}/members": None,
        f"{path}/candidates": None,
        f"/api/access/why?account={account}&permission=device:read": None,
        f"{path}#": edited | {"organizations": [], "is_narrowed": False, "tags": [], "device_groups": []},
        f"{path}/clone": {"name": "A copy"},
        f"{path}/organizations": {"add": [], "remove": []},
        f"{path}/members#": {"add": [], "remove": []},
        f"{path}/remove": {"name": group["name"]},
    }


async def send(live: LiveBroker, person: Person | None, path: str, body: dict[str, Any] | None) -> Answer:
    place = path.rstrip("#")
    return await (live.get(person, place) if body is None else live.post(person, place, body))


async def test_every_route_answers_each_kind_of_actor_as_it_should(live: LiveBroker) -> None:
    owner = SecurityGroupRoutes(None, None)  # type: ignore[arg-type]
    assert len(routes_of(owner)) == len(bodies(asked(id="", version=1, description=""), "")) + 2
    administrator = await live.staff(ADMINISTRATOR)
    group = (await live.post(administrator, "/api/security-groups", asked())).body
    reader = await live.staff_with(frozenset({READ}))
    elsewhere = await live.staff_with(GRANTABLE, where=live.other_organization)
    without = await live.staff_with(GRANTABLE - {READ, Permission.GROUP_CHANGE, Permission.GROUP_ASSIGN})
    actors = {
        "stranger": (None, 401, 401),
        "end user": (await live.end_user(), 403, 403),
        "technician": (await live.staff(BuiltInGroup.TECHNICIAN), 403, 403),
        "auditor": (await live.staff(BuiltInGroup.AUDITOR), 403, 403),
        "everything but groups": (without, 403, 403),
        "reader": (reader, 200, 403),
        "administrator elsewhere": (elsewhere, 404, 404),
    }
    for name, (person, reading, changing) in actors.items():
        for path, body in bodies(group, administrator.id).items():
            expected = reading if body is None and "candidates" not in path else changing
            assert (await send(live, person, path, body)).status == expected, (name, path)
    answers = {"clone": 201, "organizations": 409}  # it reaches all of them already
    for path, body in bodies(group, administrator.id).items():
        status = answers.get(path.rpartition("/")[2], 200)
        assert (await send(live, administrator, path, body)).status == status, path


async def test_a_foreign_group_and_a_missing_one_are_answered_byte_for_byte_alike(live: LiveBroker) -> None:
    administrator = await live.staff(ADMINISTRATOR)
    foreign = (await live.post(administrator, "/api/security-groups", asked())).body
    missing = foreign | {"id": "a" * 26}
    elsewhere = await live.staff_with(GRANTABLE, where=live.other_organization)
    for one, other in zip(bodies(foreign, elsewhere.id).items(), bodies(missing, elsewhere.id).items(), strict=True):
        assert await send(live, elsewhere, *one) == await send(live, elsewhere, *other), one[0]
    listed = (await live.get(elsewhere, "/api/security-groups")).body
    assert (listed["total"], [each["name"] for each in listed["items"]]) == (1, ["Organization administrators"])
    assert listed["items"][0]["organization"]["id"] == live.other_organization
    assert (await live.get(elsewhere, "/api/security-groups?q=Service")).body["total"] == 0


async def test_the_list_is_searched_and_cut_into_pages_that_fit_together(live: LiveBroker) -> None:
    administrator = await live.staff(ADMINISTRATOR)
    for number in range(3):
        await live.post(administrator, "/api/security-groups", asked(name=f"Night desk {number}"))
    first = (await live.get(administrator, "/api/security-groups?q=night&limit=2")).body
    rest = (await live.get(administrator, f"/api/security-groups?q=night&limit=2&cursor={first['next']}")).body
    assert [each["name"] for each in (*first["items"], *rest["items"])] == [f"Night desk {n}" for n in range(3)]
    assert (first["total"], rest["next"]) == (3, None)
    assert first["items"][0] | {"id": ""} == {
        "id": "",
        "name": "Night desk 0",
        "description": "",
        "built_in": False,
        "organization": None,
        "all_organizations": True,
        "organizations": 0,
        "members": 0,
        "permissions": 1,
    }


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "field.name"),
        ({"name": "n" * 81}, "field.name"),
        ({"name": "n" * 1_001}, "field.wrong"),
        ({"description": "d" * 501}, "field.description"),
        ({"permissions": ["device:explode"]}, "field.wrong"),
        ({"permissions": ["own_device:read"]}, "field.permissions"),
        ({"organizations": ["a" * 26]}, "not_found"),
        ({"organizations": ["a" * 26] * 1_001}, "field.wrong"),
        ({"organization_id": "a" * 26, "all_organizations": False}, "not_found"),
        ({"colour": "red"}, "field.unknown"),
    ],
)
async def test_what_is_no_group_has_its_code(live: LiveBroker, changed: dict[str, Any], code: str) -> None:
    administrator = await live.staff(ADMINISTRATOR)
    assert (await live.post(administrator, "/api/security-groups", asked(**changed))).code == code


async def test_a_right_that_is_taken_away_ends_the_live_session_it_carried(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    administrator = await live.staff(ADMINISTRATOR)
    groups = (await live.get(administrator, "/api/security-groups?limit=200")).body["items"]
    async with asyncio.timeout(PATIENCE):
        for group in groups:
            path = f"/api/security-groups/{group['id']}/members"
            inside = [each["id"] for each in (await live.get(administrator, path)).body["items"]]
            if scene.technician.id in inside:
                answer = await live.post(administrator, path, {"remove": [scene.technician.id]})
                assert answer.body == {"members": 0}
        assert (await live.ended(scene.session)).reason is EndReason.REVOKED
    assert (await live.get(scene.technician, "/api/devices")).status == 403


async def test_a_group_says_whether_its_members_must_have_a_second_factor(live: LiveBroker) -> None:
    administrator = await live.staff(ADMINISTRATOR)
    made = await live.post(administrator, "/api/security-groups", asked(requires_factor=True))
    assert made.body["requires_factor"] is True
    path = f"/api/security-groups/{made.body['id']}"
    assert (await live.post(administrator, f"{path}/clone", {"name": "A copy"})).body["requires_factor"] is True
    edited = {key: made.body[key] for key in ("version", "name", "permissions", "all_organizations")}
    edited |= {"organizations": [], "description": "Careful", "is_narrowed": False, "tags": [], "device_groups": []}
    left = await live.post(administrator, path, edited)
    assert left.body["requires_factor"] is True
    off = edited | {"requires_factor": False, "version": left.body["version"]}
    assert (await live.post(administrator, path, off)).body["requires_factor"] is False
    late = await live.post(administrator, path, off | {"requires_factor": True})
    assert late.code == "save.conflict"
    assert late.body["error"]["fields"]["requires_factor"] == "Its members need not any more have a second step."
