"""Tests of `handrail openapi`."""

import json

import pytest

from broker.commands import openapi


def test_it_prints_the_real_routes(capsys: pytest.CaptureFixture[str]) -> None:
    assert openapi.main([]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["openapi"] == "3.1.0"
    assert {"/api/sign-in", "/api/me", "/api/organizations", "/api/accounts"} <= set(document["paths"])
