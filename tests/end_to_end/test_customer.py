"""A customer from its first day: set up by the provider, run by its own administrator, visited, and closed again."""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from broker.access.groups import BuiltInGroup
from tests.end_to_end.browser import open_browser, trust_authority
from tests.end_to_end.looking import faults_of
from tests.end_to_end.test_invitation import arrived, open_page
from tests.end_to_end.test_passkeys import with_authenticator
from tests.end_to_end.test_seamless import address_of, window
from tests.fakes.live_broker import LiveBroker, Person, live_broker
from tests.fakes.mail_server import MailBox, mail_server

PASSWORD = "Cedar-Lantern-Otter-55"
BOSS = "boss@cedar.example"
ENROLMENT_SECONDS = 120


@dataclass(slots=True, kw_only=True)
class Day:
    """The broker, its mails, and the browser that everybody shares."""

    live: LiveBroker
    box: MailBox
    browser: Browser
    state: Path
    provider: Person

    def at(self, path: str) -> str:
        return f"{self.live.origin}{path}"


@pytest_asyncio.fixture(loop_scope="session")
async def day(broker_state: Path, tmp_path: Path) -> AsyncIterator[Day]:
    with mail_server() as box:
        async with live_broker(broker_state, mail=box.config) as live:
            home = tmp_path / "home"
            trust_authority(home, live.broker.certificate.authority_file or Path())
            provider = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Ada Admin")
            async with open_browser(home) as browser:
                yield Day(live=live, box=box, browser=browser, state=tmp_path / "agent", provider=provider)


async def set_up_the_customer(day: Day, ours: Page) -> None:
    """The provider makes the organization and names its administrator, who is invited by e-mail."""
    await ours.goto(day.at("/organizations"))
    await ours.get_by_role("button", name="Add an organization").click()
    dialog = ours.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Name", exact=True).fill("Cedar Works")
    await dialog.get_by_label("Name of the administrator").fill("Bo Cedar")
    await dialog.get_by_label("E-mail of the administrator").fill(BOSS)
    assert await faults_of(ours) == []
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(ours.get_by_role("heading", name="Cedar Works")).to_be_visible()


async def come_in(day: Day) -> Page:
    """The administrator chooses a password, and sets up a passkey, as they must."""
    theirs = await open_page(day.browser, await arrived(day.box, 1))
    await with_authenticator(theirs)
    await theirs.get_by_label("New password").fill(PASSWORD)
    await theirs.get_by_role("button", name="Save and sign in").click()
    await expect(theirs.get_by_role("heading", name="Set up the second step")).to_be_visible()
    await theirs.get_by_role("button", name="Set up a passkey").click()
    await theirs.get_by_role("button", name="I have saved them").click()
    await expect(theirs).to_have_url(day.at("/"))
    return theirs


async def add_an_app(day: Day, theirs: Page) -> None:
    """The administrator sets up codes from an app beside the passkey."""
    await theirs.goto(day.at("/profile"))
    await theirs.get_by_role("button", name="Set up an app").click()
    dialog = theirs.get_by_role("dialog", name="Set up an app")
    secret = await dialog.locator("code").inner_text()
    await dialog.get_by_label("Code from your app").fill(pyotp.TOTP(secret.replace(" ", "")).now())
    await expect(dialog).to_have_count(0)
    await expect(theirs.get_by_role("button", name="Remove the app for codes")).to_be_visible()


async def add_staff(day: Day, theirs: Page, name: str, email: str) -> None:
    await theirs.goto(day.at("/staff"))
    await theirs.get_by_role("button", name="Add staff").click()
    dialog = theirs.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Name", exact=True).fill(name)
    await dialog.get_by_role("textbox", name="E-mail", exact=True).fill(email)
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(theirs.get_by_role("heading", name=name)).to_be_visible()


