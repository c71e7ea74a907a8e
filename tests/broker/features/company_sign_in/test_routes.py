"""Tests of the HTTP of the company's sign-in; the ways through it are in test_service."""

from __future__ import annotations

from pathlib import Path

import pytest

from broker.config import Company
from tests.fakes.live_broker import LiveBroker, live_broker

SECRET = "A" * 43


async def test_without_a_provider_there_is_no_such_door(live: LiveBroker) -> None:
    assert (await live.get(None, "/api/sign-in-ways")).body == {"company": None}
    assert (await live.post(None, "/api/company-sign-ins", {})).status == 404


async def test_the_button_bears_the_name_that_the_operator_gave(tmp_path: Path) -> None:
    company = Company(issuer="https://localhost:1", client_id="c", client_secret="s", name="Example sign-in")
    async with live_broker(tmp_path, company=company) as live:
        assert (await live.get(None, "/api/sign-in-ways")).body == {"company": "Example sign-in"}
        assert (await live.post(None, "/api/company-sign-ins", {})).code == "company_sign_in.out_of_reach"


@pytest.mark.parametrize("wrong", [{"state": "short"}, {"code": "x" * 2049}, {"binding": None}, {"more": 1}])
async def test_a_return_of_another_form_is_refused(live: LiveBroker, wrong: dict[str, object]) -> None:
    body = {"state": SECRET, "code": "c", "binding": SECRET} | wrong
    assert (await live.post(None, "/api/company-sign-ins/return", body)).status == 400
