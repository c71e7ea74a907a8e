"""Tests of signing in at the company's provider, against a real one, through the real wiring."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select, update

from broker.access.actors import AccountKind
from broker.access.groups import BuiltInGroup
from broker.features.accounts.administration import NewAccount
from broker.features.accounts.slowing import ADDRESS
from broker.features.company_sign_in.service import LIFETIME
from broker.storage import tables
from tests.fakes.accounts import PASSWORD, TOTP_SECRET, code_at
from tests.fakes.company import RunningCompany, running_company
from tests.fakes.live_broker import Answer, LiveBroker, live_broker

pytestmark = pytest.mark.slow

PERSON, STAFF = "erin@customer.example", "tess@provider.example"


@dataclass(slots=True, kw_only=True)
class Door:
    """The broker with its provider, and a browser's way through both."""

    live: LiveBroker
    company: RunningCompany

    async def person(self, email: str = PERSON, group: BuiltInGroup | None = None, totp: str | None = None) -> str:
        return await self.live.foundation.administration().add(
            NewAccount(
                kind=AccountKind.STAFF if group else AccountKind.END_USER,
                email=email,
                name="Erin Enduser",
                password=PASSWORD,
                organization_id=None if group else self.live.organization,
                group=group,
                totp_secret=totp,
            )
        )

    async def depart(self, *, anew: bool = False) -> dict[str, str]:
        answer = await self.live.post(None, "/api/company-sign-ins", {"anew": anew})
        assert answer.status == 200, answer.body
        found: dict[str, str] = answer.body
        return found

    async def visited(self, login: str, *, anew: bool = False) -> dict[str, Any]:
        """Leave, sign in over there, and give what is to be sent on the way back."""
        left = await self.depart(anew=anew)
        assert ("prompt=login" in left["address"]) == anew
        said = await self.company.visit(left["address"], login)
        return {"state": said["state"], "code": said["code"], "issuer": said["iss"], "binding": left["binding"]}

    async def back(self, said: dict[str, Any]) -> tuple[Answer, str | None]:
        """Come back; gives the answer and the cookie."""
        headers = self.live.headers(None) | {"Content-Type": "application/json"}
        url = f"{self.live.origin}/api/company-sign-ins/return"
        async with self.live.client.post(url, data=msgspec.json.encode(said), headers=headers) as response:
            answer = Answer(status=response.status, body=await response.json())
            return answer, response.headers.get("Set-Cookie", "").partition(";")[0] or None

    async def me(self, cookie: str | None) -> int:
        headers = {"Cookie": cookie or ""}
        async with self.live.client.get(f"{self.live.origin}/api/me", headers=headers) as response:
            return response.status


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with (
        running_company(tmp_path / "company") as company,
        live_broker(tmp_path / "broker", company=company.config) as live,
    ):
        await company.knows(f"{live.origin}/sign-in/company")
        yield Door(live=live, company=company)


async def test_a_person_whose_address_the_provider_has_checked_is_signed_in(door: Door) -> None:
    await door.person()
    answer, cookie = await door.back(await door.visited(PERSON))
    assert (answer.status, answer.body["next"]) == (200, "signed_in")
    assert await door.me(cookie) == 200
    assert {"company_identity.linked", "sign_in.ok"} <= set(await door.live.all_kinds())


async def test_the_provider_vouches_for_one_factor_only(door: Door) -> None:
    await door.person(STAFF, BuiltInGroup.TECHNICIAN, TOTP_SECRET)
    answer, cookie = await door.back(await door.visited(STAFF))
    assert answer.body["next"] == "code"
    assert await door.me(cookie) == 401
    headers = door.live.headers(None) | {"Content-Type": "application/json", "Cookie": cookie or ""}
    code = msgspec.json.encode({"code": code_at(TOTP_SECRET, door.live.clock.now())})
    async with door.live.client.post(f"{door.live.origin}/api/sign-in/code", data=code, headers=headers) as response:
        assert (await response.json())["next"] == "signed_in"


