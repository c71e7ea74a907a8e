"""Tests of portals over HTTP, on a whole broker."""

import base64
import io
from typing import Any

from PIL import Image

from broker.access.groups import BuiltInGroup
from broker.features.portal.logo import MAX_LOGO_BYTES
from tests.fakes.live_broker import Answer, LiveBroker, Person

REDIRECT = "https://help.example/start"
ADMINISTRATOR = BuiltInGroup.PROVIDER_ADMINISTRATOR


def portal(version: int = 0, **changed: Any) -> dict[str, Any]:
    looks = {"name": "", "colour": "", "logo_hash": "", "shows_logo": True, "uses_colours": True}
    rest = {"own_looks": False, "features": ["ask_for_help"], "redirect_url": "", "is_open": False}
    return {"version": version} | looks | rest | changed


async def put(live: LiveBroker, person: Person, path: str, body: dict[str, Any]) -> Answer:
    headers = live.headers(person)
    async with live.client.put(f"{live.origin}{path}", json=body, headers=headers) as response:
        return Answer(status=response.status, body=await response.json())


async def slug_of(live: LiveBroker, person: Person) -> str:
    return str((await live.get(person, f"/api/organizations/{live.organization}")).body["slug"])


async def test_a_logo_is_served_under_its_hash_and_can_do_nothing_else(live: LiveBroker) -> None:
    admin = await live.staff(ADMINISTRATOR)
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, format="JPEG")
    logo = base64.b64encode(written.getvalue()).decode()
    path = f"/api/portals/{live.organization}"
    saved = await put(live, admin, path, portal(own_looks=True, name="Help", new_logo=logo))
    assert saved.status == 200
    slug = await slug_of(live, admin)
    looks = await live.get(None, f"/api/looks?slug={slug}")
    assert (looks.body["name"], looks.body["logo"]) == ("Help", saved.body["logo"])
    async with live.client.get(live.origin + looks.body["logo"]) as response:
        served = await response.read()
        assert (response.status, response.content_type) == (200, "image/png")
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in response.headers["Cache-Control"]
    assert served.startswith(b"\x89PNG")
    for missing in ("/logos/" + "f" * 64 + ".png", looks.body["logo"].replace("png", "svg"), "/logos/x", "/logos/.png"):
        assert (await live.get(None, missing)).code == "not_found"


async def test_a_logo_that_is_too_large_is_refused_with_a_sentence(live: LiveBroker) -> None:
    admin = await live.staff(ADMINISTRATOR)
    too_large = base64.b64encode(b"\x89PNG" + b"\0" * MAX_LOGO_BYTES).decode()
    refused = await put(live, admin, f"/api/portals/{live.organization}", portal(new_logo=too_large))
    assert (refused.status, refused.code) == (400, "portal.wrong_logo")
    assert "at most 256 KiB" in refused.body["error"]["fields"]["logo"]
    far = await put(live, admin, f"/api/portals/{live.organization}", portal(new_logo=too_large * 2))
    assert (far.status, far.code) == (413, "body.too_large")


async def test_the_instance_has_looks_and_nothing_else(live: LiveBroker) -> None:
    admin = await live.staff(ADMINISTRATOR)
    looks = {key: value for key, value in portal(colour="#187a92").items() if key in {"version", "name", "colour"}}
    looks |= {"logo_hash": "", "shows_logo": True, "uses_colours": True}
    assert (await put(live, admin, "/api/instance-portal", looks)).body["colour"] == "#187a92"
    refused = await put(live, admin, "/api/instance-portal", portal(1, redirect_url=REDIRECT))
    assert refused.code == "field.unknown"
    assert (await live.get(admin, "/api/instance-portal")).body["version"] == 1
    assert (await live.get(None, "/api/looks")).body["colour"] == "#187a92"


async def test_while_a_portal_is_off_its_end_users_stay_outside_and_are_told_where_to_go(live: LiveBroker) -> None:
    admin, erin = await live.staff(ADMINISTRATOR), await live.end_user()
    other = await live.end_user(name="Otto Other", organization=live.other_organization)
    path = f"/api/portals/{live.organization}"
    assert (await put(live, admin, path, portal(redirect_url=REDIRECT))).status == 200
    for asked in ("/api/me", "/api/sessions", "/api/devices"):
        refused = await live.get(erin, asked)
        assert (refused.status, refused.code) == (403, "portal.off")
        assert refused.body["error"]["fields"] == {"redirect_url": REDIRECT}
    asking = await live.post(erin, "/api/requests", {"reason": "Printer jams", "name": "Erin"})
    assert asking.code == "portal.off"
    ticket = await live.post(erin, "/api/tickets", {"link": "portal"})
    assert ticket.code == "portal.off"
    assert (await live.get(other, "/api/me")).status == 200
    assert (await live.get(admin, "/api/me")).status == 200
    assert (await put(live, admin, path, portal(1))).status == 200
    assert (await live.get(erin, "/api/me")).status == 200


async def test_what_an_organization_switches_off_none_of_its_people_have(live: LiveBroker) -> None:
    admin, erin = await live.staff(ADMINISTRATOR), await live.end_user()
    other = await live.end_user(name="Otto Other", organization=live.other_organization)
    path = f"/api/portals/{live.organization}"
    asked = {"reason": "Printer jams", "name": "Erin"}
    assert (await put(live, admin, path, portal(features=["own_requests"]))).status == 200
    assert (await live.post(erin, "/api/requests", asked)).code == "permission.missing"
    assert (await live.get(erin, "/api/devices")).code == "permission.missing"
    assert (await live.get(erin, "/api/sessions")).status == 200
    assert (await live.post(other, "/api/requests", asked)).status == 201
    assert (await put(live, admin, path, portal(1, features=["ask_for_help"]))).status == 200
    assert (await live.post(erin, "/api/requests", asked)).status == 201
    assert (await live.get(erin, "/api/sessions")).code == "permission.missing"
