"""Telling people: a request rings at the technician's, who reads it, and chooses how to be told."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors


async def read_all(page: Page) -> None:
    """Read what other scenarios left at the bell."""
    await page.get_by_role("button", name=re.compile("^Notifications")).click()
    await expect(page.get_by_role("link", name="Choose what you are told")).to_be_visible()
    await expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    everything = page.get_by_role("button", name="Mark all read")
    if await everything.count():
        await everything.click()
    await expect(everything).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("link", name="Choose what you are told")).to_be_hidden()
    await expect(page.get_by_role("button", name="Notifications, none unread")).to_be_visible()


async def test_a_request_rings_at_the_technicians_until_it_is_read(visitors: Visitors) -> None:
    technician = await visitors.page("technician", "/profile")
    sound = technician.get_by_role("checkbox", name="Somebody asks for help: Sound")
    await sound.click()
    await expect(sound).to_be_checked()
    await expect(technician.get_by_role("button", name="Play the sound")).to_be_visible()
    mail = technician.get_by_role("checkbox", name="A session ended: E-mail")
    await mail.click()
    await expect(mail).to_be_checked()
    await expect(technician.get_by_text("From now on you are told so").first).to_be_visible()
    await technician.reload()
    await expect(sound).to_be_checked()
    await expect(mail).to_be_checked()
    await read_all(technician)

    person = await visitors.page("end_user", "/help")
    await read_all(person)
    await person.get_by_label("In your own words").fill("The scanner hums and scans nothing.")
    await person.get_by_role("button", name="Get help").click()
    # At its corner, where the number lies over it.
    await technician.get_by_role("button", name="Notifications, 1 unread").click(position={"x": 28, "y": 8})
    await technician.get_by_role("link", name=re.compile("Not read yet.*asks for help")).click()
    await expect(technician).to_have_url(re.compile(r"/sessions/[a-z2-7]{26}$"))
    await expect(technician.get_by_role("button", name="Notifications, none unread")).to_be_visible()

    await technician.get_by_role("link", name="Requests").first.click()
    await portal.open_request(technician)
    await technician.get_by_label("Note").fill("We replace the scanner tomorrow.")
    await technician.get_by_role("button", name="Deny").click()
    await person.get_by_role("button", name="Notifications, 1 unread").click()
    await expect(person.get_by_role("link", name=re.compile("Not read yet.*was no"))).to_be_visible()
    await person.get_by_role("button", name="Mark all read").click()
    await expect(person.get_by_role("button", name="Notifications, none unread")).to_be_visible()
    await expect(technician.get_by_role("button", name="Notifications, none unread")).to_be_visible()


async def test_the_bell_stays_where_it_is_when_a_page_becomes_live(visitors: Visitors) -> None:
    page = await visitors.page("end_user", "/help")
    bell = page.get_by_role("button", name=re.compile("^Notifications"))
    await expect(page.get_by_role("banner").get_by_role("status")).to_have_text("● Live")
    live = await bell.bounding_box()
    # Nobody answers the question for a ticket to the live link: the page waits to become live.
    await page.route("**/api/tickets", lambda _: None)
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(bell).to_be_visible()
    await expect(page.get_by_role("banner").get_by_role("status")).to_have_count(0)
    assert await bell.bounding_box() == live
