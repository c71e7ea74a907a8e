"""Tests of `handrail tokens`, on a real state directory."""

import pytest

from broker.commands.admin import main as admin
from broker.commands.tokens import main
from tests.broker.commands.console import Console
from tests.fakes.accounts import PASSWORD, TOTP_SECRET

pytestmark = pytest.mark.slow

OWNER = "ada@provider.example"


def test_a_token_is_made_listed_and_revoked(console: Console) -> None:
    staff = ("--kind", "staff", "--group", "technician", "--email", OWNER, "--name", "Ada", "--password-stdin")
    console.run(admin, "add-account", *staff, "--totp-secret", TOTP_SECRET, typed=PASSWORD.encode() + b"\n")
    wish = ("make", "--owner", OWNER, "--name", "Night report", "--permission", "device:read")
    made = console.run(main, *wish).item
    assert made["token"].startswith("hr_")
    (listed,) = console.run(main, "list").lines
    assert (listed["id"], listed["owner"]["name"], listed["state"]) == (made["id"], "Ada", "works")
    assert made["token"] not in str(listed)
    assert console.run(main, "revoke", made["id"]).item["state"] == "revoked"
    wider = console.run(main, "make", "--owner", OWNER, "--name", "More", "--permission", "audit:read")
    assert (wider.status, wider.complaint) == (1, "handrail tokens: You do not hold this there: audit:read.\n")
