"""An organization's portal as its end users see it: looks and features, nobody's data, nothing to do."""

from __future__ import annotations

from typing import Any

import pytest

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.access.portal_groups import BuiltInPortalGroup
from tests.broker.features.see_as.test_routes import ADMINISTRATOR, ask
from tests.fakes.agent_on_link import enrolled
from tests.fakes.live_broker import LiveBroker, Person

pytestmark = pytest.mark.slow

LIMITED, STANDARD = BuiltInPortalGroup.LIMITED, BuiltInPortalGroup.STANDARD
PORTAL: dict[str, Any] = {
    **{"name": "", "colour": "", "logo_hash": "", "shows_logo": True, "uses_colours": True, "own_looks": False},
    **{"features": ["ask_for_help", "own_devices"], "redirect_url": "", "is_open": False},
}


async def begin(live: LiveBroker, viewer: Person, group: BuiltInPortalGroup = STANDARD) -> str:
    body = {"organization_id": live.organization, "portal_group_id": group.id}
    answer = await live.post(viewer, "/api/see-as/portal", body)
    assert answer.status == 201, answer.body
    return str(answer.body["id"])


async def test_a_portal_is_seen_as_its_group_and_its_switches_make_it(live: LiveBroker) -> None:
    await enrolled(live)
    person = await live.end_user()
    # Who may read the portal, and nothing of people, devices or sessions, is shown nothing of them.
    viewer = await live.staff_with(frozenset({Permission.PORTAL_READ}), where=live.organization)
    sight = await begin(live, viewer)
    me = (await ask(live, viewer, "/api/me", sight)).body
    assert me["account"]["name"] == "Example person"
    assert me["account"]["organization"]["id"] == live.organization
    assert "own_device:use" in me["permissions"]
    for path in ("/api/devices", "/api/sessions"):
        listing = await ask(live, viewer, path, sight)
        assert (listing.status, listing.body["items"]) == (200, []), path
    assert (await ask(live, viewer, "/api/me/factors", sight)).status == 200
    assert (await ask(live, viewer, "/api/me/sign-ins", sight)).body["items"] == []
    assert (await ask(live, viewer, f"/api/accounts/{person.id}", sight)).status == 403

    admin = await live.staff(ADMINISTRATOR)
    changed = await live.put(admin, f"/api/portals/{live.organization}", PORTAL | {"version": 0})
    assert changed.status == 200, changed.body
    me = (await ask(live, viewer, "/api/me", sight)).body
    assert "own_device:use" not in me["permissions"]
    assert "own_device:read" in me["permissions"]
    limited = await begin(live, viewer, LIMITED)
    assert "own_device:read" not in (await ask(live, viewer, "/api/me", limited)).body["permissions"]
    assert (await ask(live, viewer, "/api/me", sight)).code == "see_as.over"

    away = PORTAL | {"version": 1, "redirect_url": "https://help.example.com"}
    assert (await live.put(admin, f"/api/portals/{live.organization}", away)).status == 200
    off = await ask(live, viewer, "/api/me", limited)
    assert (off.code, off.body["error"]["fields"]) == ("portal.off", {"redirect_url": "https://help.example.com"})
    of_person = await live.post(admin, "/api/see-as", {"account_id": person.id})
    assert (await ask(live, admin, "/api/me", of_person.body["id"])).code == "portal.off"

    back = PORTAL | {"version": 2}
    assert (await live.put(admin, f"/api/portals/{live.organization}", back)).status == 200
    assert (await ask(live, viewer, "/api/me", limited)).status == 200
    without = {"changes": [{"key": "end_user_portal", "value": False, "version": 0}]}
    assert (await live.patch(admin, f"/api/organizations/{live.organization}/settings", without)).status == 200
    off = await ask(live, viewer, "/api/me", limited)
    assert (off.code, off.body["error"]["fields"]) == ("portal.off", {"redirect_url": ""})


async def test_nothing_can_be_done_there_and_the_log_tells(live: LiveBroker) -> None:
    admin = await live.staff(ADMINISTRATOR)
    sight = await begin(live, admin)
    asked = {"reason": "Printer does nothing", "name": "A", "email": "", "phone": ""}
    for path, body in {
        "/api/sessions/requests": asked,
        "/api/me/email": {"password": "x", "email": "a@b.example"},
    }.items():
        refused = await ask(live, admin, path, sight, method="POST", body=body)
        assert refused.status in {403, 404, 405}, path
    # Nor as a stranger, where the portal is open: that route asks for no sign-in.
    opened = await live.put(
        admin,
        f"/api/portals/{live.organization}",
        PORTAL | {"version": 0, "is_open": True, "features": ["ask_for_help"]},
    )
    assert opened.status == 200, opened.body
    strangers = await begin(live, admin, BuiltInPortalGroup.NON_PORTAL)
    slug = (await live.get(admin, f"/api/organizations/{live.organization}")).body["slug"]
    refused = await ask(
        live, admin, "/api/open-portal/requests", strangers, method="POST", body=asked | {"slug": slug, "phone": "1"}
    )
    assert refused.code == "see_as.only_look"
    assert (await live.post(admin, f"/api/see-as/{strangers}/stop", {})).status == 200
    entries = (await live.get(admin, "/api/audit?q=kind:see_as.*")).body["items"]
    assert [each["sentence"] for each in entries] == [
        f"{admin.name} no longer sees the portal as Non-portal users see it.",
        f"{admin.name} began to see the portal as Non-portal users see it.",
        f"{admin.name} no longer sees the portal as Standard see it.",
        f"{admin.name} began to see the portal as Standard see it.",
    ]
    assert all(each["organization"]["id"] == live.organization for each in entries)


async def test_who_may_not_read_the_portal_sees_none_and_is_told_nothing(live: LiveBroker) -> None:
    auditor = await live.staff(BuiltInGroup.TECHNICIAN)
    elsewhere = await live.administrator(live.other_organization)
    admin, person = await live.staff(ADMINISTRATOR), await live.end_user()
    here = {"organization_id": live.organization, "portal_group_id": STANDARD.id}
    missing = {"organization_id": "a" * 26, "portal_group_id": STANDARD.id}
    assert (await live.post(auditor, "/api/see-as/portal", here)).status == 403
    assert (await live.post(person, "/api/see-as/portal", here)).status == 403
    hidden = await live.post(elsewhere, "/api/see-as/portal", here)
    assert hidden.status == 404
    assert hidden == await live.post(elsewhere, "/api/see-as/portal", missing)
    assert (await live.post(admin, "/api/see-as/portal", missing)).status == 404
    assert (await live.post(admin, "/api/see-as/portal", here | {"portal_group_id": "b" * 26})).status == 404
    nobody = await live.post(admin, "/api/see-as/portal", here | {"portal_group_id": BuiltInPortalGroup.NO_ACCESS.id})
    assert (nobody.status, nobody.code) == (400, "see_as.no_portal")
    # A right that is gone ends the look with the next click.
    sight = await begin(live, admin)
    await live.leave_all_groups(admin)
    assert (await ask(live, admin, "/api/me", sight)).code == "see_as.over"
