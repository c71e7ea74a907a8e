"""Portal groups and bulk actions over HTTP: who may what, and what losing the portal ends at once."""

from __future__ import annotations

import pytest

from broker.access.groups import BuiltInGroup
from broker.access.permissions import GRANTABLE, Permission
from broker.access.portal_groups import BuiltInPortalGroup
from tests.fakes.agent_on_link import enrolled
from tests.fakes.live_broker import LiveBroker
from tests.fakes.scenes import requested

pytestmark = pytest.mark.slow

NO_ACCESS, LIMITED = BuiltInPortalGroup.NO_ACCESS.id, BuiltInPortalGroup.LIMITED.id
HELP = {"name": "Erin", "email": "", "phone": "", "reason": "Printer jams", "device_id": None}


async def test_groups_are_read_made_copied_and_removed_by_who_may_and_nobody_else(live: LiveBroker) -> None:
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    asked = {"name": "Counter", "features": ["ask_for_help"], "organization_id": live.organization}
    made = await live.post(administrator, "/api/portal-groups", asked)
    assert made.status == 201
    path = f"/api/portal-groups/{made.body['id']}"
    bodies: dict[str, dict[str, object]] = {
        path: {"version": 1, "name": "Desk", "description": "", "features": ["ask_for_help", "receipts"]},
        f"{path}/clone": {"name": "Copy", "organization_id": live.organization},
        f"{path}/remove": {},
    }
    reader = await live.staff_with(frozenset({Permission.PORTAL_READ}))
    elsewhere = await live.staff_with(GRANTABLE, where=live.other_organization)
    without = await live.staff_with(GRANTABLE - {Permission.PORTAL_READ, Permission.PORTAL_CHANGE})
    for actor, reading, writing in (
        (None, 401, 401),
        (await live.end_user(), 403, 403),
        (without, 403, 403),
        (reader, 200, 403),
        (elsewhere, 404, 404),
    ):
        assert (await live.get(actor, path)).status == reading
        for place, body in bodies.items():
            assert (await live.post(actor, place, body)).status == writing
    missing = await live.get(elsewhere, f"/api/portal-groups/{'a' * 26}")
    assert (await live.get(elsewhere, path)).body == missing.body
    assert [(await live.post(administrator, place, body)).status for place, body in bodies.items()] == [200, 201, 200]
    nonsense = await live.post(administrator, "/api/portal-groups", asked | {"features": ["teleport"]})
    assert nonsense.status == 400


async def test_what_a_portal_does_not_have_is_refused_by_the_api_too(live: LiveBroker) -> None:
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    person = await live.end_user()
    assert (await live.get(person, "/api/devices")).status == 200
    asked = {"name": "Only ask", "features": ["ask_for_help"]}
    group = (await live.post(administrator, "/api/portal-groups", asked)).body["id"]
    for where, status in ((LIMITED, 403), (group, 403)):
        moved = await live.post(administrator, f"/api/accounts/{person.id}/portal", {"portal_group_id": where})
        assert moved.body["portal"]["group"]["id"] == where
        assert (await live.get(person, "/api/devices")).status == status
    assert (await live.get(person, "/api/sessions")).status == 403
    sent = await live.post(person, "/api/requests", HELP)
    assert (sent.status, sent.body["state"]) == (201, "requested")
    assert (await live.get(person, f"/api/sessions/{sent.body['id']}")).status == 403


async def test_losing_the_portal_ends_what_one_is_in_the_middle_of_there_and_nothing_at_the_device(
    live: LiveBroker,
) -> None:
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    person = await live.end_user()
    asked = (await live.post(person, "/api/requests", HELP)).body["id"]
    computer = await enrolled(live)
    path = f"/api/devices/{computer.device}/assign"
    assert (await live.post(administrator, path, {"account_id": person.id})).status == 200
    from_tray = await requested(live, await computer.come())
    done = await live.post(administrator, "/api/bulk", {"act": "disable_portal", "accounts": [person.id]})
    assert [row["changed"] for row in done.body["rows"]] == [True]
    assert (await live.get(person, "/api/me")).status == 401
    assert (await live.ended(asked)).reason == "revoked"
    waiting = (await live.get(administrator, "/api/sessions?state=requested")).body["items"]
    assert [each["id"] for each in waiting] == [from_tray.session]


async def test_bulk_actions_count_first_and_answer_row_by_row(live: LiveBroker) -> None:
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    people = [await live.end_user(name=f"Person {number}") for number in range(3)]
    foreign = await live.end_user(name="Noa Birch", organization=live.other_organization)
    here = await live.staff_with(frozenset({Permission.END_USER_CHANGE}), where=live.organization)
    chosen = {"accounts": [*(each.id for each in people), foreign.id]}
    assert (await live.post(here, "/api/bulk/sizes", chosen)).body["people"] == 3
    first = await live.post(here, "/api/bulk", chosen | {"act": "move", "portal_group_id": LIMITED, "limit": 2})
    assert (len(first.body["rows"]), first.body["next"] is None) == (2, False)
    rest = await live.post(
        here,
        "/api/bulk",
        chosen | {"act": "move", "portal_group_id": LIMITED, "cursor": first.body["next"]},
    )
    rows = {row["id"]: row for row in first.body["rows"] + rest.body["rows"]}
    assert [rows[each.id]["code"] for each in people] == [None] * 3
    assert (rows[foreign.id]["code"], rows[foreign.id]["name"]) == ("not_found", "")
    for place, body in (("/api/bulk", chosen | {"act": "disable_portal"}), ("/api/bulk/sizes", chosen)):
        assert (await live.post(technician, place, body)).status == 403
    too_many = {"act": "disable_portal", "accounts": ["a" * 26] * 501}
    assert (await live.post(administrator, "/api/bulk", too_many)).status == 400
