"""Flags win over the environment, the environment over defaults."""

from pathlib import Path

import pytest

from agent.config import DEFAULT_STATE, read_config


def test_flags_win_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HANDRAIL_AGENT_STATE", str(tmp_path / "named"))
    assert read_config().state == tmp_path / "named"
    assert read_config(state=tmp_path).state == tmp_path
    monkeypatch.delenv("HANDRAIL_AGENT_STATE")
    assert read_config().state == DEFAULT_STATE


def test_without_a_display_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    assert not read_config().with_desktop
    monkeypatch.setenv("DISPLAY", ":1")
    assert read_config().with_desktop
    assert not read_config(headless=True).with_desktop
