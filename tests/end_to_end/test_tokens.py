"""API tokens in the browser: made, shown once, used by a program, revoked in one click."""

from __future__ import annotations

import ssl
from pathlib import Path

import aiohttp
from playwright.async_api import Page, expect

from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.looking import faults_of, look


async def choose(page: Page, label: str, *options: str) -> None:
    """Choose in a field that takes several."""
    field = page.get_by_role("textbox", name=label).or_(page.get_by_role("combobox", name=label)).first
    for option in options:
        await field.fill(option)
        await page.get_by_role("option", name=option, exact=True).click()
    await page.keyboard.press("Escape")


async def status_of(demo: Demo, token: str, path: str) -> int:
    trusting = ssl.create_default_context(cafile=str(demo.ca_file))
    connector = aiohttp.TCPConnector(ssl=trusting)
    sent = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(60)) as program,
        program.get(demo.url + path, headers=sent) as answer,
    ):
        return answer.status


async def test_a_token_is_made_used_by_a_program_and_revoked(visitors: Visitors, demo: Demo, tmp_path: Path) -> None:
    page = await visitors.page("provider_admin", "/tokens")
    await expect(page.get_by_text("No API token yet.")).to_be_visible()
    assert await look(page, tmp_path, "no-tokens") == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.get_by_role("button", name="New token").click()
    await page.get_by_role("button", name="Make the token").click()
    await expect(page.get_by_text("Choose what the token may do.").last).to_be_visible()
    await page.get_by_label("Name").fill("Night report")
    await choose(page, "What it may do", "Devices: see")
    await page.screenshot(path=tmp_path / "new-token.png")
    assert await faults_of(page) == []
    await page.get_by_role("button", name="Make the token").click()
    token = await page.get_by_label("The API token").inner_text()
    await page.screenshot(path=tmp_path / "made-token.png")
    assert await faults_of(page) == []
    await page.get_by_role("button", name="Finish").click()
    await expect(page.get_by_text(token)).to_have_count(0)
    assert await status_of(demo, token, "/api/devices") == 200
    assert await status_of(demo, token, "/api/accounts") == 403
    await page.reload()
    await expect(page.get_by_text("Last used")).to_be_visible()
    assert await look(page, tmp_path, "tokens") == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.get_by_role("button", name="Revoke Night report").click()
    await expect(page.get_by_text("Night report works no more.")).to_be_visible()
    assert await status_of(demo, token, "/api/devices") == 401
