"""Ends that take hours, or a moment that nobody hits by hand: clocks are put ahead, pages are held, a way is cut."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from protocol.session.reasons import EndReason
from tests.agent.desktop import person
from tests.end_to_end import clocks_ahead, portal
from tests.end_to_end.browser import Visitors, open_browser, trust_authority
from tests.end_to_end.desk import Desk
from tests.end_to_end.household import Household, household
from tests.end_to_end.test_every_end import written_as
from tests.end_to_end.test_typed_code import code_to_read
from tests.end_to_end.test_unasked import allow, call, is_shown, let_in, locked

PROGRAM = "tests.end_to_end.clocks_ahead"
CONNECT_SECONDS, APPROVAL_SECONDS, REQUEST_SECONDS, LEASE_SECONDS = 60, 15 * 60, 8 * 3600, 90
# The viewer waits here once it knows of the yes, until the test lets it go on.
HELD = """
  const describe = RTCPeerConnection.prototype.setLocalDescription;
  const going = new Promise(go => { window.__go = go; });
  RTCPeerConnection.prototype.setLocalDescription = async function (...given) {
    window.__held = true;
    await going;
    return await describe.apply(this, given);
  };
"""
# Has the display server drop all that the process with this number has open there (X-Resource 1.2).
SHUT = """
import sys
import xcffib, xcffib.res, xcffib.xproto
display = xcffib.connect()
resources = display(xcffib.res.key)
resources.QueryVersion(1, 2).reply()
wanted = xcffib.res.ClientIdSpec.synthetic(0, xcffib.res.ClientIdMask.LocalClientPID)
for found in resources.QueryClientIds(1, [wanted]).reply().ids:
    if list(found.value) == [int(sys.argv[1])]:
        display.core.KillClient(found.spec.client, is_checked=True).check()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The parts of one household, and who looks at them."""

    home: Household
    desk: Desk
    admin: Page
    page: Page
    """The technician's."""
    held: Page
    """The technician's too; its viewer waits after each yes."""
    mine: Page
    """The end user's, whose device it is."""
    clocks: Path

    def put_ahead(self, whose: str, seconds: float) -> None:
        clocks_ahead.put_ahead(self.clocks, whose, seconds)

    async def offer_in(self, page: Page) -> str:
        """Offer help, and have the person say yes; gives the session."""
        await portal.offer_by_api(page, self.home.demo, seconds=900)
        await self.desk.say_yes()
        return portal.session_of(page)

    async def ask_by_tray(self, reason: str) -> str:
        """Ask for help by the tray, and close the window that says where it stands; gives the session."""
        await self.desk.ask_for_help(reason)
        async with asyncio.timeout(portal.WAIT_MILLISECONDS / 1000):
            while not (waiting := await self.waiting()):
                await asyncio.sleep(0.1)
        await self.desk.close_messages()
        return waiting[0]

    async def waiting(self) -> list[str]:
        return [each["id"] for each in (await call(self.admin, "GET", "/api/sessions?state=requested"))["items"]]

    async def ended(self, page: Page, session: str, reason: EndReason, words: str) -> None:
        """Read the end in the viewer, and as it stands on the audit log."""
        if session not in page.url:
            await page.goto(f"{self.home.url}/sessions/{session}/view")
        assert await portal.end_of(page) == reason
        await expect(page.get_by_text(words)).to_be_visible()
        await self.written(session, reason)

    async def written(self, session: str, reason: EndReason) -> None:
        """Read the end on the audit log, once the server knows of it."""
        async with asyncio.timeout(portal.WAIT_MILLISECONDS / 1000):
            while (await call(self.admin, "GET", f"/api/sessions/{session}"))["end"] is None:
                await asyncio.sleep(0.1)
        await written_as(self.admin, session, reason)


@pytest_asyncio.fixture(loop_scope="session")
async def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Story]:
    clocks = tmp_path / "clocks"
    clocks.mkdir()
    monkeypatch.setenv(clocks_ahead.FOLDER, str(clocks))
    async with household(tmp_path, agent_module=PROGRAM, broker_module=PROGRAM) as home:
        trust_authority(tmp_path / "home", home.demo.ca_file)
        async with open_browser(tmp_path / "home") as browser:
            visitors = Visitors(home.demo, browser, {}, tmp_path / "pictures")
            admin, mine = await visitors.page("provider_admin", "/"), await visitors.page("end_user", "/help")
            page, held = await visitors.page("technician", "/"), await visitors.page("technician", "/")
            await held.add_init_script(HELD)
            owner = (await call(mine, "GET", "/api/me"))["account"]["id"]
            await call(admin, "POST", f"/api/devices/{home.demo.device['id']}/assign", {"account_id": owner})
            await allow(admin)
            desk = Desk(home.demo)
            yield Story(home=home, desk=desk, admin=admin, page=page, held=held, mine=mine, clocks=clocks)
            desk.picture(tmp_path / "desk.png")
            await visitors.close()


async def is_held(page: Page) -> None:
    await page.wait_for_function("() => window.__held", timeout=portal.WAIT_MILLISECONDS)


