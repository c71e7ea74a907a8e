"""`make check` runs each check, and shows what one said only when it failed."""

import sys

import pytest

from tools import check


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "good": [sys.executable, "-c", "print('nobody reads this')"],
        "bad": [sys.executable, "-c", "print('line 7 is wrong'); raise SystemExit(1)"],
    }
    monkeypatch.setattr(check, "CHECKS", said)


@pytest.mark.usefixtures("checks")
def test_one_that_fails_fails_all_and_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main([]) == 1
    shown = capsys.readouterr().out
    assert "line 7 is wrong" in shown
    assert "nobody reads this" not in shown
    assert shown.endswith("check: bad failed\n")


@pytest.mark.usefixtures("checks")
def test_one_alone_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["good"]) == 0
    assert capsys.readouterr().out.endswith("check: all passed\n")


def test_quick_tests_are_those_without_display_database_and_browser() -> None:
    assert all(f"not {mark}" in check.FAST for mark in ("slow", "display", "postgresql", "end_to_end"))
