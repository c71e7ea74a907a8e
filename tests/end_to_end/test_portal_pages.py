"""The portal of an organization in a real browser: its looks, its being off, and its being open."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Page, expect

from tests.end_to_end.browser import WAIT_MILLISECONDS, Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.looking import look

COLOUR = "#7a9e2f"
TEXT_ON_IT = "rgb(27, 36, 48)"


async def portal_of(visitors: Visitors, name: str) -> Page:
    """Open the portal of an organization as the provider's administrator."""
    page = await visitors.page("provider_admin", "/portal")
    await page.get_by_role("combobox", name="Whose portal").click()
    await page.get_by_role("option", name=name).click()
    await expect(page.locator(".hr-page-state")).to_have_text(name)
    return page


async def save(page: Page) -> None:
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("Portal is saved.")).to_be_visible()


@pytest_asyncio.fixture(loop_scope="session")
async def own(visitors: Visitors, demo: Demo) -> AsyncIterator[tuple[str, str]]:
    """The organization of the demo's end user, by name and part of an address; its portal is plain again afterwards."""
    person = await visitors.page("end_user", "/help")
    told = await person.evaluate("fetch('/api/me').then(answer => answer.json())")
    organization = told["account"]["organization"]
    yield organization["name"], organization["slug"]
    admin = await visitors.page("provider_admin")
    await admin.evaluate(
        """async id => {
            const path = `/api/portals/${id}`;
            const now = await (await fetch(path)).json();
            const plain = { version: now.version, own_looks: false, name: "", colour: "", logo_hash: "",
                shows_logo: true, uses_colours: true, redirect_url: "", is_open: false,
                features: ["ask_for_help", "own_requests", "own_devices", "own_device_access", "receipts",
                    "scripts", "articles"] };
            const headers = { "Content-Type": "application/json" };
            await fetch(path, { method: "PUT", headers, body: JSON.stringify(plain) });
        }""",
        organization["id"],
    )


async def test_an_organization_shows_its_looks_on_every_page_of_its_people(
    visitors: Visitors, own: tuple[str, str], tmp_path: Path
) -> None:
    name, slug = own
    page = await portal_of(visitors, name)
    assert await look(page, tmp_path, "portal") == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.get_by_label("Looks of its own").check()
    await page.get_by_label("Business name").fill("Alder help desk")
    await page.get_by_role("textbox", name="Colour", exact=True).fill(COLOUR)
    await expect(page.get_by_text("White text on it reaches 3.1. We use dark text: 5.0. ✓")).to_be_visible()
    preview = page.get_by_role("figure", name="Preview")
    await expect(preview.get_by_text("Get help")).to_be_visible()
    await expect(preview).to_contain_text("Alder help desk")
    assert await look(page, tmp_path, "portal-own-looks") == []
    await save(page)
    person = await visitors.page("end_user", "/help")
    await expect(person.locator(".hr-brand-name")).to_have_text("Alder help desk")
    button = person.get_by_role("button", name="Get help", exact=True)
    await expect(button).to_have_css("background-color", "rgb(122, 158, 47)")
    await expect(button).to_have_css("color", TEXT_ON_IT)
    assert await look(person, tmp_path, "help-with-looks") == []
    stranger = await visitors.stranger(f"/o/{slug}/sign-in")
    await expect(stranger.get_by_text("Alder help desk")).to_be_visible()
    assert await look(stranger, tmp_path, "sign-in-with-looks") == []
    plain = await visitors.stranger("/sign-in")
    await expect(plain.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    await expect(plain.get_by_text("Alder help desk")).to_have_count(0)


async def test_a_logo_is_shown_before_and_after_it_is_saved(
    visitors: Visitors, own: tuple[str, str], tmp_path: Path
) -> None:
    name, slug = own
    page = await portal_of(visitors, name)
    await page.get_by_label("Looks of its own").check()
    too_large = tmp_path / "large.png"
    too_large.write_bytes(b"\x89PNG" + b"\0" * 300_000)
    await page.locator('input[type="file"]').set_input_files(too_large)
    await expect(page.get_by_text("This file is too large.")).to_be_visible()
    drawing = tmp_path / "logo.svg"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    await page.locator('input[type="file"]').set_input_files(drawing)
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("SVG can carry programs").first).to_be_visible()
    small = tmp_path / "logo.png"
    await page.screenshot(path=small, clip={"x": 0, "y": 0, "width": 240, "height": 48})
    await page.locator('input[type="file"]').set_input_files(small)
    await expect(page.get_by_role("img", name="The logo")).to_be_visible()
    await save(page)
    stranger = await visitors.stranger(f"/o/{slug}/sign-in")
    logo = stranger.locator(".hr-sign-in-brand img")
    await expect(logo).to_have_attribute("src", re.compile(r"^/logos/[0-9a-f]{64}\.png$"))
    assert await logo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 240


