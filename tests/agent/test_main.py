"""The command `handrail-agent`: its exit codes and its sentences."""

import subprocess
import sys
from pathlib import Path

import pytest

from agent import __main__ as command
from agent.facts import agent_version
from agent.identity import Identity


def test_a_device_that_is_not_enrolled_is_told_how(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--state", str(tmp_path / "state"), "--headless", "run"]) == 1
    said = capsys.readouterr().err
    assert said == "handrail-agent: This device is not enrolled. Run: handrail-agent enroll URL TOKEN\n"


def test_a_damaged_enrolment_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = tmp_path / "state"
    Identity(state)
    (state / "enrolment.json").write_text("{")
    assert command.main(["--state", str(state), "--headless", "run"]) == 1
    assert "cannot be read. Enrol this device again." in capsys.readouterr().err


@pytest.mark.parametrize("token", ["x", "secret.", "not a token"])
def test_half_a_token_is_refused_before_anything_is_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], token: str
) -> None:
    arguments = ["--state", str(tmp_path / "state"), "--headless", "enroll", "https://localhost:1", token]
    assert command.main(arguments) == 1
    assert "That is not a whole token." in capsys.readouterr().err


def test_a_state_directory_of_somebody_else_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, mode: int) -> None:
        raise PermissionError

    state = tmp_path / "state"
    state.mkdir(mode=0o755)
    state.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", refuse)
    assert command.main(["--state", str(state), "--headless", "run"]) == 1
    assert "belongs to somebody else" in capsys.readouterr().err


def test_an_interrupt_ends_it_with_its_own_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "_enroll", interrupted)
    assert command.main(["--state", str(tmp_path), "enroll", "https://localhost:1", "x"]) == 130


@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 0), ([], 2), (["--log-level", "loud", "run"], 2)])
def test_the_command_line_is_checked(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        command.main(arguments)
    assert end.value.code == code
    if code == 0:
        assert capsys.readouterr().out.strip() == agent_version()


@pytest.mark.slow
def test_it_refuses_to_run_without_its_assertions() -> None:
    done = subprocess.run(
        [sys.executable, "-O", "-m", "agent", "run"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "never run with python -O" in done.stderr
