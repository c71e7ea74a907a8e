"""Tests of `handrail certs`."""

import json
from pathlib import Path
from typing import Any

import pytest

from broker.commands import certs


def run(capsys: pytest.CaptureFixture[str], state: Path, *arguments: str) -> dict[str, Any]:
    assert certs.main([*arguments, "--state-dir", str(state)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_keys_are_shown_and_rotated_and_no_private_half_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = run(capsys, tmp_path, "show")
    assert [key["generation"] for key in before["keys"]] == [1, 1, 1]
    after = run(capsys, tmp_path, "rotate", "grant")
    assert {key["purpose"]: key["generation"] for key in after["keys"]}["grant"] == 2
    assert after["root"] == before["root"]
    private = json.loads((tmp_path / "keys" / "grant.json").read_text())["generations"][1]["private"]
    assert private not in json.dumps(after)


def test_the_certificate_is_renewed_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, tmp_path, "show")
    content = (tmp_path / "certs" / "server.pem").read_bytes()
    run(capsys, tmp_path, "show")
    assert (tmp_path / "certs" / "server.pem").read_bytes() == content
    run(capsys, tmp_path, "renew")
    assert (tmp_path / "certs" / "server.pem").read_bytes() != content


def test_an_unknown_purpose_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        certs.main(["rotate", "root", "--state-dir", str(tmp_path)])
    assert ended.value.code == 2


def test_a_damaged_key_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, tmp_path, "show")
    (tmp_path / "keys" / "root.json").write_text("{")
    assert certs.main(["show", "--state-dir", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("handrail certs: ")
