"""A console for the tests of this folder."""

from pathlib import Path

import pytest

from tests.broker.commands.console import Console


@pytest.fixture
def console(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Console:
    return Console(state=tmp_path / "state", database_url=sqlite_url, capture=capsys, monkeypatch=monkeypatch)
