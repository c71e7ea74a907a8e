"""The technician offers: every branch from *Support* to the end, on a real desktop in a real browser."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from playwright.async_api import Page, expect

from protocol.session.reasons import EndReason
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import PATIENCE_SECONDS, Desk
from tests.end_to_end.exactness import cells_of, resting, seen

MOSTLY = 0.9


async def test_a_technician_is_let_in_sees_the_desktop_and_types_into_the_editor(
    visitors: Visitors, demo: Demo, desk: Desk
) -> None:
    left, top, width, height = await desk.editor()
    page = await visitors.page("technician", "/inventory")
    await portal.offer_support(page, demo.device["name"])
    await desk.say_yes()
    await portal.becomes(page, "active")
    await portal.picture_is_there(page)
    await desk.watched()
    assert len(await portal.code_of(page)) == 6

    canary = f"typed {secrets.token_hex(6)}"
    await portal.click_at(page, left + width // 2, top + height - 60)
    await page.keyboard.press("Control+End")
    await page.keyboard.type(canary, delay=30)
    await desk.reads(canary)

    await _is_exact(page, desk)

    # A copy of what is seen is kept, and everybody reads that it was.
    await page.locator(".hr-view-pill").hover()
    await page.get_by_role("button", name="Picture: Fit").click()
    async with page.expect_download() as download:
        await page.get_by_role("menuitem", name="Save this picture").click()
    assert (await download.value).suggested_filename.endswith(".png")
    await expect(page.get_by_text("The picture was saved.")).to_be_visible()
    await portal.tells_of(page, "session.picture_kept")

    await portal.press_done(page)
    assert await portal.end_of(page) == EndReason.DONE_BY_TECHNICIAN
    await desk.unwatched()
    assert desk.held_keys() == ([], False)


async def _is_exact(page: Page, desk: Desk) -> None:
    """Wait until what rests on the desktop, which is most of it, is shown to the pixel."""
    looks: list[Any] = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            # A cursor blinks, the bar counts: what stays the same over several looks, unevenly apart, rests.
            looks = [*looks[-5:], await desk.pixels()]
            if len(looks) == 6:
                shown, rests = cells_of(await seen(page, 1920, 1080)), resting(looks)
                if len(rests) >= MOSTLY * len(shown) and all(shown[place] == rests[place] for place in rests):
                    return
            await asyncio.sleep(0.17)


async def test_no_means_no(visitors: Visitors, demo: Demo, desk: Desk) -> None:
    page = await visitors.page("technician", f"/devices/{demo.device['id']}")
    await portal.share_screen(page, demo.device["name"])
    await desk.say_no()
    assert await portal.end_of(page) == EndReason.CONSENT_REFUSED
    await expect(page.get_by_text("The person said no.")).to_be_visible()
    await desk.not_asked_any_more()


async def test_the_person_ends_it_on_the_banner(visitors: Visitors, demo: Demo, desk: Desk) -> None:
    page = await visitors.page("technician", "/inventory")
    await portal.offer_support(page, demo.device["name"])
    await desk.say_yes()
    await portal.becomes(page, "active")
    await desk.watched()
    reading = asyncio.create_task(desk.reads_on_bar("You ended the session."))
    await desk.press_done()
    assert await portal.end_of(page) == EndReason.DONE_AT_DEVICE
    await expect(page.get_by_text("The person ended the session.")).to_be_visible()
    await reading
