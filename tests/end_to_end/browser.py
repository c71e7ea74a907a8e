"""A real browser that trusts the demo's own authority, signed in as whom a test needs."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pyotp
from playwright.async_api import Browser, BrowserContext, Page, StorageState, async_playwright, expect

from tests.end_to_end.demo import Account, Demo

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]
WAIT_MILLISECONDS = 60_000
CODE_SECONDS = 30
# What has weight asks for the second factor again ten minutes after a sign-in; whoever opens a page is fresh.
FRESH_SECONDS = 400


def trust_authority(home: Path, authority: Path) -> None:
    """Put the authority into the store that Chromium reads, as a person would by hand."""
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    for arguments in (["-N", "--empty-password"], ["-A", "-n", "handrail", "-t", "C,,", "-i", str(authority)]):
        subprocess.run(
            ["certutil", "-d", f"sql:{store}", *arguments], check=True, capture_output=True, timeout=60, text=True
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The cookies of somebody who signed in, and when, on the stopwatch."""

    state: StorageState
    at: float


class Visitors:
    """Browser windows by role; each role signs in seldom, because a code works once."""

    def __init__(self, demo: Demo, browser: Browser, signed_in: dict[str, SignedIn], pictures: Path) -> None:
        self._demo = demo
        self._browser = browser
        self._signed_in = signed_in
        self._pictures = pictures
        self._contexts: list[BrowserContext] = []

    async def page(self, role: str, path: str = "/") -> Page:
        """Open the portal as `role`, signed in, at `path`."""
        before = self._signed_in.get(role)
        known = before.state if before and time.monotonic() - before.at < FRESH_SECONDS else None
        page = await self.stranger("", state=known)
        if known is None:
            await sign_in(page, self._demo, self._demo.accounts[role])
            self._signed_in[role] = SignedIn(state=await page.context.storage_state(), at=time.monotonic())
        await page.goto(self._demo.url + path)
        return page

    async def stranger(self, path: str = "/", *, state: StorageState | None = None, locale: str = "en-US") -> Page:
        """Open the portal without being signed in."""
        context = await self._browser.new_context(
            storage_state=state, viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale=locale
        )
        context.set_default_timeout(WAIT_MILLISECONDS)
        self._contexts.append(context)
        page = await context.new_page()
        if path:
            await page.goto(self._demo.url + path)
        return page

    def forget(self, role: str) -> None:
        """Have whoever comes next as `role` sign in anew: this sign-in is over."""
        self._signed_in.pop(role, None)

    async def show(self) -> None:
        """Leave a picture of every page behind, for whoever has to see why a test failed."""
        self._pictures.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(page for context in self._contexts for page in context.pages):
            await page.screenshot(path=self._pictures / f"page-{number}.png")
            print(f"page {number} at {page.url}:\n{await page.locator('body').inner_text()}\n")

    async def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            await context.close()


async def sign_in(page: Page, demo: Demo, account: Account) -> None:
    """Sign in by the form, with a code that was not used before."""
    await page.goto(demo.url + "/sign-in")
    await page.get_by_label("E-mail").fill(account.email)
    await page.get_by_label("Password", exact=True).fill(account.password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    if account.totp_secret:
        field = page.get_by_label("Code from your app")
        await field.fill(await fresh_code(account.totp_secret))
    await expect(page).not_to_have_url(demo.url + "/sign-in", timeout=WAIT_MILLISECONDS)


async def fresh_code(secret: str) -> str:
    """Give a code with at least five seconds to live."""
    left = CODE_SECONDS - time.time() % CODE_SECONDS
    if left < 5:
        await asyncio.sleep(left + 0.5)
    return pyotp.TOTP(secret).now()


@asynccontextmanager
async def open_browser(home: Path) -> AsyncIterator[Browser]:
    """Run Chromium with `home` as its person's home directory."""
    assert shutil.which(CHROMIUM), "chromium is not installed (tools/apt-packages.txt)"
    async with async_playwright() as playwright:
        environment: dict[str, str | float | bool] = {**os.environ, "HOME": str(home)}
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, env=environment)
        try:
            yield browser
        finally:
            await browser.close()
