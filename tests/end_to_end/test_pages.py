"""Every page of the portal for everyone, and the way of a request through it, on the real broker."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import expect

from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import Desk
from tests.end_to_end.looking import faults_of, look

PAGES: Final = (
    ("provider_admin", "/"),
    ("provider_admin", "/requests"),
    ("provider_admin", "/inventory"),
    ("provider_admin", "/inventory?q=nothing-is-called-this"),
    ("provider_admin", "/devices/{device}"),
    ("provider_admin", "/devices/{device}?tab=audit"),
    ("provider_admin", "/devices/{foreign}"),
    ("provider_admin", "/live"),
    ("provider_admin", "/nowhere"),
    ("auditor", "/audit"),
    ("auditor", "/audit?q=colour:red"),
    ("end_user", "/help"),
)


@pytest.mark.parametrize(("role", "path"), PAGES)
async def test_a_page_can_be_used_by_everyone(
    visitors: Visitors, demo: Demo, tmp_path: Path, role: str, path: str
) -> None:
    complaints: list[str] = []
    page = await visitors.page(role)
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    await page.goto(demo.url + path.format(device=demo.device["id"], foreign="a" * 26))
    name = f"{role}{path.split('?', maxsplit=1)[0].replace('/', '-').replace('{', '').replace('}', '')}"
    assert await look(page, tmp_path, name) == []
    assert complaints == []


async def test_the_sign_in_can_be_used_by_everyone(visitors: Visitors, tmp_path: Path) -> None:
    page = await visitors.stranger("/audit")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert await look(page, tmp_path, "sign-in") == []


async def test_a_wrong_password_is_answered_by_the_one_sentence(visitors: Visitors, demo: Demo) -> None:
    page = await visitors.stranger("/sign-in")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_text("Type your e-mail address.")).to_be_visible()
    await page.get_by_label("E-mail").fill("nobody@nowhere.example")
    await page.get_by_label("Password", exact=True).fill("Wrong-Password-1")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("That did not work. Check e-mail and password.")


async def test_signing_in_leads_back_to_the_page_that_was_asked_for(visitors: Visitors, demo: Demo) -> None:
    page = await visitors.stranger("/help")
    account = demo.accounts["end_user"]
    await page.get_by_label("E-mail").fill(account.email)
    await page.get_by_label("Password", exact=True).fill(account.password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page).to_have_url(demo.url + "/help")
    await page.get_by_role("button", name="Account of").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_a_request_from_the_browser_is_seen_live_and_denied_with_a_note(visitors: Visitors) -> None:
    asking = await visitors.page("end_user", "/help")
    queue = await visitors.page("technician", "/requests")
    await asking.get_by_label("In your own words").fill("Printer")
    await asking.get_by_role("button", name="Get help").click()
    await expect(asking.get_by_text("Write at least two words")).to_be_visible()
    await asking.get_by_label("In your own words").fill("The printer jams")
    await asking.get_by_role("button", name="Get help").click()
    await expect(asking.get_by_text("You are 1st in line.")).to_be_visible()
    await portal.open_request(queue)
    await expect(queue.get_by_text("“The printer jams”")).to_be_visible()
    await queue.get_by_label("Note").fill("Call the desk first.")
    await queue.get_by_role("button", name="Deny", exact=True).click()
    answer = asking.get_by_role("listitem").filter(has_text="“Call the desk first.”")
    await expect(answer.get_by_text("Your request was not approved.")).to_be_visible(timeout=portal.WAIT_MILLISECONDS)


async def test_a_request_can_be_withdrawn(visitors: Visitors) -> None:
    page = await visitors.page("end_user", "/help")
    await page.get_by_label("In your own words").fill("The mouse is gone")
    await page.get_by_role("button", name="Get help").click()
    await page.get_by_role("button", name="Withdraw").click()
    await expect(page.get_by_text("It was taken back. Nobody was let in.").first).to_be_visible()
    await expect(page.get_by_label("In your own words")).to_be_visible()


async def test_a_live_session_is_seen_and_terminated_in_one_click(visitors: Visitors, demo: Demo, desk: Desk) -> None:
    viewer = await visitors.page("technician", "/inventory")
    await portal.offer_support(viewer, demo.device["name"])
    await desk.say_yes()
    await portal.becomes(viewer, "active")
    auditor = await visitors.page("auditor", "/live")
    line = auditor.get_by_role("listitem").filter(has_text=demo.device["name"])
    await expect(line).to_be_visible(timeout=portal.WAIT_MILLISECONDS)
    await line.get_by_role("button", name="Terminate").click()
    assert await portal.end_of(viewer) == "terminated"
    await expect(auditor.get_by_text("Nobody sees a screen now.")).to_be_visible()
    await desk.unwatched()


async def test_a_device_is_added_by_a_command_that_is_shown_once(visitors: Visitors) -> None:
    page = await visitors.page("provider_admin", "/inventory")
    await page.get_by_role("button", name="Add a device").click()
    await page.get_by_role("button", name="Make the command").click()
    await expect(page.get_by_label("Command", exact=True)).to_contain_text("handrail-agent enroll https://")
    assert await faults_of(page) == []
    await page.get_by_role("button", name="Finish").click()
    await expect(page.get_by_label("Command", exact=True)).to_have_count(0)


async def test_keys_lead_everywhere(visitors: Visitors, demo: Demo) -> None:
    page = await visitors.page("provider_admin", "/inventory")
    await expect(page.get_by_role("heading", name="Inventory", exact=True)).to_be_visible()
    await page.keyboard.press("g")
    await page.keyboard.press("a")
    await expect(page.get_by_role("heading", name="Audit log", exact=True)).to_be_visible()
    await expect(page.get_by_role("list", name="Audit log").get_by_role("listitem").first).to_be_visible()
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Entry")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Entry")).to_have_count(0)
    await page.keyboard.press("/")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search or type a command")
    await palette.get_by_label("Search or type a command").fill(demo.device["name"])
    await palette.get_by_role("button", name=demo.device["name"]).first.click()
    await expect(page.get_by_role("heading", name=demo.device["name"], exact=True)).to_be_visible()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
