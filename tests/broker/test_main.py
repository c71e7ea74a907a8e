"""Tests of the command `handrail`."""

import importlib
import subprocess
import sys

import pytest

from broker.__main__ import COMMANDS, main


def test_every_command_has_a_main(capsys: pytest.CaptureFixture[str]) -> None:
    for module, _ in COMMANDS.values():
        with pytest.raises(SystemExit) as ended:
            importlib.import_module(module).main(["--help"])
        assert ended.value.code == 0
    assert "usage: handrail" in capsys.readouterr().out


@pytest.mark.parametrize(("given", "status"), [([], 2), (["--help"], 0), (["nonsense"], 2)])
def test_without_a_known_command_it_says_which_there_are(
    capsys: pytest.CaptureFixture[str], given: list[str], status: int
) -> None:
    assert main(given) == status
    shown = capsys.readouterr()
    assert all(name in shown.out + shown.err for name in COMMANDS)


def test_it_does_not_run_without_assertions() -> None:
    done = subprocess.run(
        [sys.executable, "-O", "-m", "broker", "serve"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "never run with python -O" in done.stderr
