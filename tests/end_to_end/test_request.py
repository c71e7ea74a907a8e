"""The person asks: from the tray's menu to the end, and from the browser."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from protocol.session.reasons import EndReason
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.desk import Desk
from tests.end_to_end.looking import look


async def test_the_person_asks_in_the_tray_with_a_picture_and_an_auditor_terminates_from_the_audit_log(
    visitors: Visitors, desk: Desk, tmp_path: Path
) -> None:
    queue = await visitors.page("technician", "/requests")
    await desk.ask_for_help("The invoice program closes when I print.", picture=True)
    await portal.open_request(queue)
    picture = queue.get_by_role("img", name="The screen of the person, as they sent it.")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("picture => picture.naturalWidth") == 1600, "1920 pixels made fit to be sent"
    assert await look(queue, tmp_path, "picture") == []
    await queue.set_viewport_size({"width": 1440, "height": 900})
    await picture.click()
    large = queue.get_by_role("dialog", name="Picture of the screen")
    await expect(large.get_by_role("img", name="The screen of the person")).to_be_visible()
    assert await look(queue, tmp_path, "picture-large") == []
    await queue.set_viewport_size({"width": 1440, "height": 900})
    await queue.keyboard.press("Escape")
    await expect(large).to_be_hidden()
    mine = await visitors.page("end_user", "/help")
    await expect(mine.get_by_role("img", name="My screen, as I sent it.")).to_be_visible()
    await portal.approve(queue)
    await desk.say_yes()
    await portal.becomes(queue, "active")
    await portal.picture_is_there(queue)
    session = portal.session_of(queue)

    log = await visitors.page("auditor", f"/audit?q=session:{session}")
    await log.locator("main").get_by_text("yes").first.click()
    await log.get_by_role("dialog").get_by_role("button", name="Terminate this session").click()

    assert await portal.end_of(queue) == EndReason.TERMINATED
    await expect(queue.get_by_text("An auditor ended the session")).to_be_visible()
    await desk.unwatched()
    log = await visitors.page("technician", f"/sessions/{session}")
    await expect(log.get_by_text("added a picture of their screen")).to_be_visible()
    await expect(log.get_by_role("img", name="The screen of the person")).to_have_count(0)


async def test_a_request_from_the_browser_is_denied_with_a_note(visitors: Visitors, desk: Desk) -> None:
    person = await visitors.page("end_user", "/help")
    await person.get_by_label("In your own words").fill("The printer prints blank pages.")
    await person.get_by_role("button", name="Get help").click()
    queue = await visitors.page("technician", "/requests")
    await portal.open_request(queue)
    await queue.get_by_label("Note").fill("We replace that printer tomorrow.")
    await queue.get_by_role("button", name="Deny").click()
    await expect(person.get_by_text("We replace that printer tomorrow.")).to_be_visible()
    assert not desk.is_asked()


async def test_a_request_is_withdrawn_and_leaves_the_queue(visitors: Visitors) -> None:
    person = await visitors.page("end_user", "/help")
    await person.get_by_label("In your own words").fill("My screen flickers a lot.")
    await person.get_by_role("button", name="Get help").click()
    queue = await visitors.page("technician", "/requests")
    await portal.open_request(queue)
    await person.get_by_role("button", name="Withdraw").click()
    await expect(queue.get_by_role("button", name="Approve")).to_be_hidden()


async def test_a_request_that_nobody_has_to_approve_is_taken_by_one_and_the_other_reads_by_whom(
    visitors: Visitors, desk: Desk, tmp_path: Path
) -> None:
    admin = await visitors.page("provider_admin", "/")
    await portal.set_at(admin, "/api/settings", approval_needed=False)
    try:
        person = await visitors.page("end_user", "/help")
        await person.get_by_label("In your own words").fill("The scanner finds no computer.")
        await person.get_by_role("button", name="Get help").click()
        queue, late = await visitors.page("technician", "/requests"), await visitors.page("provider_admin", "/requests")
        for page in (queue, late):
            await page.locator("main li button").filter(has_text="Mia Alder").first.click()
            await expect(page.get_by_text("Nobody has to approve this request.")).to_be_visible()
        assert await look(queue, tmp_path, "take") == []
        await queue.set_viewport_size({"width": 1440, "height": 900})
        # Two at once: whoever comes second acts on a page that does not know it yet.
        await late.route("**/api/sessions?**", lambda route: route.abort())
        await queue.get_by_role("button", name="Take", exact=True).click()
        await queue.wait_for_url("**/sessions/*/view", timeout=portal.WAIT_MILLISECONDS)
        await desk.asked()
        await late.get_by_role("button", name="Take", exact=True).click()
        await expect(late.get_by_text("was first: this request is answered.")).to_be_visible()
        await desk.say_yes()
        await portal.becomes(queue, "active")
        assert "session.taken" in await portal.kinds_of(queue)
        await portal.press_off(queue)
        await desk.unwatched()
    finally:
        await portal.set_at(admin, "/api/settings", approval_needed=None)
