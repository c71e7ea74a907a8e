"""Staff look at an organization's portal as its end users see it, and come back, in a real browser."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page, expect

from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.looking import look

NAME, SLUG = "Seen Org", "seen-org"
MAKE = """async ([name, slug]) => {
    const headers = { "Content-Type": "application/json" };
    const send = async (method, path, body) =>
        (await fetch(`/api${path}`, { method, headers, body: JSON.stringify(body) })).json();
    const made = await send("POST", "/organizations", { name, slug });
    await send("PUT", `/portals/${made.id}`, { version: 0, own_looks: true, name: "Alder help desk", colour: "#7a9e2f",
        logo_hash: "", shows_logo: true, uses_colours: true, redirect_url: "", is_open: true,
        features: ["ask_for_help", "own_requests"] });
    return made.id;
}"""
TURN_OFF = """async id => {
    const headers = { "Content-Type": "application/json" };
    const now = await (await fetch(`/api/portals/${id}`)).json();
    const body = { version: now.version, own_looks: now.own_looks, name: now.name, colour: now.colour, logo_hash: "",
        shows_logo: true, uses_colours: true, redirect_url: "https://help.example/start", is_open: true,
        features: now.features };
    await fetch(`/api/portals/${id}`, { method: "PUT", headers, body: JSON.stringify(body) });
}"""


async def see_as(page: Page, group: str) -> None:
    await page.get_by_role("button", name="See it as end users do").click()
    await page.get_by_role("menuitem", name=group, exact=True).click()
    await expect(page.locator(".hr-see-as")).to_contain_text(f"You see the portal of {NAME} as {group} see it.")


async def stop(page: Page) -> None:
    await page.get_by_role("button", name="Stop", exact=True).click()
    await expect(page.get_by_role("button", name="See it as end users do")).to_be_visible()


async def test_a_portal_is_seen_with_its_looks_off_and_open(visitors: Visitors, demo: Demo, tmp_path: Path) -> None:
    page = await visitors.page("provider_admin", "/organizations")
    made = await page.evaluate(MAKE, [NAME, SLUG])
    await page.goto(f"{demo.url}/organizations/{made}")
    assert await look(page, tmp_path, "organization") == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await see_as(page, "Standard")
    await expect(page.locator(".hr-brand-name")).to_have_text("Alder help desk")
    navigation = page.get_by_role("navigation")
    await expect(navigation.get_by_role("link", name="Get help")).to_be_visible()
    await expect(navigation.get_by_role("link", name="Organizations")).to_have_count(0)
    await page.goto(f"{demo.url}/o/{SLUG}/help")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert await look(page, tmp_path, "seen-standard") == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await stop(page)
    assert page.url == f"{demo.url}/organizations/{made}"

    await page.goto(f"{demo.url}/portal?organization={made}")
    await see_as(page, "Non-portal users")
    await page.get_by_label("In your own words").fill("The till prints nothing")
    await page.get_by_label("Name").fill("Vera")
    await page.get_by_label("Phone").fill("214")
    await page.get_by_role("button", name="Get help").click()
    await expect(page.get_by_text("Nothing can be changed.").nth(1)).to_be_visible()
    assert await look(page, tmp_path, "seen-open") == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await stop(page)

    await page.evaluate(TURN_OFF, made)
    await see_as(page, "Limited")
    await expect(page.get_by_role("heading", name="This portal is switched off")).to_be_visible()
    assert await look(page, tmp_path, "seen-off") == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await stop(page)