async def test_a_portal_that_is_off_says_where_its_people_are_helped(
    visitors: Visitors, own: tuple[str, str], demo: Demo, tmp_path: Path
) -> None:
    name, slug = own
    person = await visitors.page("end_user", "/help")
    await expect(person.get_by_role("heading", name="Get help")).to_be_visible()
    page = await portal_of(visitors, name)
    await page.get_by_label("Off: people are sent to another address").check()
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("Say where people are helped instead.")).to_be_visible()
    await page.get_by_label("Address", exact=True).fill("javascript:alert(1)")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("begins with https://").first).to_be_visible()
    assert await look(page, tmp_path, "portal-wrong-address") == []
    await page.get_by_label("Address", exact=True).fill("https://help.example/start")
    await save(page)
    # The page that was open learns of it by itself.
    await expect(person.get_by_role("heading", name="This portal is switched off")).to_be_visible()
    go = person.get_by_role("link", name="Go to help.example")
    await expect(go).to_have_attribute("href", "https://help.example/start")
    assert await look(person, tmp_path, "portal-off") == []
    stranger = await visitors.stranger(f"/o/{slug}/sign-in")
    await expect(stranger.get_by_role("link", name="Go to help.example")).to_be_visible()
    await stranger.get_by_role("button", name="I work for the help desk: sign in").click()
    account = demo.accounts["end_user"]
    await stranger.get_by_label("E-mail").fill(account.email)
    await stranger.get_by_label("Password", exact=True).fill(account.password)
    await stranger.get_by_role("button", name="Sign in", exact=True).click()
    await expect(stranger.get_by_role("alert")).to_contain_text("Your organization has switched this portal off")
    await page.get_by_label("On: people sign in here").check()
    await save(page)
    await person.goto(demo.url + "/help")
    await expect(person.get_by_role("heading", name="Get help")).to_be_visible()


async def test_a_visitor_of_an_open_portal_asks_and_reads_the_note(
    visitors: Visitors, demo: Demo, tmp_path: Path
) -> None:
    admin = await visitors.page("provider_admin", "/organizations")
    made = await admin.evaluate(
        """async () => {
            const headers = { "Content-Type": "application/json" };
            const body = JSON.stringify({ name: "Open Org", slug: "open-org" });
            return (await fetch("/api/organizations", { method: "POST", headers, body })).json();
        }"""
    )
    await admin.goto(f"{demo.url}/portal?organization={made['id']}")
    await admin.get_by_label("Open portal").check()
    await expect(admin.get_by_text("/o/open-org/help")).to_be_visible()
    await save(admin)
    visitor = await visitors.stranger("/o/open-org/help")
    await expect(visitor.get_by_role("heading", name="Get help")).to_be_visible()
    assert await look(visitor, tmp_path, "visitor") == []
    await visitor.get_by_label("In your own words").fill("The till prints nothing")
    await visitor.get_by_label("Name").fill("Vera Visitor")
    await visitor.get_by_role("button", name="Get help").click()
    await expect(visitor.get_by_text("Say how you can be reached").first).to_be_visible()
    await visitor.get_by_label("Phone").fill("214")
    await visitor.get_by_role("button", name="Get help").click()
    await expect(visitor.get_by_text("You are 1st in line.")).to_be_visible()
    queue = await visitors.page("technician", "/requests")
    await queue.get_by_role("button", name=re.compile("Vera Visitor")).click()
    await expect(queue.get_by_text("This request names no computer")).to_be_visible()
    assert await look(queue, tmp_path, "request-without-device") == []
    await queue.get_by_label("Note").fill("We call you at two.")
    await queue.get_by_role("button", name="Send the note").click()
    await expect(visitor.get_by_text("“We call you at two.”")).to_be_visible(timeout=WAIT_MILLISECONDS)
    assert await look(visitor, tmp_path, "visitor-request") == []
    await visitor.reload()
    await expect(visitor.get_by_text("“We call you at two.”")).to_be_visible()
    await queue.get_by_role("button", name="Deny").click()
    await expect(visitor.get_by_text("You are 1st in line.")).to_be_hidden()
    closed = await visitors.stranger("/o/nobody-has-this/help")
    await expect(closed.get_by_role("heading", name="Sign in")).to_be_visible()
