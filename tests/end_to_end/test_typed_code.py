"""The person types the code that the technician reads out; before that nobody sees anything, and wrong ones end it."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page, expect

from protocol.session.reasons import EndReason
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import Desk
from tests.end_to_end.looking import look


async def code_to_read(page: Page) -> str:
    """What the technician reads out."""
    shown = page.get_by_test_id("code-to-read")
    await expect(shown).to_be_visible(timeout=portal.WAIT_MILLISECONDS)
    return "".join(sign for sign in await shown.inner_text() if sign.isdigit())


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def test_the_typed_code_opens_the_session_and_other_codes_end_it(
    visitors: Visitors, demo: Demo, desk: Desk, tmp_path: Path
) -> None:
    admin = await visitors.page("provider_admin", "/")
    await portal.set_on_device(admin, demo, code_mode="type")
    try:
        page = await visitors.page("technician", "/inventory")
        await portal.offer_support(page, demo.device["name"])
        await desk.say_yes()
        code = await code_to_read(page)
        await expect(page.get_by_test_id("screen")).to_have_count(0)
        assert await look(page, tmp_path, "code-to-read") == []
        await page.set_viewport_size({"width": 1440, "height": 900})
        await desk.type_code(another(code))
        await expect(page.get_by_text("they have 2 more tries")).to_be_visible(timeout=portal.WAIT_MILLISECONDS)
        desk.picture(tmp_path / "desk-wrong.png")
        await desk.type_code(f"{code[:3]} {code[3:]}")
        await portal.becomes(page, "active")
        await portal.picture_is_there(page)
        assert await portal.code_of(page) == code
        assert await page.get_by_text("typed by the person").count() > 0
        kinds = await portal.kinds_of(page)
        assert [kind for kind in kinds if "code" in kind] == ["session.code_wrong", "session.code_typed"]
        await portal.press_off(page)
        await desk.unwatched()

        await page.goto(f"{demo.url}/inventory")
        await portal.offer_support(page, demo.device["name"])
        await desk.say_yes()
        code = await code_to_read(page)
        for left in (2, 1, 0):
            await desk.type_code(another(code))
            if left:
                words = "one more try" if left == 1 else "2 more tries"
                await expect(page.get_by_text(words)).to_be_visible(timeout=portal.WAIT_MILLISECONDS)
        assert await portal.end_of(page) == EndReason.CODES_DIFFER
        await expect(page.get_by_text("Somebody may stand in between.")).to_be_visible()
        desk.picture(tmp_path / "desk-differs.png")
        await desk.unwatched()
    finally:
        await portal.set_on_device(admin, demo, code_mode=None)
