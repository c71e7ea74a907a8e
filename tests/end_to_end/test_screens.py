"""One screen of two: the person gives it alone, and the technician sees and reaches nothing of the other."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from protocol.session.reasons import EndReason
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import Desk


async def test_the_person_gives_one_screen_alone_or_all_and_the_technician_goes_through_them(
    visitors: Visitors, demo: Demo, desk: Desk
) -> None:
    page = await visitors.page("technician", "/inventory")
    await desk.split_screen()
    try:
        # The editor stands on the first screen, with the keys; the second alone is given.
        await desk.editor_on_the_left()
        before = await desk.saved_text()
        await portal.offer_by_api(page, demo)
        await desk.say_yes_to_screen(2)
        await portal.becomes(page, "active")
        await portal.picture_is_there(page)
        await expect(page.get_by_text("The person shows this screen alone.")).to_be_attached()
        await portal.has_size(page, 960, 1080)
        await desk.editor_on_the_left()
        await page.keyboard.type("nothing of this arrives", delay=20)
        await portal.press_chord_and(page, "m")
        await expect(page.get_by_text("The person shows this screen alone.")).to_be_attached()
        assert await desk.saved_text() == before
        assert "session.one_screen" in await portal.kinds_of(page)
        # When it is gone, it ends as if the person had stopped sharing.
        reading = asyncio.create_task(desk.reads_on_bar("You stopped sharing."))
        await desk.join_screen()
        assert await portal.end_of(page) == EndReason.VIEW_TAKEN_BACK
        await expect(page.get_by_text("The person stopped sharing the screen.")).to_be_visible()
        await reading

        # Of all, the technician looks at one after the other.
        await desk.split_screen()
        await portal.offer_by_api(page, demo)
        await desk.say_yes()
        await portal.becomes(page, "active")
        await portal.has_size(page, 1920, 1080)
        await portal.press_chord_and(page, "m")
        await expect(page.get_by_role("button", name="Screen 1")).to_be_attached()
        await portal.has_size(page, 960, 1080)
        left, top, width, height = await desk.editor_on_the_left()
        await portal.click_at(page, left + width // 2, top + height - 60, width=960)
        await desk.editor_has_keys()
        await page.keyboard.press("Control+End")
        await page.keyboard.type("seen on screen one", delay=30)
        await desk.reads("seen on screen one")
        await portal.press_off(page)
        assert await portal.end_of(page) == EndReason.DONE_BY_TECHNICIAN
    finally:
        await desk.join_screen()
    await desk.unwatched()
