"""The ways a session ends that are nobody's *Done*: Off, no answer, expiry; others stand in test_every_end.py."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from protocol.session.reasons import EndReason
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import PATIENCE_SECONDS, Desk
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


async def test_the_person_gives_less_than_was_asked_and_no_key_arrives(
    visitors: Visitors, demo: Demo, desk: Desk
) -> None:
    left, top, width, height = await desk.editor()
    before = await desk.saved_text()
    page = await visitors.page("technician", "/inventory")
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
    await portal.press_off(page)
    await portal.end_of(page)
