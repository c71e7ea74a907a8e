"""Whether the screen is locked, asked over a private bus; without a bus it counts as open, and nothing waits."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.desktop.lock import locked_after, surely_locked
from tests.agent.desktop.stage import PATIENCE, ROOT, end, wait_until

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


@pytest.mark.slow
def test_a_screen_saver_that_does_not_answer_says_nothing(tmp_path: Path) -> None:
    """A busy computer whose screen is locked does not count as open because its screen saver is late."""
    script = (
        f'{sys.executable} -m tests.agent.desktop.screen_saver locked > "$0" & '
        'while ! grep -q there "$0"; do sleep 0.05; done; kill -STOP $!; "$@"; kill -CONT $!; kill $!; wait; "$@"'
    )
    look = "from agent.desktop.lock import by_screen_saver; print(by_screen_saver())"
    command = ["dbus-run-session", "--", "sh", "-c", script, str(tmp_path / "ready"), sys.executable, "-c", look]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.stdout.split() == ["None", "False"]


def test_while_nobody_can_say_the_screen_stays_as_it_was() -> None:
    for before in (True, False):
        assert locked_after(before, by_saver=None, by_login=None) is before
        assert locked_after(before, by_saver=None, by_login=False) is before
        assert locked_after(before, by_saver=None, by_login=True)
        assert locked_after(before, by_saver=True, by_login=None)
        assert not locked_after(before, by_saver=False, by_login=None)


def test_what_only_may_be_a_lock_is_no_sure_one() -> None:
    for by_saver in (True, False, None):
        assert surely_locked(by_saver=by_saver, by_login=True)
        assert not surely_locked(by_saver=by_saver, by_login=False), "a saver that blanks is no lock"
    assert surely_locked(by_saver=True, by_login=None)
    assert not surely_locked(by_saver=None, by_login=None), "a bus that died says nothing any more"
    assert not surely_locked(by_saver=False, by_login=None)


FOLLOW = """
import sys
from agent.desktop.lock import LockWatch
watch = LockWatch()
watch.start()
for _line in sys.stdin:
    print(watch.is_locked, flush=True)
import os
os._exit(0)
"""


@pytest.mark.slow
def test_a_bus_that_dies_and_comes_back_is_asked_again(tmp_path: Path) -> None:
    address = f"unix:path={tmp_path / 'bus'}"
    environment = {
        **os.environ,
        "DBUS_SESSION_BUS_ADDRESS": address,
        "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent",
    }

    def bus_with(state: str) -> list[subprocess.Popen[bytes]]:
        (tmp_path / "bus").unlink(missing_ok=True)
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", f"--address={address}"])
        wait_until((tmp_path / "bus").exists, "the bus")
        saver = [sys.executable, "-m", "tests.agent.desktop.screen_saver", state]
        return [bus, subprocess.Popen(saver, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)]

    started = bus_with("locked")
    watcher = subprocess.Popen(
        [sys.executable, "-c", FOLLOW], env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert watcher.stdin is not None
    assert watcher.stdout is not None

    def answer() -> bytes:
        watcher.stdin.write(b"?\n")  # type: ignore[union-attr]
        watcher.stdin.flush()  # type: ignore[union-attr]
        return watcher.stdout.readline()  # type: ignore[union-attr]

    try:
        wait_until(lambda: answer() == b"True\n", "the lock to be seen")
        for process in reversed(started):
            end(process)
        assert answer() == b"True\n", "locked stays locked while nobody can say"
        started = bus_with("open")
        wait_until(lambda: answer() == b"False\n", "the new bus to be asked")
    finally:
        for process in (watcher, *reversed(started)):
            end(process)
