"""A locked screen: nobody comes in, or by the settings whom its person asked; whoever comes back reads of it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from protocol.session.reasons import EndReason
from tests.agent.desktop import person
from tests.agent.desktop.stage import ROOT
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors, open_browser, trust_authority
from tests.end_to_end.desk import Desk
from tests.end_to_end.household import Household, household

NOTE = "Handrail: Somebody was here"
CALL = """
async ([method, path, body]) => {
  const headers = {"Content-Type": "application/json"};
  const answer = await fetch(path, {method, headers, body: body === null ? undefined : JSON.stringify(body)});
  if (!answer.ok) throw new Error(await answer.text());
  return await answer.json();
}
"""


@asynccontextmanager
async def session_bus() -> AsyncIterator[str]:
    """Run a session bus of the desktop's own; gives its address."""
    bus = await asyncio.create_subprocess_exec(
        "dbus-daemon", "--session", "--nofork", "--print-address", stdout=subprocess.PIPE
    )
    try:
        assert bus.stdout is not None
        yield (await bus.stdout.readline()).decode().strip()
    finally:
        bus.terminate()
        await bus.wait()


@asynccontextmanager
async def locked(home: Household) -> AsyncIterator[None]:
    """Lock the screen, as its screen saver tells it, and unlock it again."""
    saver = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.agent.desktop.screen_saver",
        "locked",
        cwd=ROOT,
        env=dict(home.desktop.environment),
        stdout=subprocess.PIPE,
    )
    assert saver.stdout is not None
    assert await saver.stdout.readline(), "the screen saver did not start"
    try:
        yield
    finally:
        saver.terminate()
        await saver.wait()


async def call(page: Page, method: str, path: str, body: object = None) -> Any:
    return await page.evaluate(CALL, [method, path, body])


async def ask(admin: Page, owner: Page, device: str) -> None:
    """Give the device its owner, who asks for help on it."""
    me = (await call(owner, "GET", "/api/me"))["account"]
    await call(admin, "POST", f"/api/devices/{device}/assign", {"account_id": me["id"]})
    asked = {"device_id": device, "reason": "It does not print", "name": me["name"]}
    await call(owner, "POST", "/api/requests", asked)


async def allow(page: Page) -> None:
    change = {"key": "consent_locked", "value": "allow", "version": 0}
    await call(page, "PATCH", "/api/settings", {"changes": [change]})


async def is_shown(page: Page, device: str, presence: str) -> None:
    await page.goto(device)
    await expect(page.locator(f"[data-testid=presence][data-presence={presence}]").first).to_be_visible()


def close_note(home: Household) -> None:
    person.go_to(home.demo.there, NOTE)
    person.press(home.demo.there, "Escape")
    person.await_no_window(home.demo.there, NOTE)


async def let_in(page: Page, desk: Desk, home: Household) -> None:
    await portal.offer_by_api(page, home.demo, seconds=900)
    await desk.say_yes()
    await portal.becomes(page, "active")
    await portal.picture_is_there(page)
    await desk.watched()


