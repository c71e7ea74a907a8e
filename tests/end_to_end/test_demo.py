"""`handrail demo` says exactly where it is, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.end_to_end.demo import Demo, end, running_demo


def processes_of(state: Path) -> list[str]:
    """The command lines of everything alive that knows this state directory."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                known = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
                zombie = ") Z " in (folder / "stat").read_text()
            except OSError:
                continue
            if str(state).encode() in known and not zombie:
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return found


def test_the_ready_file_has_the_promised_form_and_is_true(demo: Demo) -> None:
    context = ssl.create_default_context(cafile=str(demo.ca_file))
    with urllib.request.urlopen(f"{demo.url}/readyz", context=context, timeout=30) as answer:
        assert answer.status == 200
    assert set(demo.accounts) == {"provider_admin", "technician", "auditor", "end_user"}
    assert set(demo.device) == {"id", "name", "display", "xauthority"}
    assert all(Path(f"/proc/{pid}").exists() for pid in demo.pids.values())


def test_an_answer_is_given_only_where_somebody_asks(demo: Demo) -> None:
    command = [sys.executable, "-m", "broker", "demo", "--state", str(demo.state), "--answer", "yes"]
    answered = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert answered.returncode == 1
    assert answered.stderr == "handrail demo: Nobody asks anything on that desktop now.\n"


def test_told_to_end_it_takes_along_everything_it_started(tmp_path: Path) -> None:
    with running_demo(tmp_path) as demo:
        assert len(processes_of(demo.state)) >= 5
        assert end(demo.process) == 0
        assert processes_of(demo.state) == []
        assert not (tmp_path / "ready.json").exists()


@pytest.mark.parametrize("program", ["broker", "agent"])
def test_when_a_program_dies_the_demo_ends_with_one_clear_line(tmp_path: Path, program: str) -> None:
    with running_demo(tmp_path) as demo:
        os.kill(demo.pids[program], signal.SIGKILL)
        said = demo.process.communicate(timeout=60)[0]
        assert demo.process.returncode == 1
        assert f"handrail demo: The {program} ended by itself" in said
        assert "Traceback" not in said
        assert processes_of(demo.state) == []


def test_a_second_run_keeps_people_and_device_and_fresh_begins_anew(tmp_path: Path) -> None:
    def known(demo: Demo) -> str:
        return json.dumps([demo.device["id"], demo.accounts["technician"].password])

    with running_demo(tmp_path) as first:
        before = known(first)
    with running_demo(tmp_path) as second:
        assert known(second) == before
    with running_demo(tmp_path, "--fresh") as third:
        assert known(third) != before
