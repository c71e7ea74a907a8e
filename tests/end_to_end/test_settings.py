"""An administrator reads where settings come from, changes some, and is told what another saved first."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.end_to_end.browser import Visitors
from tests.end_to_end.looking import look

EXPIRY = "Session expiry"


async def organization_of(page: Page) -> str:
    """Open the settings of the first customer; gives their address."""
    await page.get_by_role("navigation", name="Where it is set").get_by_role("link", name="Alder & Sons").click()
    await expect(page.get_by_role("heading", name="Settings of Alder & Sons")).to_be_visible()
    return page.url


async def set_minutes(page: Page, minutes: int) -> None:
    field = page.get_by_role("textbox", name=EXPIRY, exact=True)
    await field.fill(str(minutes))
    await page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize("tab", ["authorization", "sessions", "sign_in"])
async def test_each_side_of_settings_can_be_used_by_everyone(visitors: Visitors, tmp_path: Path, tab: str) -> None:
    page = await visitors.page("provider_admin", "/settings")
    address = await organization_of(page)
    await page.goto(f"{address}&tab={tab}")
    await page.get_by_role("button", name="Set here:").first.click()
    assert await look(page, tmp_path, f"settings-{tab}") == []


async def test_whoever_may_only_read_sees_values_and_no_way_to_change_them(visitors: Visitors, tmp_path: Path) -> None:
    page = await visitors.page("technician", "/settings?tab=sessions")
    await expect(page.get_by_text("You can read these settings.")).to_be_visible()
    await expect(page.get_by_role("button", name="Set here")).to_have_count(0)
    assert await look(page, tmp_path, "settings-read") == []


async def test_an_organization_tightens_and_the_second_of_two_chooses(visitors: Visitors, tmp_path: Path) -> None:
    page = await visitors.page("provider_admin", "/settings")
    address = await organization_of(page)
    other = await visitors.page("provider_admin", "/")
    for each in (page, other):
        await each.goto(f"{address}&tab=sessions")
        await each.get_by_role("button", name=f"Set here: {EXPIRY}").click()
        await each.get_by_role("combobox", name=f"Unit of {EXPIRY}").select_option("minutes")
    await set_minutes(page, 90)
    await expect(page.get_by_text("a nearer place can only be stricter").first).to_be_visible()
    assert await look(page, tmp_path, "settings-refused") == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await set_minutes(page, 30)
    await expect(page.get_by_text("Saved. It counts from now on.")).to_be_visible()
    await set_minutes(other, 15)
    await expect(other.get_by_text("Somebody saved first.")).to_be_visible()
    assert await look(other, tmp_path, "settings-conflict") == []
    await other.set_viewport_size({"width": 1440, "height": 900})
    await other.get_by_role("button", name="Keep mine").click()
    await expect(other.get_by_text("Saved. It counts from now on.")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("textbox", name=EXPIRY, exact=True)).to_have_value("15")
    await page.get_by_role("button", name=f"Do not set here: {EXPIRY}").click()
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("button", name=f"Set here: {EXPIRY}")).to_be_visible()
