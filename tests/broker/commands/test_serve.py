"""Tests of `handrail serve`, as a process of its own."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from broker.commands import serve

pytestmark = pytest.mark.slow

WAIT = 60.0


def started(tmp_path: Path, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "broker", "serve", "--state-dir", str(tmp_path / "state"), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ready(path: Path, process: "subprocess.Popen[str]") -> dict[str, object]:
    deadline = time.monotonic() + WAIT
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    found: dict[str, object] = json.loads(path.read_text())
    return found


def check(capsys: pytest.CaptureFixture[str], arguments: Sequence[str]) -> tuple[int, str, str]:
    status = serve.main(["--check-config", *arguments])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_it_says_where_it_is_shows_the_set_up_secret_and_ends_cleanly(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    with started(tmp_path, "--port", "0", "--ready-file", str(file)) as process:
        try:
            found = ready(file, process)
            assert found["url"] == f"https://localhost:{found['port']}"
            assert Path(str(found["ca_file"])).is_file()
            held = socket.create_connection(("127.0.0.1", int(str(found["port"]))), timeout=WAIT)
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=WAIT)
            held.close()
        finally:
            process.kill()
    assert process.returncode == 0
    assert "handrail admin create" in out
    assert err == ""
    assert not file.exists()


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        started(tmp_path, "--port", str(taken.getsockname()[1])) as process,
    ):
        _, err = process.communicate(timeout=WAIT)
    assert process.returncode == 1
    assert err.startswith("handrail serve: ")
    assert err.count("\n") == 1


def test_a_good_configuration_is_called_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, ["--state-dir", str(tmp_path)]) == (0, "The configuration is good.\n", "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('port = 99999\nlog_level = "loud"\n', 2),
        ("[settings]\nnonsense = 1\n", 1),
        ("[tls]\ncertificate = 'CERT'\nkey = 'KEY'\n", 1),
        ('database_url = "mysql://x"\n', 1),
    ],
)
def test_each_problem_is_one_line_and_the_status_is_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, lines: int
) -> None:
    for name in ("CERT", "KEY"):
        (tmp_path / name).write_text("no certificate")
        text = text.replace(name, str(tmp_path / name))
    path = tmp_path / "handrail.toml"
    path.write_text(text)
    status, out, err = check(capsys, ["--config", str(path), "--state-dir", str(tmp_path / "state")])
    assert (status, out, err.count("\n")) == (2, "", lines)
    assert all(line.startswith("handrail serve: ") for line in err.splitlines())