async def build_a_group(day: Day, theirs: Page, *members: str) -> None:
    """The administrator makes a security group of the organization's own staff."""
    await theirs.goto(day.at("/security-groups"))
    await theirs.get_by_role("button", name="New group").click()
    await theirs.get_by_label("Name", exact=True).fill("Help desk")
    await theirs.get_by_role("button", name="Make the group").click()
    await expect(theirs.get_by_role("heading", name="Help desk")).to_be_visible()
    await theirs.get_by_role("checkbox", name="Devices: see").check()
    await theirs.get_by_role("button", name="Tick or untick all: Sessions").press("Enter")
    await theirs.get_by_role("button", name="Save").click()
    await expect(theirs.get_by_role("button", name="Save")).to_have_count(0)
    await theirs.get_by_role("tab", name="Members").click()
    for member in members:
        await theirs.get_by_role("checkbox", name=member).check()
    await theirs.get_by_role("button", name=f"Add {len(members)}").click()
    for member in members:
        await expect(theirs.get_by_role("button", name=f"Remove {member}")).to_be_visible()


async def enrol_a_device(day: Day, theirs: Page) -> None:
    """The administrator gets a command, and runs it on a computer."""
    await theirs.goto(day.at("/inventory"))
    await theirs.get_by_role("button", name="Add a device").click()
    await theirs.get_by_role("button", name="Make the command").click()
    command = shlex.split(await theirs.get_by_label("Command", exact=True).inner_text())
    agent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "agent", *command[1:]),
        env=os.environ | {"HANDRAIL_AGENT_STATE": str(day.state)},
        stdin=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(ENROLMENT_SECONDS):
        assert await agent.wait() == 0
    await theirs.get_by_role("button", name="Finish").click()
    await expect(theirs.get_by_text("1 device")).to_be_visible()


async def let_the_provider_in(day: Day, ours: Page, theirs: Page) -> None:
    """The organization closes itself to the provider, and lets one of its administrators in."""
    await theirs.goto(day.at("/seamless"))
    await theirs.get_by_role("button", name="Close it to the provider…").click()
    await theirs.get_by_role("dialog").get_by_role("button", name="Close it").click()
    await expect(theirs.get_by_text("The provider sees only its name.")).to_be_visible()
    await theirs.get_by_label("E-mail of a provider administrator").fill(await address_of(day.live, day.provider))
    before = len(day.box.letters)
    await theirs.get_by_role("button", name="Send the link").click()
    await expect(theirs.get_by_text("Waiting since")).to_be_visible()
    await ours.goto(await arrived(day.box, before + 1))
    await ours.get_by_role("button", name="Activate").click()
    await expect(ours.get_by_role("heading", name="Access is active")).to_be_visible()


async def visit(day: Day, ours: Page) -> None:
    await ours.goto(day.at("/"))
    await expect(ours.get_by_role("button", name="You are in Provider console")).to_be_visible()
    await ours.keyboard.press("o")
    await ours.get_by_role("searchbox", name="Search organizations").fill("Cedar")
    await expect(ours.get_by_role("list", name="Go to an organization").get_by_role("listitem")).to_have_count(1)
    await ours.keyboard.press("Enter")
    await expect(ours.get_by_text("You are visiting Cedar Works. They see this visit.")).to_be_visible()


async def test_a_customer_from_its_first_day_to_the_end_of_a_visit(day: Day) -> None:
    ours = await window(day.browser, day.live, day.provider)
    await set_up_the_customer(day, ours)
    theirs = await come_in(day)
    await add_an_app(day, theirs)
    await add_staff(day, theirs, "Noa Desk", "noa@cedar.example")
    await add_staff(day, theirs, "Ravi Desk", "ravi@cedar.example")
    await build_a_group(day, theirs, "Noa Desk", "Ravi Desk")
    await enrol_a_device(day, theirs)
    await let_the_provider_in(day, ours, theirs)
    await visit(day, ours)
    await ours.get_by_role("button", name="Leave").click()
    await expect(ours.get_by_role("button", name="You are in Provider console")).to_be_visible()
    await visit(day, ours)
    await theirs.reload()
    await expect(theirs.get_by_role("list", name="Visits").get_by_role("listitem")).to_have_count(2)
    await expect(theirs.get_by_text("On now")).to_be_visible()
    await theirs.get_by_role("button", name="Revoke").click()
    await expect(ours.get_by_role("heading", name="Nothing here for you")).to_be_visible()
    await expect(theirs.get_by_text("access was revoked")).to_be_visible()
