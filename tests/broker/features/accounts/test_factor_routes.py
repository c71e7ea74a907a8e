"""Tests of second factors over HTTP, through the real gate, with a passkey made of software."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from broker.access.permissions import Permission
from broker.features.accounts.assembly import assemble_factors
from broker.features.accounts.factors import News
from broker.features.accounts.gate import AccountGate
from broker.features.accounts.known_browsers import KnownBrowsers
from broker.features.accounts.people import People
from broker.features.accounts.records import Account
from broker.features.accounts.routes import PeopleRoutes, SignInRoutes
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.work import Change, Upkeep
from broker.web.cookies import NAME, token_in
from tests.fakes.accounts import PASSWORD, TOTP_SECRET, Accounts, code_at
from tests.fakes.actors import SYSTEM
from tests.fakes.authenticator import Authenticator
from tests.fakes.clock import FakeClock
from tests.fakes.web import RunningWeb, running_web

pytestmark = pytest.mark.slow

STAFF = "technician@provider.example"
PERSON = "person@customer.example"
Body = dict[str, Any]


class Stage:
    """A browser at the broker, and what was told by mail."""

    def __init__(self, web: RunningWeb, accounts: Accounts, told: list[tuple[str, str]]) -> None:
        self._web = web
        self.accounts = accounts
        self.told = told
        self.token: str | None = None

    async def call(self, method: str, path: str, body: Body | None = None) -> tuple[int, Body]:
        headers = {"Origin": self._web.url, "Sec-Fetch-Site": "same-origin"}
        if self.token:
            headers["Cookie"] = f"{NAME}={self.token}"
        async with self._web.client.request(method, path, json=body, headers=headers) as response:
            for header in response.headers.getall("Set-Cookie", []):
                if header.startswith(f"{NAME}="):
                    self.token = token_in([header.partition(";")[0]])
            return response.status, await response.json()

    async def good(self, method: str, path: str, body: Body | None = None) -> Body:
        status, answer = await self.call(method, path, body)
        assert status in (200, 201), answer
        return answer

    async def bad(self, method: str, path: str, body: Body | None = None) -> tuple[int, str]:
        status, answer = await self.call(method, path, body)
        return status, answer.get("error", {}).get("code", "")

    def authenticator(self, **changed: object) -> Authenticator:
        found = {"origin": self._web.url, "rp_id": "localhost"} | changed
        return Authenticator(**found)  # type: ignore[arg-type]

    async def by_password(self, email: str) -> Body:
        self.token = None
        return await self.good("POST", "/api/sign-in", {"email": email, "password": PASSWORD})

    async def add_passkey(self, device: Authenticator, name: str = "Laptop") -> Body:
        asked = await self.good("POST", "/api/me/passkeys/wanted", {})
        return await self.good("POST", "/api/me/passkeys", device.make(asked, name))

    async def kinds(self) -> list[str]:
        query = select(tables.audit_entries.c.kind)
        work = self.accounts.work
        return await work.view(SYSTEM, Permission.AUDIT_READ, lambda view: [*view.connection.execute(query).scalars()])

    async def require(self, email: str) -> None:
        row = tables.accounts

        def body(change: Change) -> None:
            change.connection.execute(update(row).where(row.c.email == email).values(requires_factor=True))
            change.needs_no_entry(Upkeep.LEFTOVERS)

        await self.accounts.work.change(SYSTEM, Permission.END_USER_CHANGE, body)


@asynccontextmanager
async def opened(accounts: Accounts, tmp_path: Path) -> AsyncIterator[Stage]:
    told: list[tuple[str, str]] = []

    def tell(change: Change, account: Account, news: News, name: str = "") -> None:
        told.append((news.value, name))

    url = ""
    factors = assemble_factors(
        work=accounts.work,
        hashes=accounts.hashes,
        settings=Settings(),
        sign_ins=accounts.sign_ins,
        tell=tell,
        url=lambda: url,
        instance="Handrail",
    )
    owners = (
        SignInRoutes(accounts.sign_ins, KnownBrowsers(accounts.work)),
        PeopleRoutes(People(accounts.work), version="1"),
        *factors,
    )
    gate = AccountGate(accounts.sign_ins, accounts.work)
    async with running_web(tmp_path / "tls", *owners, gate=gate) as web:
        url = web.url
        yield Stage(web, accounts, told)


@pytest.fixture
async def stage(accounts: Accounts, tmp_path: Path) -> AsyncIterator[Stage]:
    organization = await accounts.organization()
    await accounts.end_user(organization.id)
    await accounts.staff()
    async with opened(accounts, tmp_path) as found:
        yield found


async def signed_in_staff(stage: Stage, clock: FakeClock) -> None:
    await stage.by_password(STAFF)
    clock.advance(30)
    await stage.good("POST", "/api/sign-in/code", {"code": code_at(TOTP_SECRET, clock.now())})


async def test_a_passkey_is_added_signs_in_alone_and_counts_as_second_factor(stage: Stage, clock: FakeClock) -> None:
    await stage.by_password(PERSON)
    device = stage.authenticator()
    added = await stage.add_passkey(device)
    assert [each["name"] for each in added["passkeys"]] == ["Laptop"]
    assert len(added["recovery_codes"]) == 10
    assert stage.told == [("passkey_added", "Laptop")]
    await stage.good("POST", "/api/sign-out", {})
    asked = await stage.good("POST", "/api/sign-in/passkey-asked", {})
    assert (asked["rp_id"], asked["known"], asked["alone"]) == ("localhost", [], True)
    answer = device.show(asked)
    assert (await stage.good("POST", "/api/sign-in/passkey", answer))["next"] == "signed_in"
    assert (await stage.good("GET", "/api/me"))["account"]["email"] == PERSON
    factors = await stage.good("GET", "/api/me/factors")
    assert factors["passkeys"][0]["last_used_at"] is not None
    # The same answer once more is no answer, from wherever it comes.
    assert await stage.bad("POST", "/api/sign-in/passkey", answer) == (401, "sign_in.failed")
    step = await stage.by_password(PERSON)
    assert step == {"next": "code", "ways": ["passkey", "recovery_code"]}
    asked = await stage.good("POST", "/api/sign-in/second-passkey-asked", {})
    assert len(asked["known"]) == 1
    assert (await stage.good("POST", "/api/sign-in/second-passkey", device.show(asked)))["next"] == "signed_in"
    assert {"passkey.added", "sign_in.ok"} <= set(await stage.kinds())


async def test_a_passkey_that_did_not_make_sure_of_its_person_is_a_second_factor_only(stage: Stage) -> None:
    await stage.by_password(PERSON)
    device = stage.authenticator(verifies=False)
    await stage.add_passkey(device)
    asked = await stage.good("POST", "/api/sign-in/passkey-asked", {})
    assert await stage.bad("POST", "/api/sign-in/passkey", device.show(asked)) == (401, "sign_in.failed")
    await stage.by_password(PERSON)
    asked = await stage.good("POST", "/api/sign-in/second-passkey-asked", {})
    await stage.good("POST", "/api/sign-in/second-passkey", device.show(asked))


async def test_a_count_that_goes_back_is_refused_and_on_the_audit_log(stage: Stage) -> None:
    await stage.by_password(PERSON)
    device = stage.authenticator(count=5)
    await stage.add_passkey(device)
    device.count = 3
    asked = await stage.good("POST", "/api/sign-in/passkey-asked", {})
    assert await stage.bad("POST", "/api/sign-in/passkey", device.show(asked)) == (401, "sign_in.failed")
    assert "passkey.went_back" in await stage.kinds()


async def test_a_question_is_void_after_two_minutes_and_for_another_purpose(stage: Stage, clock: FakeClock) -> None:
    await stage.by_password(PERSON)
    device = stage.authenticator()
    await stage.add_passkey(device)
    asked = await stage.good("POST", "/api/sign-in/passkey-asked", {})
    clock.advance(120)
    assert await stage.bad("POST", "/api/sign-in/passkey", device.show(asked)) == (401, "sign_in.failed")
    asked = await stage.good("POST", "/api/me/step-up/passkey-asked", {})
    assert await stage.bad("POST", "/api/sign-in/passkey", device.show(asked)) == (401, "sign_in.failed")


async def test_somebody_elses_passkey_is_no_second_factor(stage: Stage, clock: FakeClock) -> None:
    await stage.by_password(PERSON)
    device = stage.authenticator()
    await stage.add_passkey(device)
    await stage.by_password(STAFF)
    asked = await stage.good("POST", "/api/sign-in/second-passkey-asked", {})
    assert await stage.bad("POST", "/api/sign-in/second-passkey", device.show(asked)) == (401, "sign_in.failed")
    assert (await stage.call("GET", "/api/me"))[0] == 401


async def test_who_must_have_a_second_factor_sets_up_a_passkey_at_sign_in(stage: Stage) -> None:
    await stage.require(PERSON)
    assert await stage.by_password(PERSON) == {"next": "set_up_code", "ways": ["app", "passkey"]}
    assert (await stage.call("GET", "/api/me"))[0] == 401
    device = stage.authenticator()
    asked = await stage.good("POST", "/api/sign-in/new-passkey-wanted", {})
    done = await stage.good("POST", "/api/sign-in/new-passkey", device.make(asked))
    assert len(done["recovery_codes"]) == 10
    factors = await stage.good("GET", "/api/me/factors")
    assert factors["needs"] == ["account"]
    passkey = factors["passkeys"][0]["id"]
    assert await stage.bad("DELETE", f"/api/me/passkeys/{passkey}") == (409, "factor.last")
    # Whoever has only the password cannot add another one in its place.
    await stage.by_password(PERSON)
    assert await stage.bad("POST", "/api/sign-in/new-passkey-wanted", {}) == (409, "factor.exists")
    assert await stage.bad("POST", "/api/sign-in/totp-set-up", {}) == (401, "sign_in.needed")
    # A recovery code lets in who has lost it.
    recovery = {"code": done["recovery_codes"][0]}
    assert (await stage.good("POST", "/api/sign-in/recovery-code", recovery))["next"] == "signed_in"


async def test_the_only_factor_goes_where_none_is_needed_and_recovery_codes_with_it(stage: Stage) -> None:
    await stage.by_password(PERSON)
    added = await stage.add_passkey(stage.authenticator())
    assert (await stage.good("GET", "/api/me/factors"))["recovery_codes_left"] == 10
    passkey = added["passkeys"][0]["id"]
    left = await stage.good("DELETE", f"/api/me/passkeys/{passkey}")
    assert (left["passkeys"], left["recovery_codes_left"]) == ([], 0)
    assert await stage.bad("DELETE", f"/api/me/passkeys/{passkey}") == (404, "not_found")
    assert stage.told[-1] == ("passkey_removed", "Laptop")
    assert (await stage.by_password(PERSON))["next"] == "signed_in"


async def test_an_app_is_set_up_replaced_and_removed_on_the_profile(stage: Stage, clock: FakeClock) -> None:
    await stage.by_password(PERSON)
    offered = await stage.good("POST", "/api/me/app", {})
    wrong = await stage.bad("POST", "/api/me/app/confirm", {"code": "000000"})
    assert wrong == (400, "factor.wrong_code")
    done = await stage.good("POST", "/api/me/app/confirm", {"code": code_at(offered["secret"], clock.now())})
    assert len(done["recovery_codes"]) == 10
    newer = await stage.good("POST", "/api/me/app", {})
    again = await stage.good("POST", "/api/me/app/confirm", {"code": code_at(newer["secret"], clock.now())})
    assert again["recovery_codes"] == []
    renewed = await stage.good("POST", "/api/me/recovery-codes", {})
    assert set(renewed["recovery_codes"]).isdisjoint(done["recovery_codes"])
    left = await stage.good("DELETE", "/api/me/app")
    assert left["app_since"] is None
    assert [news for news, _ in stage.told] == ["app_set_up", "app_set_up", "codes_renewed", "app_removed"]
    assert await stage.bad("POST", "/api/me/recovery-codes", {}) == (409, "factor.none")


async def test_staff_with_power_keep_their_last_factor(stage: Stage, clock: FakeClock) -> None:
    await signed_in_staff(stage, clock)
    assert await stage.bad("DELETE", "/api/me/app") == (409, "factor.last")
    device = stage.authenticator()
    assert (await stage.add_passkey(device))["recovery_codes"] == []
    await stage.good("DELETE", "/api/me/app")
    assert await stage.bad("DELETE", "/api/me/app") == (404, "not_found")


async def test_after_ten_minutes_something_dangerous_asks_again_by_what_there_is(
    stage: Stage, clock: FakeClock
) -> None:
    await signed_in_staff(stage, clock)
    clock.advance(timedelta(minutes=10).total_seconds())
    status, answer = await stage.call("POST", "/api/me/app", {})
    assert (status, answer["error"]["code"]) == (403, "step_up.needed")
    assert sorted(answer["error"]["fields"]) == ["app", "recovery_code"]
    # The password alone is not enough for who has a second factor.
    assert await stage.bad("POST", "/api/me/step-up/password", {"password": PASSWORD}) == (400, "step_up.failed")
    code = {"code": code_at(TOTP_SECRET, clock.now())}
    await stage.good("POST", "/api/me/step-up/app", code)
    await stage.good("POST", "/api/me/app", {})
    assert await stage.bad("POST", "/api/me/step-up/app", code) == (400, "step_up.failed")
    assert {"step_up.done", "sign_in.failed"} <= set(await stage.kinds())


async def test_a_passkey_steps_up_and_so_does_the_password_of_who_has_nothing_else(
    stage: Stage, clock: FakeClock
) -> None:
    await stage.by_password(PERSON)
    clock.advance(600)
    assert await stage.bad("POST", "/api/me/passkeys/wanted", {}) == (403, "step_up.needed")
    assert await stage.bad("POST", "/api/me/step-up/password", {"password": "wrong"}) == (400, "step_up.failed")
    await stage.good("POST", "/api/me/step-up/password", {"password": PASSWORD})
    device = stage.authenticator()
    await stage.add_passkey(device)
    clock.advance(600)
    assert await stage.bad("POST", "/api/me/passkeys/wanted", {}) == (403, "step_up.needed")
    asked = await stage.good("POST", "/api/me/step-up/passkey-asked", {})
    await stage.good("POST", "/api/me/step-up/passkey", device.show(asked))
    await stage.good("POST", "/api/me/passkeys/wanted", {})


async def test_guessing_while_stepping_up_is_slowed_down(stage: Stage, clock: FakeClock) -> None:
    await signed_in_staff(stage, clock)
    tried = [await stage.bad("POST", "/api/me/step-up/app", {"code": "000000"}) for _ in range(6)]
    assert tried[:5] == [(400, "step_up.failed")] * 5
    assert tried[5] == (429, "sign_in.wait")


async def test_names_and_numbers_of_passkeys_have_limits(stage: Stage) -> None:
    await stage.by_password(PERSON)
    asked = await stage.good("POST", "/api/me/passkeys/wanted", {})
    made = stage.authenticator().make(asked, "x" * 61)
    assert await stage.bad("POST", "/api/me/passkeys", made) == (400, "passkey.wrong_name")
    await stage.good("POST", "/api/me/passkeys", made | {"name": "x" * 60})
    for number in range(19):
        await stage.add_passkey(stage.authenticator(credential_id=bytes([number + 1]) * 16))
    assert await stage.bad("POST", "/api/me/passkeys/wanted", {}) == (409, "passkey.too_many")


async def test_a_passkey_is_one_persons_only(stage: Stage, clock: FakeClock) -> None:
    await stage.by_password(PERSON)
    device = stage.authenticator()
    await stage.add_passkey(device)
    await signed_in_staff(stage, clock)
    asked = await stage.good("POST", "/api/me/passkeys/wanted", {})
    assert await stage.bad("POST", "/api/me/passkeys", device.make(asked)) == (400, "passkey.refused")
