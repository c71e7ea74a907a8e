"""A person signs in at the company's own provider in the browser, and is led to the page they came for."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect
from sqlalchemy import update

from broker.storage import tables
from tests.end_to_end.browser import open_browser, trust_authority
from tests.end_to_end.looking import look
from tests.end_to_end.test_invitation import open_page
from tests.fakes.company import running_company
from tests.fakes.live_broker import live_broker

ADDRESS = "erin@customer.example"


async def test_the_company_signs_a_person_in_and_back_to_their_page(broker_state: Path, tmp_path: Path) -> None:
    async with (
        running_company(broker_state) as company,
        live_broker(broker_state, company=company.config) as live,
    ):
        await company.knows(f"{live.origin}/sign-in/company")
        account = (await live.end_user()).id
        row = tables.accounts
        plain = {"email": ADDRESS, "email_key": ADDRESS, "totp_secret_encrypted": None, "totp_confirmed_at": None}
        known = update(row).where(row.c.id == account).values(**plain)
        await live.change(lambda change: change.connection.execute(known))
        home = tmp_path / "home"
        trust_authority(home, live.broker.certificate.authority_file or Path())
        async with open_browser(home) as browser:
            page = await open_page(browser, f"{live.origin}/help")
            button = page.get_by_role("button", name="Example staff sign-in")
            await expect(button).to_be_visible()
            assert await look(page, tmp_path, "company-sign-in") == []
            await button.click()
            await page.locator('input[name="login"]').fill(ADDRESS)
            await page.locator('input[name="password"]').fill("anything")
            await page.get_by_role("button", name="Sign-in").click()
            await page.get_by_role("button", name="Continue").click()
            await expect(page.get_by_role("heading", name="Get help", exact=True)).to_be_visible()
            await expect(page).to_have_url(f"{live.origin}/help")

            stranger = await open_page(browser, f"{live.origin}/sign-in/company?state={'A' * 43}&code=stolen")
            await expect(stranger.get_by_role("heading", name="You are not signed in")).to_be_visible()
            assert await look(stranger, tmp_path, "company-return") == []
            await stranger.get_by_role("link", name="Start again").click()
            await expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()