async def test_who_is_known_stays_known_when_their_address_changes_here(door: Door) -> None:
    account = await door.person()
    await door.back(await door.visited(PERSON))
    changed = {"email": "new@customer.example", "email_key": "new@customer.example"}
    rows = tables.accounts
    await door.live.change(
        lambda change: change.connection.execute(update(rows).where(rows.c.id == account).values(**changed))
    )
    await door.person()
    answer, cookie = await door.back(await door.visited(PERSON))
    assert answer.status == 200
    async with door.live.client.get(f"{door.live.origin}/api/me", headers={"Cookie": cookie or ""}) as response:
        assert (await response.json())["account"]["id"] == account


@pytest.mark.parametrize("login", ["nobody@nowhere.example", f"unchecked+{PERSON}"])
async def test_strangers_and_unchecked_addresses_get_the_one_sentence(door: Door, login: str) -> None:
    await door.person()
    answer, cookie = await door.back(await door.visited(login))
    assert (answer.status, answer.code, cookie) == (401, "sign_in.failed", None)
    assert "sign_in.failed" in await door.live.all_kinds()


@pytest.mark.parametrize(
    ("login", "status"),
    [
        ("Strasse@Customer.example", 200),
        ("stra\u00dfe@customer.example", 401),
        ("stra\uff53se@customer.example", 401),
        ("stras\u017fe@customer.example", 401),
    ],
)
async def test_an_address_that_only_folds_to_the_same_is_another_one(door: Door, login: str, status: int) -> None:
    await door.person("strasse@customer.example")
    answer, _cookie = await door.back(await door.visited(login))
    assert answer.status == status


async def test_who_leaves_again_and_again_waits_and_who_comes_back_does_not(door: Door) -> None:
    await door.person()
    for _ in range(ADDRESS.free - 1):
        await door.depart()
    for _ in range(2):
        answer, _cookie = await door.back(await door.visited(PERSON))
        assert answer.status == 200
    await door.depart()
    refused = await door.live.post(None, "/api/company-sign-ins", {})
    assert (refused.status, refused.code) == (429, "sign_in.wait")


async def test_a_disabled_account_is_not_let_in(door: Door) -> None:
    account = await door.person()
    await door.back(await door.visited(PERSON))
    rows = tables.accounts
    await door.live.change(
        lambda change: change.connection.execute(update(rows).where(rows.c.id == account).values(status="disabled"))
    )
    answer, _cookie = await door.back(await door.visited(PERSON))
    assert (answer.status, answer.code) == (401, "sign_in.failed")


async def test_a_second_identity_never_takes_an_account_over(door: Door) -> None:
    account = await door.person()
    await door.back(await door.visited(PERSON))
    rows = tables.company_identities
    await door.live.change(
        lambda change: change.connection.execute(
            update(rows).where(rows.c.account_id == account).values(subject="somebody who had this address before")
        )
    )
    answer, _cookie = await door.back(await door.visited(PERSON))
    assert answer.code == "sign_in.failed"


async def test_a_return_works_once_also_when_it_is_sent_many_times_at_once(door: Door) -> None:
    await door.person()
    said = await door.visited(PERSON)
    answers = await asyncio.gather(*(door.back(said) for _ in range(8)))
    assert sorted(answer.status for answer, _cookie in answers) == [200] + [401] * 7


async def test_a_return_to_another_browser_is_refused(door: Door) -> None:
    await door.person()
    said, other = await door.visited(PERSON), await door.depart()
    answer, _cookie = await door.back(said | {"binding": other["binding"]})
    assert (answer.status, answer.code) == (401, "sign_in.failed")


@pytest.mark.parametrize("changed", [{"code": "made-up"}, {"issuer": "https://other.example"}, {"issuer": None}])
async def test_a_return_with_something_else_in_it_is_refused(door: Door, changed: dict[str, Any]) -> None:
    await door.person()
    answer, _cookie = await door.back(await door.visited(PERSON) | changed)
    assert (answer.status, answer.code) == (401, "sign_in.failed")