async def what_a_lock_does(page: Page, admin: Page, desk: Desk, home: Household) -> None:
    """What the person lets in and then locks is paused, in the middle of a drag too; or it ends; or never begins."""
    device = f"{home.demo.url}/devices/{home.demo.device['id']}"
    await let_in(page, desk, home)
    left, top, width, height = await desk.editor()
    await portal.press_at(page, left + width // 2, top + height - 60)
    await desk.holds_something()
    paused = page.get_by_text("Paused: the screen is locked.")
    async with locked(home):
        await desk.holds_nothing()
        await expect(paused.first).to_be_attached()
        await desk.reads_on_bar("Paused: the screen is locked.")
    await desk.watched()
    await expect(paused).to_have_count(0)
    await page.mouse.up()
    kinds = await portal.kinds_of(page)
    assert [kind for kind in kinds if "paused" in kind] == ["session.paused", "session.unpaused"]

    await portal.set_on_device(admin, home.demo, when_locked="end")
    reading = asyncio.create_task(desk.reads_on_bar("Ended: the screen was locked."))
    async with locked(home):
        assert await portal.end_of(page) == EndReason.LOCKED
        await expect(page.get_by_text("The person locked the screen.")).to_be_visible()
        await reading

    # Offered while somebody was there, who locked the screen before they were asked.
    await is_shown(admin, device, "online")
    wish = {"device_id": home.demo.device["id"], "reason": "Printer driver", "capabilities": ["view"], "seconds": 900}
    offered = await call(page, "POST", "/api/sessions", wish)
    async with locked(home):
        await is_shown(admin, device, "locked")
        await page.goto(f"{home.demo.url}/sessions/{offered['id']}/view")
        assert await portal.end_of(page) == EndReason.NOBODY_THERE
        await expect(page.get_by_text("Nobody could be asked at")).to_be_visible()
        assert not desk.is_asked()
    await is_shown(admin, device, "online")


async def who_signs_out_takes_it_along(page: Page, desk: Desk, home: Household) -> None:
    """The agent is told to end, as at signing out: the session ends with it, and the technician reads why."""
    await let_in(page, desk, home)
    home.agent.process.terminate()
    assert await portal.end_of(page) == EndReason.SIGNED_OUT
    await expect(page.get_by_text("The person signed out.")).to_be_visible()
    await desk.unwatched()
    await home.agent.process.wait()
    home.children.forget(home.agent)


async def test_a_locked_screen_is_entered_only_by_the_settings_and_whoever_comes_back_reads_it(tmp_path: Path) -> None:
    async with session_bus() as bus, household(tmp_path) as home:
        desk = Desk(home.demo)
        trust_authority(tmp_path / "home", home.demo.ca_file)
        async with open_browser(tmp_path / "home") as browser:
            visitors = Visitors(home.demo, browser, {}, tmp_path / "pictures")
            admin = await visitors.page("provider_admin", "/")
            technician = await visitors.page("technician", "/inventory")
            device = f"{home.demo.url}/devices/{home.demo.device['id']}"
            await ask(admin, await visitors.page("end_user", "/help"), home.demo.device["id"])
            # From now on the desktop has a bus, on which its screen saver says whether it is locked.
            await home.kill(home.agent)
            home.desktop.environment["DBUS_SESSION_BUS_ADDRESS"] = bus  # type: ignore[index]
            await home.start_agent()
            async with locked(home):
                await is_shown(technician, device, "locked")
                off = "The screen is locked, and unattended access is off."
                await expect(technician.get_by_text(off).first).to_be_visible()
                await technician.goto(home.demo.url + "/requests")
                await portal.open_request(technician)
                await expect(technician.get_by_test_id("forecast")).to_have_text(
                    "The screen is locked. Policy: no session."
                )
                await technician.get_by_role("button", name="Approve").click()
                await expect(technician.get_by_role("alert")).to_contain_text("Policy: no session.")
                await allow(admin)
                await technician.goto(home.demo.url + "/requests")
                await portal.open_request(technician)
                await expect(technician.get_by_test_id("forecast")).to_contain_text("comes in without a question")
                await technician.get_by_role("button", name="Approve").click()
                await portal.becomes(technician, "active")
                await portal.picture_is_there(technician)
                assert not desk.is_asked()
                kinds = await portal.kinds_of(technician)
                assert "session.granted_unasked" in kinds
                assert "session.asking_consent" not in kinds
            await is_shown(admin, device, "in_session")
            await desk.watched()
            await portal.press_done(technician)
            await desk.unwatched()
            await asyncio.to_thread(person.await_window, home.demo.there, NOTE)
            desk.picture(tmp_path / "note.png")
            await asyncio.to_thread(close_note, home)
            await what_a_lock_does(technician, admin, desk, home)
            await who_signs_out_takes_it_along(technician, desk, home)
            await visitors.close()
