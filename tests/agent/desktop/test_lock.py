"""Whether the screen is locked, asked over a private bus; without a bus it counts as open, and nothing waits."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.agent.desktop.stage import PATIENCE, ROOT

ASK = """
import time
from agent.desktop.lock import LockWatch
watch = LockWatch()
watch.start()
until = time.monotonic() + 5
while not watch.is_locked and time.monotonic() < until and {wait}:
    time.sleep(0.05)
watch.stop()
print(watch.is_locked, flush=True)
import os
os._exit(0)
"""


def ask(command: list[str], *, wait: bool, **changes: str) -> str:
    """Ask in a process of its own, because a process keeps its bus."""
    environment = {**os.environ, **changes}
    script = ASK.format(wait=wait)
    whole = [*command, sys.executable, "-c", script]
    done = subprocess.run(whole, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    return done.stdout.strip()


@pytest.mark.slow
def test_without_a_bus_the_screen_counts_as_open() -> None:
    nowhere = "unix:path=/nonexistent/bus"
    found = ask([], wait=True, DBUS_SESSION_BUS_ADDRESS=nowhere, DBUS_SYSTEM_BUS_ADDRESS=nowhere)
    assert found == "False"


@pytest.mark.slow
def test_a_session_of_the_greeter_is_the_sign_in_screen() -> None:
    nowhere = "unix:path=/nonexistent/bus"
    script = "from agent.desktop.lock import LockWatch; print(LockWatch().is_sign_in)"
    for kind, expected in (("greeter", "True"), ("user", "False")):
        environment = {**os.environ, "XDG_SESSION_CLASS": kind, "DBUS_SYSTEM_BUS_ADDRESS": nowhere}
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
        )
        assert done.stdout.strip() == expected


@pytest.mark.parametrize(("state", "expected"), [("locked", "True"), ("open", "False")])
@pytest.mark.slow
def test_the_screen_saver_is_believed(tmp_path: Path, state: str, expected: str) -> None:
    saver = f"{sys.executable} -m tests.agent.desktop.screen_saver {state}"
    script = f'{saver} > "$0" & while ! grep -q there "$0"; do sleep 0.05; done; "$@"; kill $!'
    command = ["dbus-run-session", "--", "sh", "-c", script, str(tmp_path / "ready")]
    assert ask(command, wait=True) == expected