async def test_the_code_of_another_way_is_refused(door: Door) -> None:
    await door.person()
    one, other = await door.visited(PERSON), await door.visited(PERSON)
    answer, _cookie = await door.back(one | {"code": other["code"]})
    assert (answer.status, answer.code) == (401, "sign_in.failed")


async def test_a_return_that_took_too_long_is_refused(door: Door) -> None:
    await door.person()
    said = await door.visited(PERSON)
    door.live.skip(LIFETIME.total_seconds() + 1)
    answer, _cookie = await door.back(said)
    assert (answer.status, answer.code) == (401, "sign_in.failed")
    await door.depart()
    rows = await door.live.view(lambda view: view.connection.execute(select(tables.company_sign_ins)).all())
    assert len(rows) == 1


async def test_a_provider_out_of_reach_is_said_so(door: Door) -> None:
    await door.person()
    said = await door.visited(PERSON)
    door.company.process.terminate()
    await door.company.process.wait()
    answer, _cookie = await door.back(said)
    assert (answer.status, answer.code) == (503, "company_sign_in.out_of_reach")


async def test_who_has_nothing_to_show_here_shows_it_at_the_company_again(door: Door) -> None:
    account = await door.person()
    rows = tables.accounts
    await door.live.change(
        lambda change: change.connection.execute(update(rows).where(rows.c.id == account).values(password_hash=None))
    )

    async def set_up_app(cookie: str | None) -> tuple[int, Any]:
        headers = door.live.headers(None) | {"Content-Type": "application/json", "Cookie": cookie or ""}
        async with door.live.client.post(f"{door.live.origin}/api/me/app", data=b"{}", headers=headers) as response:
            return response.status, await response.json()

    async def shown_at(ago: int) -> None:
        rows = tables.sign_ins
        values = {"proved_at": door.live.clock.now() - timedelta(seconds=ago)}
        await door.live.change(lambda change: change.connection.execute(update(rows).values(**values)))

    # That somebody came back says nothing of when they showed there who they are.
    _, cookie = await door.back(await door.visited(PERSON))
    status, body = await set_up_app(cookie)
    assert (status, body["error"]["code"], list(body["error"]["fields"])) == (403, "step_up.needed", ["company"])
    before = door.live.clock.now() - timedelta(seconds=1)
    _, again = await door.back(await door.visited(PERSON, anew=True))
    assert (await set_up_app(again))[0] == 200
    query = select(func.max(tables.sign_ins.c.proved_at))
    proved = await door.live.view(lambda view: view.connection.execute(query).scalar_one())
    assert before <= proved <= door.live.clock.now()
    await shown_at(601)
    assert (await set_up_app(again))[0] == 403


async def test_a_browser_that_leaves_out_what_was_asked_shows_nothing(door: Door) -> None:
    await door.person()
    left = await door.depart(anew=True)
    address = left["address"].replace("&prompt=login", "").replace("&max_age=0", "")
    said = await door.company.visit(address, PERSON)
    back = {"state": said["state"], "code": said["code"], "issuer": said["iss"], "binding": left["binding"]}
    answer, cookie = await door.back(back)
    assert (answer.status, answer.code, cookie) == (403, "company_sign_in.no_time", None)


async def test_only_so_many_are_away_at_once(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    await door.person()
    monkeypatch.setattr("broker.features.company_sign_in.service.MOST_AWAY", 2)
    first, second = await door.visited(PERSON), await door.visited(PERSON)
    assert (await door.back(first))[0].status == 200
    await door.depart()
    await door.depart()
    count = select(func.count()).select_from(tables.company_sign_ins)
    assert await door.live.view(lambda view: view.connection.execute(count).scalar_one()) == 2
    assert (await door.back(second))[0].code == "sign_in.failed"
