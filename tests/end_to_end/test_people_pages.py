"""Organizations and people in the portal: everyone can use the pages, and an administrator looks after somebody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.end_to_end.browser import Visitors
from tests.end_to_end.looking import faults_of, look

PAGES = ("/organizations", "/organizations?q=nothing-is-called-this", "/people", "/staff", f"/people/{'a' * 26}")


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_can_be_used_by_everyone(visitors: Visitors, tmp_path: Path, path: str) -> None:
    page = await visitors.page("provider_admin", path)
    name = re.sub(r"\W+", "-", path)
    assert await look(page, tmp_path, name) == []


async def test_a_customer_and_its_person_are_made_disabled_and_enabled(visitors: Visitors, tmp_path: Path) -> None:
    page = await visitors.page("provider_admin", "/organizations")
    await page.get_by_role("button", name="Add an organization").click()
    await page.get_by_role("textbox", name="Name", exact=True).fill("Cedar Works")
    assert await faults_of(page) == []
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("heading", name="Cedar Works", exact=True)).to_be_visible()
    assert await look(page, tmp_path, "organization") == []
    organization = page.url
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.locator("main").get_by_role("link", name="End users").click()
    await page.get_by_role("button", name="Add a person").click()
    await page.get_by_label("Name").fill("Nils Cedar")
    await page.get_by_label("E-mail").fill("nils@cedar.example")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("heading", name="Nils Cedar", exact=True)).to_be_visible()
    assert await look(page, tmp_path, "person") == []
    await page.goto(organization)
    await page.get_by_role("button", name="Enable for everybody (legacy)").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("This is billable")
    await dialog.get_by_role("button", name="Enable for everybody").click()
    await expect(dialog).to_contain_text("Type the name of the organization as it stands here.")
    assert await look(page, tmp_path, "remote-for-all") == []
    await dialog.get_by_label("Type “Cedar Works” to confirm").fill("Cedar Works")
    await dialog.get_by_role("button", name="Enable for everybody").click()
    await expect(dialog.get_by_role("status")).to_have_text("1 of 1 looked at: 0 enabled, 1 left out.")
    await expect(dialog.get_by_role("listitem")).to_contain_text("Has set up no second factor.")
    assert await look(page, tmp_path, "remote-for-all-done") == []
    await dialog.get_by_role("button", name="Finish").click()
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.goto(organization.split("/organizations/")[0] + "/people?q=nils")
    await page.get_by_role("checkbox", name="Choose Nils Cedar").check()
    await page.get_by_role("group", name="Chosen people").get_by_role("button", name="Disable").click()
    dialog = page.get_by_role("dialog", name="Disable 1 person?")
    await dialog.get_by_role("button", name="Disable 1").click()
    await expect(dialog.get_by_role("status")).to_have_text("1 of 1 done.")
    assert await faults_of(page) == []
    await page.screenshot(path=tmp_path / "bulk.png")
    await dialog.get_by_role("button", name="Finish").click()
    await expect(page.get_by_role("link", name="Nils Cedar")).to_contain_text("Disabled")
