"""Telling people: a request rings at the technician's, who reads it, and chooses how to be told."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors


async def test_a_request_rings_at_the_technicians_until_it_is_read(visitors: Visitors) -> None:
    technician = await visitors.page("technician", "/profile")
    sound = technician.get_by_role("checkbox", name="Somebody asks for help: Sound")
    await sound.check()
    await expect(technician.get_by_role("button", name="Play the sound")).to_be_visible()
    mail = technician.get_by_role("checkbox", name="A session ended: E-mail")
    await mail.check()
    await expect(technician.get_by_text("From now on you are told so").first).to_be_visible()
    await technician.reload()
    await expect(sound).to_be_checked()
    await expect(mail).to_be_checked()
    bell = technician.get_by_role("button", name="Notifications, none unread")
    await expect(bell).to_be_visible()

    person = await visitors.page("end_user", "/help")
    await person.get_by_label("In your own words").fill("The scanner hums and scans nothing.")
    await person.get_by_role("button", name="Get help").click()
    await technician.get_by_role("button", name="Notifications, 1 unread").click()
    await technician.get_by_role("link", name="asks for help").click()
    await expect(technician).to_have_url(re.compile(r"/sessions/[a-z2-7]{26}$"))
    await expect(technician.get_by_role("button", name="Notifications, none unread")).to_be_visible()

    await technician.get_by_role("link", name="Requests").first.click()
    await portal.open_request(technician)
    await technician.get_by_label("Note").fill("We replace the scanner tomorrow.")
    await technician.get_by_role("button", name="Deny").click()
    await person.get_by_role("button", name="Notifications, 1 unread").click()
    await expect(person.get_by_role("link", name="was no")).to_be_visible()
    await person.get_by_role("button", name="Mark all read").click()
    await expect(person.get_by_role("button", name="Notifications, none unread")).to_be_visible()
    await expect(technician.get_by_role("button", name="Notifications, none unread")).to_be_visible()
