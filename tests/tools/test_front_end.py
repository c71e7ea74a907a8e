"""The front end is installed by the lock, with whatever npm the Node of pip brings."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tools import front_end


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    made: list[list[str]] = []

    def refuse_ci(root: Path, arguments: Sequence[str], *, output: int | None = None) -> int:
        made.append(list(arguments))
        return 1 if arguments[0] == "ci" else 0

    monkeypatch.setattr(front_end, "run_npm", refuse_ci)
    return made


def test_where_npm_ci_refuses_the_same_lock_is_installed_without_changing_it(calls: list[list[str]]) -> None:
    front_end.install(Path())
    assert [call[0] for call in calls] == ["ci", "install"]
    assert "--no-save" in calls[1]
    assert all("--ignore-scripts" in call and "--include=dev" in call for call in calls)


def test_a_build_that_fails_stops_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_end, "run_npm", lambda *_, **__: 1)
    with pytest.raises(SystemExit, match="npm run --silent failed"):
        front_end.build(Path())
