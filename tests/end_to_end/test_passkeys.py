"""A person adds a passkey in the browser, signs in by it alone and after the password, and shows it again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page, expect
from sqlalchemy import update

from broker.access.groups import BuiltInGroup
from broker.features.accounts.hashing import PasswordHashes
from broker.features.accounts.rules import normalized
from broker.storage import tables
from tests.end_to_end.browser import open_browser, trust_authority
from tests.end_to_end.looking import look
from tests.end_to_end.test_invitation import open_page
from tests.fakes.live_broker import LiveBroker, Person, live_broker

PASSWORD = "Otter-Maple-Lantern-77"
PATIENCE = 60_000


Touch = Callable[[bool], Awaitable[object]]
"""Has the person's finger on the authenticator, or not."""


async def with_authenticator(page: Page) -> Touch:
    """Give the browser a passkey of its own, which makes sure of its person without asking anybody."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    which = {"authenticatorId": added["authenticatorId"]}
    return lambda on: devtools.send("WebAuthn.setAutomaticPresenceSimulation", which | {"enabled": on})


async def with_password(live: LiveBroker, person: Person, *, has_app: bool) -> str:
    """Give a person a password; gives the e-mail address."""
    hashes = PasswordHashes()
    hashed = await hashes.make(normalized(PASSWORD))
    hashes.close()
    row, email = tables.accounts, "mia@a.example"
    values = {"password_hash": hashed, "email": email, "email_key": email}
    bare = {} if has_app else {"totp_secret_encrypted": None, "totp_confirmed_at": None}
    changed = update(row).where(row.c.id == person.id).values(values | bare)
    await live.change(lambda change: change.connection.execute(changed))
    return email


async def sign_in(page: Page, live: LiveBroker, email: str) -> None:
    await page.goto(f"{live.origin}/sign-in")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def sign_out(page: Page) -> None:
    await page.evaluate(
        "fetch('/api/sign-out', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'})"
    )


async def test_a_passkey_signs_in_alone_and_as_second_step(broker_state: Path, tmp_path: Path) -> None:
    async with live_broker(broker_state) as live:
        email = await with_password(live, await live.end_user(), has_app=False)
        home = tmp_path / "home"
        trust_authority(home, live.broker.certificate.authority_file or Path())
        async with open_browser(home) as browser:
            page = await open_page(browser, f"{live.origin}/sign-in")
            touch = await with_authenticator(page)
            assert await look(page, tmp_path, "sign-in") == []
            await sign_in(page, live, email)
            await expect(page).to_have_url(f"{live.origin}/help", timeout=PATIENCE)
            await page.goto(f"{live.origin}/profile")
            await page.get_by_role("button", name="Add a passkey").click()
            await page.get_by_label("Name").fill("Laptop")
            assert await look(page, tmp_path, "add-passkey") == []
            await page.get_by_role("button", name="Make the passkey").click()
            await expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(10, timeout=PATIENCE)
            assert await look(page, tmp_path, "recovery-codes") == []
            await page.get_by_role("button", name="I have saved them").click()
            await expect(page.get_by_role("button", name="Remove Laptop")).to_be_visible()
            assert await look(page, tmp_path, "profile") == []
            # Offered in the field: with a finger on the authenticator, that is all there is to do.
            await sign_out(page)
            await page.goto(f"{live.origin}/sign-in")
            await expect(page).to_have_url(f"{live.origin}/help", timeout=PATIENCE)
            await sign_out(page)
            await touch(False)
            await sign_in(page, live, email)
            await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
            assert await look(page, tmp_path, "second-step") == []
            await touch(True)
            await page.get_by_role("button", name="Use a passkey").click()
            await expect(page).to_have_url(f"{live.origin}/help", timeout=PATIENCE)
            # After ten minutes, what has weight asks again, and goes on by itself.
            live.skip(660)
            await page.goto(f"{live.origin}/profile")
            await page.get_by_role("button", name="Remove Laptop").click()
            await expect(page.get_by_role("dialog", name="Show again that it is you")).to_be_visible()
            assert await look(page, tmp_path, "step-up") == []
            await page.get_by_role("dialog").get_by_role("button", name="Use a passkey").click()
            await expect(page.get_by_role("button", name="Remove Laptop")).to_have_count(0, timeout=PATIENCE)
            await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_who_must_have_a_second_step_sets_up_a_passkey_and_loses_it(broker_state: Path, tmp_path: Path) -> None:
    async with live_broker(broker_state) as live:
        administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
        person = await live.end_user()
        email = await with_password(live, person, has_app=False)
        home = tmp_path / "home"
        trust_authority(home, live.broker.certificate.authority_file or Path())
        async with open_browser(home) as browser:
            theirs = await open_page(browser, f"{live.origin}/sign-in")
            cookie = {"name": "__Host-handrail", "value": administrator.token, "url": live.origin, "secure": True}
            await theirs.context.add_cookies([cookie])  # type: ignore[list-item]
            await theirs.goto(f"{live.origin}/people/{person.id}")
            await theirs.get_by_role("switch", name="Must have a second step").click()
            await expect(theirs.get_by_text("It is asked of this account.")).to_be_visible(timeout=PATIENCE)
            assert await look(theirs, tmp_path, "person") == []
            page = await open_page(browser, f"{live.origin}/sign-in")
            await with_authenticator(page)
            await sign_in(page, live, email)
            await expect(page.get_by_role("heading", name="Set up the second step")).to_be_visible(timeout=PATIENCE)
            assert await look(page, tmp_path, "set-up") == []
            await page.get_by_role("button", name="Set up a passkey").click()
            await page.get_by_role("button", name="I have saved them").click()
            await expect(page).to_have_url(f"{live.origin}/help", timeout=PATIENCE)
            await theirs.reload()
            await theirs.get_by_role("button", name="Reset the second step").click()
            assert await look(theirs, tmp_path, "reset") == []
            await theirs.get_by_role("dialog").get_by_role("button", name="Reset the second step").click()
            await expect(theirs.get_by_role("button", name="Reset the second step")).to_have_count(0, timeout=PATIENCE)
            await page.reload()
            await expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=PATIENCE)
