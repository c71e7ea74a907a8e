"""Tests of signing in over HTTP, as a browser does it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from broker.features.accounts.gate import AccountGate
from broker.features.accounts.known_browsers import KnownBrowsers
from broker.features.accounts.people import People
from broker.features.accounts.routes import PeopleRoutes, SignInRoutes
from broker.web.cookies import KNOWN_NAME, NAME, token_in
from tests.fakes.accounts import PASSWORD, TOTP_SECRET, Accounts, code_at
from tests.fakes.clock import FakeClock
from tests.fakes.web import RunningWeb, running_web

SIGNED_IN = {"next": "signed_in", "ways": []}
STAFF = "technician@provider.example"


class Browser:
    """Keeps the one cookie, and sends what a browser sends."""

    def __init__(self, web: RunningWeb) -> None:
        self._web = web
        self.token: str | None = None
        self.known: str | None = None

    async def post(self, path: str, body: dict[str, str]) -> tuple[int, Any]:
        headers = self._cookie() | {"Origin": self._web.url, "Sec-Fetch-Site": "same-origin"}
        async with self._web.client.post(path, json=body, headers=headers) as response:
            for header in response.headers.getall("Set-Cookie", []):
                pair = header.partition(";")[0]
                if pair.startswith(KNOWN_NAME):
                    self.known = token_in([pair], KNOWN_NAME)
                else:
                    self.token = token_in([pair])
            return response.status, await response.json()

    async def get(self, path: str) -> tuple[int, Any]:
        async with self._web.client.get(path, headers=self._cookie()) as response:
            return response.status, await response.json()

    def _cookie(self) -> dict[str, str]:
        return {"Cookie": f"{NAME}={self.token}"} if self.token else {}


@asynccontextmanager
async def browser_at(accounts: Accounts, tmp_path: Path) -> AsyncIterator[Browser]:
    owners = (
        SignInRoutes(accounts.sign_ins, KnownBrowsers(accounts.work)),
        PeopleRoutes(People(accounts.work), version="1"),
    )
    gate = AccountGate(accounts.sign_ins, accounts.work)
    async with running_web(tmp_path / "tls", *owners, gate=gate) as web:
        yield Browser(web)


async def test_staff_sign_in_are_told_who_they_are_and_sign_out(
    accounts: Accounts, tmp_path: Path, clock: FakeClock
) -> None:
    await accounts.staff()
    async with browser_at(accounts, tmp_path) as browser:
        assert await browser.post("/api/sign-in", {"email": STAFF, "password": PASSWORD}) == (
            200,
            {"next": "code", "ways": ["app", "recovery_code"]},
        )
        assert (await browser.get("/api/me"))[0] == 401
        known = [browser.known]
        code = code_at(TOTP_SECRET, clock.now())
        assert await browser.post("/api/sign-in/code", {"code": code}) == (200, SIGNED_IN)
        status, me = await browser.get("/api/me")
        assert status == 200
        assert me["account"]["email"] == STAFF
        assert me["account"]["kind"] == "staff"
        assert me["permissions"]["session:offer"] == "all"
        assert me["instance"] == {"name": "Handrail", "version": "1"}
        assert await browser.post("/api/sign-out", {}) == (200, {})
        assert browser.token is None
        known.append(browser.known)
        assert [each is None for each in known] == [True, False]
        assert (await browser.get("/api/me"))[0] == 401


async def test_codes_are_set_up_in_the_browser(accounts: Accounts, tmp_path: Path, clock: FakeClock) -> None:
    await accounts.staff(totp=None)
    async with browser_at(accounts, tmp_path) as browser:
        body = {"email": STAFF, "password": PASSWORD}
        assert await browser.post("/api/sign-in", body) == (
            200,
            {"next": "set_up_code", "ways": ["app", "passkey"]},
        )
        _, offered = await browser.post("/api/sign-in/totp-set-up", {})
        assert offered["uri"].endswith("issuer=Handrail")
        assert offered["qr_svg"].startswith("<svg")
        code = code_at(offered["secret"], clock.now())
        _, confirmed = await browser.post("/api/sign-in/totp-confirm", {"code": code})
        assert confirmed["next"] == "signed_in"
        await browser.post("/api/sign-out", {})
        await browser.post("/api/sign-in", body)
        recovery = {"code": confirmed["recovery_codes"][0]}
        assert await browser.post("/api/sign-in/recovery-code", recovery) == (200, SIGNED_IN)


async def test_a_wrong_password_and_too_many_of_them_have_their_sentences(accounts: Accounts, tmp_path: Path) -> None:
    async with browser_at(accounts, tmp_path) as browser:
        body = {"email": STAFF, "password": "wrong"}
        answers = [await browser.post("/api/sign-in", body) for _ in range(6)]
        assert [status for status, _ in answers] == [401] * 5 + [429]
        assert answers[0][1]["error"]["message"] == "That did not work. Check e-mail and password."
        assert answers[5][1]["error"]["message"] == "Too many tries. Wait 30 seconds."
        assert browser.token is None
