"""Messages between the person and the technician: at the tray, in the portal, in the queue, beside the picture."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.desk import Desk


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Write a message").fill(text)
    await page.get_by_role("button", name="Send", exact=True).click()


async def reads(page: Page, *texts: str) -> None:
    """Wait until these stand in the thread, in this order."""
    await expect(page.get_by_role("log").locator(".hr-thread-text")).to_have_text(list(texts))


async def test_person_and_technician_write_to_each_other_before_and_during_a_session(
    visitors: Visitors, desk: Desk
) -> None:
    queue = await visitors.page("technician", "/requests?q=scanner")
    await desk.ask_for_help("The scanner beeps all day.")
    await desk.write_from_my_request("It began on Monday.")
    await queue.locator("main li button").first.click()
    await reads(queue, "It began on Monday.")

    await write(queue, "Is the red light on?")
    await desk.comes_to_messages()
    person = await visitors.page("end_user", "/help")
    mine = person.locator("section").filter(has_text="The scanner beeps all day.").last
    await expect(mine.get_by_role("log").locator(".hr-thread-text")).to_have_text(
        ["It began on Monday.", "Is the red light on?"]
    )
    await mine.get_by_label("Write a message").fill("Yes, \u202eand\u202c it blinks.")
    await mine.get_by_role("button", name="Send", exact=True).click()
    await reads(queue, "It began on Monday.", "Is the red light on?", "Yes, and it blinks.")
    await desk.close_messages()

    await queue.get_by_role("button", name="Approve").click()
    await queue.wait_for_url("**/sessions/*/view", timeout=portal.WAIT_MILLISECONDS)
    await expect(queue.get_by_role("log")).to_contain_text("and it blinks.")
    await desk.say_yes()
    await portal.becomes(queue, "active")
    await portal.picture_is_there(queue)
    await portal.press_on_bar(queue, "Messages")
    await write(queue, "I see it.")
    await desk.comes_to_messages()
    await desk.close_messages()
    session = portal.session_of(queue)
    await portal.press_off(queue)
    await portal.end_of(queue)
    await desk.unwatched()

    await queue.goto(queue.url.split("/sessions/")[0] + f"/sessions/{session}")
    await reads(queue, "It began on Monday.", "Is the red light on?", "Yes, and it blinks.", "I see it.")
    await expect(queue.get_by_text("wrote message 4 to the person, 9 characters")).to_be_visible()
    await expect(queue.get_by_label("Write a message")).to_be_visible()
