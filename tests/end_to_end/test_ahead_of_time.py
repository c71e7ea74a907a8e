"""Whom the person let in ahead of time comes in without the question, exactly so far, until it is taken back."""

from __future__ import annotations

from playwright.async_api import expect

from protocol.session.reasons import EndReason
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import Desk

SEEING = ("view",)


async def test_the_person_lets_somebody_in_ahead_of_time_and_takes_it_back(
    visitors: Visitors, demo: Demo, desk: Desk
) -> None:
    page = await visitors.page("technician", "/inventory")
    # Only who was here before can be let in ahead of time.
    await portal.offer_by_api(page, demo, seconds=600)
    await desk.say_yes()
    await portal.becomes(page, "active")
    await portal.press_off(page)
    assert await portal.end_of(page) == EndReason.DONE_BY_TECHNICIAN
    await desk.unwatched()
    await desk.let_in_ahead_of_time()
    try:
        await portal.offer_by_api(page, demo, seconds=600, capabilities=SEEING)
        await portal.becomes(page, "active")
        await portal.picture_is_there(page)
        await desk.watched()
        assert not desk.is_asked()
        assert "session.granted_in_advance" in await portal.kinds_of(page)
        await portal.press_off(page)
        assert await portal.end_of(page) == EndReason.DONE_BY_TECHNICIAN
        owner = await visitors.page("end_user", "/help")
        await owner.get_by_role("button", name="Receipt").first.click()
        await expect(owner.get_by_text("had let them in ahead of time.").first).to_be_visible()

        # Mouse and keyboard were not given: that is asked.
        await portal.offer_by_api(page, demo, seconds=600)
        await desk.asked()
        await page.get_by_role("button", name="Withdraw").click()
        assert await portal.end_of(page) == EndReason.WITHDRAWN
        await desk.not_asked_any_more()

        # Taken back, what rests on it ends, and the next offer is asked.
        await portal.offer_by_api(page, demo, seconds=600, capabilities=SEEING)
        await portal.becomes(page, "active")
        await desk.take_back_ahead_of_time()
        assert await portal.end_of(page) == EndReason.DONE_AT_DEVICE
        await portal.offer_by_api(page, demo, seconds=600, capabilities=SEEING)
        await desk.say_no()
        assert await portal.end_of(page) == EndReason.CONSENT_REFUSED
    finally:
        await desk.close_ahead_of_time()
