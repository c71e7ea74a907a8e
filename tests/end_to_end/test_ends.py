"""The ways a session ends that are nobody's *Done*: Off, no answer, expiry; others stand in test_every_end.py."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from protocol.session.reasons import EndReason
from tests.agent.desktop import person
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import PATIENCE_SECONDS, Desk
from tests.end_to_end.looking import faults_of
from tests.end_to_end.portal import WAIT_MILLISECONDS
from tests.end_to_end.test_unasked import call


async def test_off_ends_at_once_and_lets_go_of_held_keys(visitors: Visitors, demo: Demo, desk: Desk) -> None:
    page = await visitors.page("technician", "/inventory")
    await portal.offer_support(page, demo.device["name"])
    await desk.say_yes()
    await portal.becomes(page, "active")
    await portal.picture_is_there(page)
    left, top, width, height = await desk.editor()
    await portal.click_at(page, left + width // 2, top + height - 60)
    await page.keyboard.down("Shift")
    await desk.holds_something()
    reading = asyncio.create_task(desk.reads_on_bar("The technician ended the session."))
    await portal.press_off(page)
    assert await portal.end_of(page) == EndReason.DONE_BY_TECHNICIAN
    await desk.holds_nothing()
    await reading


async def test_no_answer_in_time_is_no(visitors: Visitors, demo: Demo, desk: Desk) -> None:
    admin = await visitors.page("provider_admin", "/")
    page = await visitors.page("technician", "/inventory")
    await portal.set_on_device(admin, demo, consent_seconds=10)
    try:
        await portal.offer_support(page, demo.device["name"])
        await desk.asked()
        assert await portal.end_of(page) == EndReason.CONSENT_TIMED_OUT
        await expect(page.get_by_text("No answer within 10 s, so the answer is no.")).to_be_visible()
        await desk.not_asked_any_more()
    finally:
        await portal.set_on_device(admin, demo, consent_seconds=None)


@pytest.mark.slow
async def test_the_agreed_time_passes_with_a_countdown_on_both_sides(
    visitors: Visitors, demo: Demo, desk: Desk
) -> None:
    page = await visitors.page("technician", "/inventory")
    await portal.offer_by_api(page, demo, seconds=60)
    await desk.say_yes()
    await portal.becomes(page, "active")
    await expect(page.locator(".hr-view-pill")).to_have_attribute("data-near", "true")
    await desk.watched()
    reading = asyncio.create_task(desk.reads_on_bar("The time you gave is over.", 2 * PATIENCE_SECONDS))
    assert await portal.end_of(page) == EndReason.EXPIRED
    await expect(page.get_by_text("The agreed time is over.")).to_be_visible()
    await reading


async def test_the_person_gives_less_than_was_asked_then_the_clipboard_too_text_by_text(
    visitors: Visitors, demo: Demo, desk: Desk, tmp_path: Path
) -> None:
    admin = await visitors.page("provider_admin", "/")
    await portal.set_at(admin, "/api/settings", capabilities_offered=["control", "clipboard_in", "clipboard_out"])
    left, top, width, height = await desk.editor()
    before = await desk.saved_text()
    page = await visitors.page("technician", "/inventory")
    try:
        await portal.offer_by_api(page, demo)
        await desk.say_yes_to_less()
        await portal.becomes(page, "active")
        await portal.picture_is_there(page)
        await expect(page.get_by_text("The person lets you see only.")).to_be_attached()
        await portal.click_at(page, left + width // 2, top + height - 60)
        await page.keyboard.type("nothing of this arrives", delay=20)
        assert await desk.saved_text() == before
        found = await call(page, "GET", f"/api/sessions/{portal.session_of(page)}")
        assert found["capabilities"] == ["view"]
        assert found["seconds_given"] == 600
        await clipboards(page, desk, tmp_path)
    finally:
        await portal.set_at(admin, "/api/settings", capabilities_offered=None)
    await portal.press_off(page)
    await portal.end_of(page)


async def clipboards(page: Page, desk: Desk, pictures: Path) -> None:
    """Text passes both ways, each time once the person said yes; what they take back stops at once."""
    text = "Grüße, Привет, 你好, שלום 👩‍🚀"
    state = page.get_by_test_id("clipboard-state")
    await portal.press_on_bar(page, "Ask for the clipboard")
    await desk.say_yes_to_more()
    await expect(page.get_by_text("The person gave you the clipboard.")).to_be_visible(timeout=WAIT_MILLISECONDS)

    # A browser that keeps its clipboard to itself: a field takes its place.
    await page.context.clear_permissions()
    await page.evaluate("() => { navigator.clipboard.readText = () => Promise.reject(new Error('kept')) }")
    # The mouse rests on the bar, which stays.
    await page.get_by_role("button", name="Send my clipboard").click()
    await expect(state).to_have_text("This browser does not let the page read your clipboard. Paste the text here.")
    await page.screenshot(path=pictures / "clipboard-field.png")
    await page.get_by_label("Text to send").fill(text)
    await page.get_by_role("button", name="Send this text").click()
    await expect(state).to_contain_text("The person is asked")
    await desk.say_yes_to_clipboard(person.CLIPBOARD_IN)
    await expect(state).to_have_attribute("data-state", "done", timeout=WAIT_MILLISECONDS)
    await desk.paste()
    await desk.reads(text)

    # What they copied: a no first, then a yes, and it is on the clipboard here.
    await page.evaluate("() => { delete navigator.clipboard.readText }")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copied = await desk.copy_all()
    await portal.press_on_bar(page, "Fetch their clipboard")
    await desk.say_no_to_clipboard(person.CLIPBOARD_OUT)
    await expect(state).to_have_text("The person said no. Nothing was passed on.", timeout=WAIT_MILLISECONDS)
    await page.get_by_role("button", name="Fetch their clipboard").click()
    await desk.say_yes_to_clipboard(person.CLIPBOARD_OUT)
    await expect(state).to_have_attribute("data-state", "done", timeout=WAIT_MILLISECONDS)
    await expect(page.get_by_text("It is on your clipboard.")).to_be_visible()
    here: str = await page.evaluate("() => navigator.clipboard.readText()")
    assert here.rstrip("\n") == copied.rstrip("\n")
    assert [fault for fault in await faults_of(page) if "clipboard" in fault] == []
    await page.screenshot(path=pictures / "clipboard-fetched.png")

    await desk.clipboard_off()
    fetching = page.get_by_role("button", name="Fetch their clipboard", include_hidden=True)
    await expect(fetching).to_have_count(0, timeout=WAIT_MILLISECONDS)
    await page.get_by_role("button", name="Close").click()
    assert [kind for kind in await portal.kinds_of(page) if "clipboard" in kind] == [
        "session.clipboard_in",
        "session.clipboard_refused",
        "session.clipboard_out",
    ]
