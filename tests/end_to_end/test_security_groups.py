"""A provider administrator builds a security group in the browser, asks why, and removes it again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.end_to_end.browser import Visitors
from tests.end_to_end.looking import look

NAME = "Night desk"


async def open_tab(page: Page, name: str) -> None:
    await page.get_by_role("tab", name=name).click()


async def choose(page: Page, label: str, text: str) -> None:
    """Type into one of the three questions, and take the first answer."""
    await page.get_by_role("combobox", name=label).fill(text)
    await page.get_by_role("option", name=text).first.click()


@pytest.mark.parametrize("tab", ["members", "organizations", "permissions", "why"])
async def test_each_side_of_a_group_can_be_used_by_everyone(visitors: Visitors, tmp_path: Path, tab: str) -> None:
    page = await visitors.page("provider_admin", "/security-groups")
    await page.get_by_role("link", name="Technicians").click()
    await expect(page.get_by_role("heading", name="Technicians")).to_be_visible()
    await page.goto(f"{page.url.partition('?')[0]}?tab={tab}")
    assert await look(page, tmp_path, f"group-{tab}") == []


async def test_the_list_of_groups_can_be_used_by_everyone(visitors: Visitors, tmp_path: Path) -> None:
    page = await visitors.page("provider_admin", "/security-groups")
    assert await look(page, tmp_path, "groups") == []


async def test_a_group_is_built_explained_and_removed(visitors: Visitors) -> None:
    page = await visitors.page("provider_admin", "/")
    await page.get_by_role("link", name="Security groups").click()
    await expect(page.get_by_role("link", name="Provider administrators")).to_be_visible()

    await page.get_by_role("button", name="New group").click()
    await page.get_by_label("Name", exact=True).fill(NAME)
    await page.get_by_role("button", name="Make the group").click()
    await expect(page.get_by_role("heading", name=NAME)).to_be_visible()

    await page.get_by_role("checkbox", name="Devices: see").check()
    await page.get_by_role("button", name="Tick or untick all: Sessions").press("Enter")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="Save")).to_have_count(0)
    await expect(page.get_by_role("checkbox", name="Sessions: watch")).to_be_checked()

    await open_tab(page, "Organizations")
    await page.get_by_role("searchbox", name="Find organizations to add").fill("Birch")
    await page.get_by_role("checkbox", name="Birch Clinic").check()
    await page.get_by_role("button", name="Add 1").click()
    await expect(page.get_by_role("button", name="Remove Birch Clinic")).to_be_visible()

    await open_tab(page, "Members")
    await page.get_by_role("checkbox", name="Ines Roth").check()
    await page.get_by_role("button", name="Add 1").click()
    await expect(page.get_by_role("button", name="Remove Ines Roth")).to_be_visible()

    await open_tab(page, "Why?")
    await choose(page, "Person", "Ines Roth")
    await choose(page, "May they", "Sessions: offer")
    await choose(page, "In which organization", "Birch Clinic")
    answer = f"Yes: group {NAME} → Sessions: offer → Birch Clinic, selected."
    await expect(page.get_by_text(answer)).to_be_visible()
    await choose(page, "In which organization", "Alder & Sons")
    await expect(page.get_by_text("and it does not reach Alder & Sons")).to_be_visible()
    await page.get_by_role("button", name="Add Alder & Sons").click()
    await expect(page.get_by_text(f"Yes: group {NAME} → Sessions: offer → Alder & Sons, selected.")).to_be_visible()

    await page.get_by_role("button", name="Delete").click()
    remove = page.get_by_role("button", name=f"Delete {NAME}")
    await expect(remove).to_be_disabled()
    await page.get_by_label(f"Type {NAME}").fill(NAME)
    await remove.click()
    await expect(page.get_by_role("heading", name="Security groups")).to_be_visible()
    await expect(page.get_by_role("link", name=NAME)).to_have_count(0)


async def test_the_last_provider_administrator_cannot_leave(visitors: Visitors) -> None:
    page = await visitors.page("provider_admin", "/security-groups")
    await page.get_by_role("link", name="Provider administrators").click()
    await page.get_by_role("button", name="Remove Ada Berg").click()
    await expect(page.get_by_role("alert")).to_contain_text("The last provider administrator stays.")
    await expect(page.get_by_role("button", name="Remove Ada Berg")).to_be_visible()


async def test_who_may_not_read_groups_has_no_way_to_them(visitors: Visitors) -> None:
    page = await visitors.page("technician", "/")
    await expect(page.get_by_role("link", name="Inventory")).to_be_visible()
    await expect(page.get_by_role("link", name="Security groups")).to_have_count(0)
