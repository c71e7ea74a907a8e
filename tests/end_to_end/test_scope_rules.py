"""Scope rules in the browser: made, put in order, given a setting, seen where they apply, and removed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from playwright.async_api import Page, ViewportSize, expect

from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.looking import faults_of, look
from tests.end_to_end.test_device_marks import type_tag
from tests.end_to_end.test_settings import EXPIRY, organization_of, set_minutes
from tests.end_to_end.test_unasked import call

TILLS, OF_MIA = "Tills at the counter", "Computers of Mia"
WIDE: Final[ViewportSize] = {"width": 1440, "height": 900}


async def add(page: Page, name: str) -> None:
    await page.get_by_role("button", name="Add a rule").click()
    await page.get_by_role("textbox", name="Name", exact=True).fill(name)


async def save(page: Page) -> None:
    await page.get_by_role("button", name="Save the rule").click()
    await expect(page.get_by_role("button", name="Save the rule")).to_have_count(0)


async def remove_all(page: Page, organization: str) -> None:
    """Leave nothing behind that would count for other scenarios."""
    for rule in (await call(page, "GET", f"/api/organizations/{organization}/setting-rules"))["rules"]:
        await call(page, "POST", f"/api/setting-rules/{rule['id']}/remove", {})


async def test_rules_are_made_put_in_order_and_seen_where_they_apply(
    visitors: Visitors, demo: Demo, tmp_path: Path
) -> None:
    page = await visitors.page("provider_admin", "/settings")
    address = await organization_of(page)
    rules = page.get_by_role("region", name="Rules")
    names = rules.get_by_role("listitem").get_by_role("link")
    try:
        # What is missing is said where it is missing.
        await page.get_by_role("button", name="Add a rule").click()
        await page.get_by_role("button", name="Save the rule").click()
        await expect(rules.get_by_text("A name has 1 to")).to_be_visible()
        await page.get_by_role("textbox", name="Name", exact=True).fill(TILLS)
        await page.get_by_role("button", name="Save the rule").click()
        await expect(rules.get_by_text("A rule has 1 to")).to_be_visible()
        await type_tag(page, "Devices with one of these tags", "till")
        await save(page)
        await add(page, OF_MIA)
        await page.get_by_role("combobox", name="Devices of these people").fill("mia")
        await page.get_by_role("option", name="Mia Alder").click()
        await expect(rules.get_by_role("button", name="Remove: Mia Alder")).to_be_visible()
        await expect(page.get_by_role("combobox", name="Devices of these people")).to_have_value("")
        assert await look(page, tmp_path, "rule-form") == []
        await rules.screenshot(path=tmp_path / "rule-form-narrow.png")
        await page.set_viewport_size(WIDE)
        await save(page)
        await expect(names).to_have_text([TILLS, OF_MIA])
        await rules.get_by_role("button", name=f"Move up: {OF_MIA}").click()
        await expect(names).to_have_text([OF_MIA, TILLS])
        assert await faults_of(page) == []
        await rules.screenshot(path=tmp_path / "rules.png")

        # What a rule sets stands on a page of its own.
        await names.first.click()
        await expect(page.get_by_role("heading", name=f"Settings of the rule {OF_MIA}")).to_be_visible()
        await page.get_by_role("tab", name="Sessions").click()
        await page.get_by_role("button", name=f"Set here: {EXPIRY}").click()
        await page.get_by_role("combobox", name=f"Unit of {EXPIRY}").select_option("minutes")
        await set_minutes(page, 20)
        await expect(page.get_by_text("Saved. It counts from now on.")).to_be_visible()
        assert await look(page, tmp_path, "rule-settings") == []
        await page.set_viewport_size(WIDE)

        # The device of that person says which rules apply, and where the value comes from.
        await page.goto(f"{demo.url}/settings?device={demo.device['id']}&tab=sessions")
        await expect(page.get_by_text(f"Rules that apply, in their order: {OF_MIA}.")).to_be_visible()
        await expect(page.get_by_text(f"From the rule {OF_MIA}.")).to_be_visible()
        await expect(page.get_by_placeholder("Whoever it belongs to now")).to_be_visible()
        assert await look(page, tmp_path, "rule-applies") == []
        await page.set_viewport_size(WIDE)

        await page.goto(address)
        await rules.get_by_role("button", name=f"Remove: {OF_MIA}").click()
        await expect(page.get_by_text(f"The rule {OF_MIA} is removed.")).to_be_visible()
        await expect(names).to_have_text([TILLS])
    finally:
        await remove_all(page, address.partition("organization=")[2].partition("&")[0])
