"""An owner reaches their device from elsewhere: unasked where it is locked, asked where its screen is open."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Page, expect

from protocol.session.reasons import EndReason
from tests.agent.desktop import person
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors, open_browser, trust_authority
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import Desk
from tests.end_to_end.household import household
from tests.end_to_end.looking import look
from tests.end_to_end.test_passkeys import sign_out, with_authenticator
from tests.end_to_end.test_unasked import NOTE, call, locked, session_bus


async def use_second_step(page: Page, demo: Demo) -> str:
    """Add a passkey and sign in by it once, as the switch asks for; gives the person's id."""
    await with_authenticator(page)
    await page.goto(f"{demo.url}/profile")
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_label("Name").fill("Laptop")
    await page.get_by_role("button", name="Make the passkey").click()
    await page.get_by_role("button", name="I have saved them").click()
    await sign_out(page)
    await page.goto(f"{demo.url}/sign-in")
    await expect(page).to_have_url(f"{demo.url}/help")
    me = await call(page, "GET", "/api/me")
    return str(me["account"]["id"])


async def enable(page: Page, demo: Demo, owner: str, pictures: Path) -> None:
    """By the switch on the person's page: *Cancel* leaves it off, *Save* turns it on."""
    await page.goto(f"{demo.url}/people/{owner}")
    switch = page.get_by_role("switch", name="Enable remote access")
    await switch.click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("This is billable")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(dialog).to_have_count(0)
    await expect(switch).not_to_be_checked()
    await switch.click()
    assert await look(page, pictures, "confirm") == []
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await expect(switch).to_be_checked()
    assert await look(page, pictures, "person") == []


async def connect(page: Page, demo: Demo) -> None:
    """From *My devices*, with the second step shown for this one session."""
    await page.get_by_role("button", name=f"Connect to {demo.device['name']}").click()
    await page.get_by_role("dialog").get_by_role("button", name="Use a passkey").click()
    await page.wait_for_url("**/sessions/*/view", timeout=portal.WAIT_MILLISECONDS)


async def given_away_and_back(mia: Page, admin: Page, desk: Desk, demo: Demo, owner: str) -> None:
    """The device is nobody's for a moment: who had it is out, and reads why."""
    assign = f"/api/devices/{demo.device['id']}/assign"
    reading = asyncio.create_task(desk.reads_on_bar("Ended: this computer belongs to somebody else now."))
    await call(admin, "POST", assign, {"account_id": None})
    assert await portal.end_of(mia) == EndReason.NOT_THEIRS
    await expect(mia.get_by_text("belongs to somebody else since")).to_be_visible()
    await reading
    await call(admin, "POST", assign, {"account_id": owner})
    await mia.goto(f"{demo.url}/help")
    await expect(mia.get_by_text("Nobody has to be asked there now.")).to_be_visible()


async def test_an_owner_comes_in_unasked_where_it_is_locked_and_asked_where_it_is_open(tmp_path: Path) -> None:
    async with session_bus() as bus, household(tmp_path) as home:
        demo, desk = home.demo, Desk(home.demo)
        trust_authority(tmp_path / "home", demo.ca_file)
        async with open_browser(tmp_path / "home") as browser:
            visitors = Visitors(demo, browser, {}, tmp_path / "pictures")
            admin, mia = await visitors.page("provider_admin", "/"), await visitors.page("end_user", "/help")
            owner = await use_second_step(mia, demo)
            await call(admin, "POST", f"/api/devices/{demo.device['id']}/assign", {"account_id": owner})
            await mia.reload()
            await expect(mia.get_by_text("it is not enabled for you")).to_be_visible()
            await enable(admin, demo, owner, tmp_path)
            await home.kill(home.agent)
            home.desktop.environment["DBUS_SESSION_BUS_ADDRESS"] = bus  # type: ignore[index]
            await home.start_agent()
            async with locked(home):
                await expect(mia.get_by_text("Nobody has to be asked there now.")).to_be_visible()
                assert await look(mia, tmp_path, "my-devices") == []
                await connect(mia, demo)
                await portal.becomes(mia, "active")
                await given_away_and_back(mia, admin, desk, demo, owner)
                await connect(mia, demo)
                await portal.becomes(mia, "active")
                await portal.picture_is_there(mia)
                await mia.screenshot(path=tmp_path / "viewer.png")
                assert not person.windows(demo.there, person.OWN)
                kinds = await portal.kinds_of(mia)
                assert kinds[:3] == ["session.own_begun", "session.asking_device", "session.granted_unasked"]
                await portal.press_off(mia)
                assert await portal.end_of(mia) == EndReason.DONE_BY_OWNER
                assert await look(mia, tmp_path, "ended") == []
            await asyncio.to_thread(person.await_window, demo.there, NOTE)
            desk.picture(tmp_path / "note.png")
            # Whoever sits there by now is asked, and nothing is seen before their yes.
            await mia.goto(f"{demo.url}/help")
            await expect(mia.get_by_text("whoever is there is asked first")).to_be_visible()
            await connect(mia, demo)
            await asyncio.to_thread(person.await_window, demo.there, person.OWN)
            desk.picture(tmp_path / "question.png")
            await expect(portal.state(mia, "asking_consent")).to_be_attached()
            await mia.screenshot(path=tmp_path / "waiting.png")
            await desk.say_yes_to_owner()
            await portal.becomes(mia, "active")
            await portal.picture_is_there(mia)
            await desk.watched()
            desk.picture(tmp_path / "banner.png")
            await admin.get_by_role("switch", name="Enable remote access").click()
            assert await portal.end_of(mia) == EndReason.OWN_ACCESS_OFF
            await expect(mia.get_by_text("from elsewhere any more")).to_be_visible()
            await desk.unwatched()
            await visitors.close()
