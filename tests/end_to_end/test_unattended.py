"""Unattended access on the real desktop: refused while anything is missing, confirmed once by code, then told of."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Page, expect

from protocol.session.reasons import EndReason
from tests.agent.desktop import person
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors, open_browser, trust_authority
from tests.end_to_end.desk import Desk
from tests.end_to_end.household import Household, household
from tests.end_to_end.looking import look
from tests.end_to_end.test_typed_code import code_to_read
from tests.end_to_end.test_unasked import NOTE, call, close_note, is_shown, let_in, locked, session_bus


async def open_form(page: Page, device: str, reason: str = "Nightly update") -> None:
    await page.get_by_role("button", name=f"Screenshare {device}").click()
    await page.get_by_label("Reason").fill(reason)


async def nobody_approves_their_own(page: Page, who: str) -> None:
    await portal.open_request(page, who)
    await expect(page.get_by_text("You asked for this yourself: somebody else has to approve it.")).to_be_visible()
    await expect(page.get_by_role("button", name="Approve")).to_have_count(0)


async def approve(page: Page, url: str, who: str, pictures: Path | None = None) -> None:
    """Somebody else says yes to somebody's visit in the queue."""
    await page.goto(url + "/requests")
    await portal.open_request(page, who)
    await expect(page.get_by_text("A technician asks to come in while nobody can be asked there.")).to_be_visible()
    if pictures is not None:
        assert await look(page, pictures, "request-of-a-visit") == []
        await page.set_viewport_size({"width": 1440, "height": 900})
    await page.get_by_role("button", name="Approve").click()
    await expect(page.get_by_text("has 15 minutes to begin")).to_be_visible()


async def who_loses_the_device_is_told(page: Page, desk: Desk, home: Household) -> None:
    """The device goes like in a power cut, and does not come back."""
    await portal.set_on_device(page, home.demo, resume_seconds=5)
    await let_in(page, desk, home)
    await home.kill(home.agent)
    assert await portal.end_of(page) == EndReason.DEVICE_LOST
    await expect(page.get_by_text("did not come back in time. Input stopped at once.")).to_be_visible()
    await desk.unwatched()


async def test_a_visitor_is_confirmed_once_and_comes_in_later_while_nobody_is_there(tmp_path: Path) -> None:
    async with session_bus() as bus, household(tmp_path) as home:
        desk = Desk(home.demo)
        trust_authority(tmp_path / "home", home.demo.ca_file)
        async with open_browser(tmp_path / "home") as browser:
            visitors = Visitors(home.demo, browser, {}, tmp_path / "pictures")
            admin = await visitors.page("provider_admin", "/")
            approver = await visitors.page("technician", "/requests")
            name, url = home.demo.device["name"], home.demo.url
            who = (await call(admin, "GET", "/api/me"))["account"]["name"]
            device = f"{url}/devices/{home.demo.device['id']}"
            await home.kill(home.agent)
            home.desktop.environment["DBUS_SESSION_BUS_ADDRESS"] = bus  # type: ignore[index]
            await home.start_agent()
            async with locked(home):
                await is_shown(admin, device, "locked")
                off = "The screen is locked, and unattended access is off."
                await expect(admin.get_by_text(off).first).to_be_visible()
                await portal.set_at(admin, "/api/settings", unattended_allowed=True)
                await is_shown(admin, device, "locked")
                await expect(admin.get_by_text("nobody there has let you in by the code yet").first).to_be_visible()
                await is_shown(approver, device, "locked")
                await expect(approver.get_by_text("you may not come in unattended here").first).to_be_visible()

            # The first time somebody is there, says yes, and types the code.
            await is_shown(admin, device, "online")
            await open_form(admin, name)
            await admin.get_by_label("Ask to come in later too").click()
            await admin.screenshot(path=tmp_path / "form-first.png")
            await admin.get_by_role("button", name="Ask for approval").click()
            await portal.becomes(admin, "requested")
            await approve(approver, url, who, tmp_path)
            await desk.asked()
            desk.picture(tmp_path / "question.png")
            await desk.say_yes()
            await desk.type_code(await code_to_read(admin))
            await portal.becomes(admin, "active")
            assert "session.visitor_confirmed" in await portal.kinds_of(admin)
            await portal.press_off(admin)
            await desk.unwatched()

            # From then on nobody has to be there.
            async with locked(home):
                await is_shown(admin, device, "locked")
                await expect(admin.get_by_role("list", name="Let in while nobody can be asked")).to_contain_text(who)
                await open_form(admin, name, reason="")
                await admin.get_by_role("button", name="Ask for approval").click()
                await expect(admin.get_by_text("Write why in at least two words").first).to_be_visible()
                await admin.get_by_label("Reason").fill("Nightly update")
                await expect(admin.get_by_test_id("forecast")).to_contain_text("once somebody else has approved it")
                assert await look(admin, tmp_path, "form-locked") == []
                await admin.set_viewport_size({"width": 1440, "height": 900})
                await admin.get_by_role("button", name="Ask for approval").click()
                await portal.becomes(admin, "requested")
                await nobody_approves_their_own(await visitors.page("provider_admin", "/requests"), who)
                await approve(approver, url, who)
                await portal.becomes(admin, "active")
                await portal.picture_is_there(admin)
                assert not desk.is_asked()
                kinds = await portal.kinds_of(admin)
                assert "session.granted_unasked" in kinds
                assert "session.code_typed" not in kinds
                await portal.press_done(admin)
                await desk.unwatched()
                assert not person.windows(home.demo.there, NOTE)
            await asyncio.to_thread(person.await_window, home.demo.there, NOTE)
            desk.picture(tmp_path / "note.png")
            await asyncio.to_thread(close_note, home)
            await who_loses_the_device_is_told(admin, desk, home)
            await visitors.close()
