"""One-time mode: what is refused before anything is sent, and that the private directory goes, whatever happens."""

from pathlib import Path

import pytest

from agent.config import AgentConfig
from agent.errors import AgentFault
from agent.once import run_once, temporary_state

TARGET = "https://localhost:1#" + "0" * 32


async def _never(config: AgentConfig) -> None:
    raise AssertionError("nothing is served")


@pytest.mark.parametrize(
    ("desktop", "target", "code", "expected"),
    [
        (False, TARGET, None, "join.no_desktop"),
        (True, "https://localhost:1", None, "join.target"),
        (True, TARGET.replace("https", "http"), None, "enrolment.address"),
        (True, TARGET, "12345678", "join.code_form"),
        (True, TARGET, None, "enrolment.unreachable"),
    ],
)
async def test_what_cannot_be_done_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desktop: bool, target: str, code: str | None, expected: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    config = AgentConfig(state=tmp_path / "unused", with_desktop=desktop, loopback=False)
    with pytest.raises(AgentFault) as refused:
        await run_once(config, target, code, _never)
    assert refused.value.code == expected
    assert list(tmp_path.iterdir()) == []


def test_the_private_directory_goes_with_all_that_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def fail(state: Path) -> None:
        assert state.stat().st_mode & 0o777 == 0o700
        (state / "deep").mkdir()
        (state / "deep" / "device.key").write_bytes(b"key")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), temporary_state() as state:
        fail(state)
    assert list(tmp_path.iterdir()) == []
