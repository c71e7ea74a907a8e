"""`handrail demo` says in one line what is wrong."""

from pathlib import Path

import pytest

from broker.demo.command import main
from broker.demo.state import DemoState, held


def test_codes_of_a_demo_that_never_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--codes", "--state", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"handrail demo: There is no demo in {tmp_path}.\n"


def test_codes_of_a_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    DemoState(tmp_path).remembered()
    assert main(["--codes", "--state", str(tmp_path)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_an_answer_where_no_demo_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--answer", "yes", "--state", str(tmp_path)]) == 1
    assert "No demo runs" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "eight"])
def test_a_port_that_is_none(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--port", port])
    assert "a port is a whole number" in capsys.readouterr().err


def test_a_second_demo_says_why_it_does_not_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with held(DemoState(tmp_path)):
        assert main(["--state", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