async def who_comes_before_anything_is_seen_is_not_passed_over(story: Story) -> None:
    """Let in by the settings at a locked screen, which its person opens before the viewer has a picture."""
    device, held = story.home.demo.device["id"], story.held
    asked = {"device_id": device, "reason": "It does not print", "name": "Mia Alder"}
    session = (await call(story.mine, "POST", "/api/requests", asked))["id"]
    async with locked(story.home):
        await is_shown(story.admin, f"{story.home.url}/devices/{device}", "locked")
        await call(held, "POST", f"/api/sessions/{session}/approve", {})
        await held.goto(f"{story.home.url}/sessions/{session}/view")
        await is_held(held)
    await is_shown(story.admin, f"{story.home.url}/devices/{device}", "online")
    reading = asyncio.create_task(story.desk.reads_on_bar("Somebody came to this computer before anything was seen."))
    await held.evaluate("() => window.__go()")
    await story.ended(held, session, EndReason.SOMEBODY_THERE, "before you saw it. Nobody was let in: ask them.")
    await reading


async def a_code_that_nobody_types_ends_it(story: Story) -> None:
    page = story.page
    await portal.set_on_device(story.admin, story.home.demo, code_mode="type")
    try:
        session = await story.offer_in(page)
        await code_to_read(page)
        reading = asyncio.create_task(story.desk.reads_on_bar("Ended: the code was not typed in time."))
        await story.ended(page, session, EndReason.CODE_NOT_TYPED, "The person did not type the code in time.")
        await reading
    finally:
        await portal.set_on_device(story.admin, story.home.demo, code_mode=None)


async def a_connection_that_does_not_come_about_is_told_to_who_said_yes(story: Story) -> None:
    session = await story.offer_in(story.held)
    await is_held(story.held)
    reading = asyncio.create_task(story.desk.reads_on_bar("The connection did not come about."))
    story.put_ahead("broker", CONNECT_SECONDS + 1)
    await story.ended(story.held, session, EndReason.CONNECT_FAILED, "no connection came about within 60 s.")
    await reading


async def a_screen_that_can_be_read_no_more_is_our_fault(story: Story) -> None:
    await let_in(story.page, story.desk, story.home)
    session = portal.session_of(story.page)
    reading = asyncio.create_task(story.desk.reads_on_bar("Ended by a fault of ours."))
    shut = [sys.executable, "-c", SHUT, str(story.home.agent.pid)]
    await asyncio.to_thread(subprocess.run, shut, env=story.home.demo.there, check=True, timeout=60)
    await story.ended(story.page, session, EndReason.FAILED, "The session ended by our fault.")
    await reading


async def nobody_comes_or_nobody_answers(story: Story) -> None:
    """The person reads of it by themselves: at the device in the window that comes, and in their portal."""
    there, before = story.home.demo.there, CONNECT_SECONDS + 1
    session = await story.ask_by_tray("The label printer jams again.")
    await call(story.page, "POST", f"/api/sessions/{session}/approve", {})
    story.put_ahead("broker", before + APPROVAL_SECONDS + 1)
    await asyncio.to_thread(person.await_window, there, person.STATUS)
    await story.ended(story.page, session, EndReason.APPROVAL_EXPIRED, "was not begun within 15 minutes.")
    await expect(story.mine.get_by_text("The technician did not come in time.").first).to_be_visible()
    await story.desk.close_messages()

    before += APPROVAL_SECONDS + 1
    session = await story.ask_by_tray("The label printer still jams.")
    story.put_ahead("broker", before + REQUEST_SECONDS + 1)
    await asyncio.to_thread(person.await_window, there, person.STATUS)
    # Who is signed in was seen too long ago by that clock.
    story.put_ahead("broker", before)
    await story.page.goto(f"{story.home.url}/sessions/{session}")
    await expect(story.page.get_by_text("Nobody answered the request in time.").first).to_be_visible()
    await story.written(session, EndReason.REQUEST_EXPIRED)
    await story.mine.goto(f"{story.home.url}/help")
    await expect(story.mine.get_by_text("Nobody answered your request in time.").first).to_be_visible()
    await story.desk.close_messages()


async def a_computer_that_slept_too_long_ends_it(story: Story) -> None:
    await let_in(story.page, story.desk, story.home)
    session = portal.session_of(story.page)
    reading = asyncio.create_task(story.desk.reads_on_bar("Ended: Handrail was out of reach for too long."))
    story.put_ahead("agent", LEASE_SECONDS + 1)
    await story.ended(story.page, session, EndReason.LEASE_RAN_OUT, "could not reach Handrail for too long.")
    await reading


async def test_ends_that_take_hours_or_a_rare_moment_are_told_on_both_sides(story: Story) -> None:
    await who_comes_before_anything_is_seen_is_not_passed_over(story)
    await a_code_that_nobody_types_ends_it(story)
    await a_connection_that_does_not_come_about_is_told_to_who_said_yes(story)
    await a_screen_that_can_be_read_no_more_is_our_fault(story)
    await nobody_comes_or_nobody_answers(story)
    await a_computer_that_slept_too_long_ends_it(story)
