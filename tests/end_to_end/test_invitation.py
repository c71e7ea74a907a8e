"""An administrator invites a person by e-mail, who chooses a password in the browser and is signed in."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Browser, Page, expect
from sqlalchemy import update

from broker.access.groups import BuiltInGroup
from broker.storage import tables
from tests.end_to_end.browser import open_browser, trust_authority
from tests.end_to_end.looking import look
from tests.fakes.live_broker import live_broker
from tests.fakes.mail_server import MailBox, link_in, mail_server

PASSWORD = "Otter-Maple-Lantern-77"
NEWER = "Lantern-Otter-Maple-88"
PATIENCE = 60


async def arrived(box: MailBox, count: int) -> str:
    """Wait for the mail with this number, and give its link."""
    async with asyncio.timeout(PATIENCE):
        while len(box.letters) < count:
            await asyncio.sleep(0.05)
    return link_in(box.letters[count - 1])


async def open_page(browser: Browser, url: str) -> Page:
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto(url)
    return page


async def test_an_invited_person_chooses_a_password_and_is_in(broker_state: Path, tmp_path: Path) -> None:
    with mail_server() as box:
        async with live_broker(broker_state, mail=box.config) as live:
            administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
            account = (await live.end_user()).id
            row = tables.accounts
            bare = update(row).where(row.c.id == account).values(totp_secret_encrypted=None, totp_confirmed_at=None)
            await live.change(lambda change: change.connection.execute(bare))
            home = tmp_path / "home"
            trust_authority(home, live.broker.certificate.authority_file or Path())
            async with open_browser(home) as browser:
                answer = await live.post(administrator, f"/api/accounts/{account}/invitation", {})
                assert answer.status == 202
                link = await arrived(box, 1)
                page = await open_page(browser, link)
                await expect(page.get_by_role("heading", name="Choose a password")).to_be_visible()
                assert await look(page, tmp_path, "choose-password") == []
                field = page.get_by_label("New password")
                await field.fill("short")
                await page.get_by_role("button", name="Save and sign in").click()
                await expect(page.get_by_text("are not kept yet")).to_be_visible()
                await field.fill(PASSWORD)
                await expect(page.locator(".hr-ticks li[data-kept]")).to_have_count(7)
                await field.press("Enter")
                await expect(page).to_have_url(f"{live.origin}/help", timeout=PATIENCE * 1000)
                again = await open_page(browser, link)
                await expect(again.get_by_role("heading", name="Used or too old")).to_be_visible()
                assert await look(again, tmp_path, "link-gone") == []
                await again.get_by_role("button", name="Send a new one").click()
                await expect(again.get_by_role("status")).to_be_visible()
                fresh = await arrived(box, 2)
                assert fresh != link
                await page.goto(f"{live.origin}/profile")
                await expect(page.get_by_role("heading", name="Change e-mail")).to_be_visible()
                assert await look(page, tmp_path, "profile") == []
                await again.goto(f"{live.origin}/forgot-password")
                assert await look(again, tmp_path, "forgot-password") == []
                await again.goto(fresh)
                await again.get_by_label("New password").fill(NEWER)
                await again.get_by_role("button", name="Save and sign in").click()
                await expect(again).to_have_url(f"{live.origin}/help", timeout=PATIENCE * 1000)
                await page.reload()
                await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_without_a_mail_server_the_administrator_reads_the_link_in_the_outbox(
    broker_state: Path, tmp_path: Path
) -> None:
    async with live_broker(broker_state) as live:
        administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
        account = (await live.end_user()).id
        home = tmp_path / "home"
        trust_authority(home, live.broker.certificate.authority_file or Path())
        async with open_browser(home) as browser:
            assert (await live.post(administrator, f"/api/accounts/{account}/invitation", {})).status == 202
            page = await open_page(browser, f"{live.origin}/sign-in")
            cookie = {"name": "__Host-handrail", "value": administrator.token, "url": live.origin, "secure": True}
            await page.context.add_cookies([cookie])  # type: ignore[list-item]
            await page.goto(f"{live.origin}/outbox")
            await expect(page.get_by_text("No mail server is set up")).to_be_visible()
            assert await look(page, tmp_path, "outbox") == []
            await page.get_by_text("choose your password").click()
            await page.get_by_role("button", name="Show the link").click()
            await expect(page.get_by_text(f"{live.origin}/choose-password#")).to_be_visible()
            assert await look(page, tmp_path, "outbox-mail") == []
