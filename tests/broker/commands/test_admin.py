"""Tests of `handrail admin`, on a real state directory."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from broker.commands import admin
from tests.fakes.accounts import PASSWORD, TOTP_SECRET

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command with a password on its standard input; gives status, answer and complaint."""

    def command(*arguments: str, password: bytes = PASSWORD.encode()) -> tuple[int, Any, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(password + b"\n")))
        given = [*arguments, "--state-dir", str(tmp_path / "state"), "--database-url", sqlite_url]
        status = admin.main(given)
        shown = capsys.readouterr()
        return status, json.loads(shown.out) if shown.out else None, shown.err

    return command


def test_organizations_and_accounts_are_added_and_told_as_json(run: Run) -> None:
    status, organization, _ = run("add-organization", "--name", "Org A")
    assert (status, organization["slug"]) == (0, "org-a")
    person = ("--kind", "end_user", "--organization", organization["id"], "--email", "a@b.example", "--name", "A")
    status, account, _ = run("add-account", *person, "--password-stdin")
    assert (status, account["kind"], account["email"]) == (0, "end_user", "a@b.example")
    staff = ("--kind", "staff", "--group", "technician", "--email", "t@b.example", "--name", "T")
    status, account, _ = run("add-account", *staff, "--totp-secret", TOTP_SECRET, "--password-stdin")
    assert (status, account["kind"]) == (0, "staff")


def test_a_wrong_secret_makes_no_administrator_and_is_one_line(run: Run) -> None:
    status, answer, complaint = run(
        "create", "--email", "a@b.example", "--name", "A", "--secret", "wrong", "--password-stdin"
    )
    assert (status, answer) == (1, None)
    assert complaint.startswith("handrail admin: That secret is not the one on the server's console")
    assert complaint.count("\n") == 1


@pytest.mark.parametrize("password", [b"short", b"\xff\xfe", b""])
def test_a_password_that_cannot_be_is_one_line(run: Run, password: bytes) -> None:
    who = ("--kind", "staff", "--email", "t@b.example", "--name", "T", "--password-stdin")
    status, answer, complaint = run("add-account", *who, password=password)
    assert (status, answer) == (1, None)
    assert "password" in complaint
    assert complaint.count("\n") == 1


def test_two_passwords_typed_differently_are_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter([PASSWORD, PASSWORD + "x"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    status, _, complaint = run("add-account", "--kind", "staff", "--email", "t@b.example", "--name", "T")
    assert (status, complaint) == (1, "handrail admin: The two passwords differ.\n")
