"""Consent as a budget, on a real desktop: taken back in mid-drag, given again, given longer, and refused for good."""

from __future__ import annotations

from playwright.async_api import expect

from protocol.session.reasons import EndReason
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import Desk


async def test_control_is_taken_back_in_mid_drag_asked_for_again_and_time_is_given(
    visitors: Visitors, demo: Demo, desk: Desk
) -> None:
    left, top, width, height = await desk.editor()
    page = await visitors.page("technician", "/inventory")
    await portal.offer_by_api(page, demo, seconds=900)
    await desk.say_yes()
    await portal.becomes(page, "active")
    await portal.picture_is_there(page)
    await desk.watched()

    # In mid-drag the person presses *Stop control*: the button is let go, and nothing more arrives.
    await portal.press_at(page, left + width // 2, top + height - 60)
    await desk.holds_something()
    await desk.stop_control()
    await desk.holds_nothing()
    await expect(page.get_by_text("The person lets you see only.")).to_be_attached()
    before = await desk.saved_text()
    await page.mouse.up()
    await portal.click_at(page, left + width // 2, top + height - 60)
    await page.keyboard.type("nothing of this arrives", delay=20)
    assert await desk.saved_text() == before

    # Asked for again, once in vain and once not.
    await portal.ask_for_control(page)
    await desk.say_no_to_more()
    await expect(page.get_by_text("The person said no. Nothing has changed.").first).to_be_attached()
    await portal.ask_for_control(page)
    await desk.say_yes_to_more()
    await expect(page.get_by_text("The person gave you control.").first).to_be_attached()
    # What is shown comes by the server; what counts is what the device itself says.
    await expect(page.get_by_text("You see and control").first).to_be_attached()
    await portal.click_at(page, left + width // 2, top + height - 60)
    await desk.editor_has_keys()
    await page.keyboard.press("Control+End")
    await page.keyboard.type("control is back", delay=30)
    await desk.reads("control is back")

    # More time by a new yes, asked for on the bar.
    await portal.ask_for_time(page)
    await desk.say_yes_to_time()
    await expect(page.get_by_text("The person gave 15 more minutes.").first).to_be_attached()
    await desk.press_done()
    assert await portal.end_of(page) == EndReason.DONE_AT_DEVICE
    await desk.unwatched()
    kinds = await portal.kinds_of(page)
    assert [kind for kind in kinds if "more" in kind or "narrowed" in kind] == [
        "session.narrowed",
        "session.more_asked",
        "session.more_refused",
        "session.more_asked",
        "session.more_given",
        "session.more_asked",
        "session.more_given",
    ]

    # What was given and done stays with the person: the receipt in the tray, and in their portal.
    told = await desk.copied_receipt()
    newest = told[told.rindex("Who: ") :]
    for line in (
        "How it ended: You ended the session.",
        "Granted: see the screen and use mouse and keyboard.",
        "Done: mouse or keyboard was used.",
        "Recorded: no.",
    ):
        assert line in newest, newest
    owner = await visitors.page("end_user", "/help")
    await owner.get_by_role("button", name="Receipt").first.click()
    for sentence in (
        "See the screen and use mouse and keyboard, for 15 minutes.",
        "Yes: somebody said yes at the computer.",
        "Mouse or keyboard was used from here on.",
        "Mouse and keyboard were taken back: from here on they only saw the screen.",
        "15 more minutes were given.",
    ):
        await expect(owner.get_by_text(sentence).first).to_be_visible()


async def test_i_did_not_ask_for_this_shuts_the_door_until_an_administrator_opens_it(
    visitors: Visitors, demo: Demo, desk: Desk
) -> None:
    page = await visitors.page("technician", "/inventory")
    await portal.offer_support(page, demo.device["name"])
    await desk.say_not_asked_for()
    assert await portal.end_of(page) == EndReason.NOT_ASKED_FOR
    await expect(page.get_by_text("The person did not ask for this.")).to_be_visible()
    await page.get_by_role("button", name="Ask again").click()
    await expect(page.get_by_text("Only an administrator can let you offer help").last).to_be_visible()

    admin = await visitors.page("provider_admin", "/")
    await expect(admin.get_by_role("heading", name="“I did not ask for this”")).to_be_visible()
    await admin.goto(f"{demo.url}/devices/{demo.device['id']}")
    await admin.get_by_role("button", name="Allow offers again").click()
    await expect(admin.get_by_role("heading", name="“I did not ask for this”")).to_have_count(0)
    await page.get_by_role("button", name="Ask again").click()
    await page.wait_for_url("**/sessions/*/view")
    await desk.asked()
    await desk.say_no()
    assert await portal.end_of(page) == EndReason.CONSENT_REFUSED

    # While somebody is there and asks for more, the same word ends it at once.
    await portal.offer_by_api(page, demo, seconds=900)
    await desk.say_yes()
    await portal.becomes(page, "active")
    await portal.ask_for_time(page)
    await desk.say_not_asked_for_more()
    assert await portal.end_of(page) == EndReason.NOT_ASKED_FOR
    await desk.unwatched()
    await admin.goto(f"{demo.url}/devices/{demo.device['id']}")
    await admin.get_by_role("button", name="Allow offers again").click()
    await expect(admin.get_by_role("button", name="Allow offers again")).to_have_count(0)
