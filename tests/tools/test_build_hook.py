"""A wheel carries the built front end; an editable install leaves it to `make front-end`."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from tools.build_hook import FrontEndBuildHook


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []
    made = {"install": lambda _root: done.append("install"), "build": lambda _root: done.append("build")}
    monkeypatch.setattr(runpy, "run_path", lambda _path: made)
    return done


def hook(root: Path) -> FrontEndBuildHook:
    nothing: Any = None
    return FrontEndBuildHook(str(root), {}, nothing, nothing, str(root), "wheel")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "web_viewer").mkdir()
    (tmp_path / "web_viewer" / "package-lock.json").write_text("{}")
    return tmp_path


def test_a_wheel_installs_and_builds(checkout: Path, built: list[str]) -> None:
    hook(checkout).initialize("standard", {})
    assert built == ["install", "build"]


def test_an_editable_install_builds_nothing(checkout: Path, built: list[str]) -> None:
    hook(checkout).initialize("editable", {})
    assert built == []


def test_where_there_is_no_front_end_there_is_nothing_to_build(tmp_path: Path, built: list[str]) -> None:
    hook(tmp_path).initialize("standard", {})
    assert built == []
