"""Tests of `handrail audit verify`."""

import sqlite3
from pathlib import Path

import pytest

from broker.commands import admin, audit

pytestmark = pytest.mark.slow


def test_a_chain_holds_until_somebody_touches_it(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--state-dir", str(tmp_path / "state"), "--database-url", sqlite_url]
    admin.main(["add-organization", "--name", "Org A", *where])
    assert audit.main(["verify", *where]) == 0
    assert "✓" in capsys.readouterr().out
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE audit_entries SET actor_name = 'Somebody else'")
    assert audit.main(["verify", *where]) == 1
    assert "✗" in capsys.readouterr().out


def test_a_checkpoint_that_the_installation_did_not_sign_is_named(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--state-dir", str(tmp_path / "state"), "--database-url", sqlite_url]
    admin.main(["add-organization", "--name", "Org A", *where])
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        connection.execute(
            "INSERT INTO checkpoints (organization_id, sequence, hash, at, signed)"
            " SELECT organization_id, sequence, hash, 0, '{}' FROM audit_heads"
        )
    assert audit.main(["verify", *where]) == 1
    assert "is unsigned" in capsys.readouterr().out
