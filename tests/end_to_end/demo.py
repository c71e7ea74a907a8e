"""Starts the demo as a person would, and reads its ready file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

READY_SECONDS = 180
# All scenarios share one device, whose person would be spared after three offers in ten minutes.
MANY_OFFERS = {"HANDRAIL_OFFERS_IN_TEN_MINUTES": "1000", "HANDRAIL_AGENT_OFFERS_IN_TEN_MINUTES": "1000"}
END_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How to sign in as one of the four."""

    email: str
    password: str
    totp_secret: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A demo that runs: where it is, who one can be, and its process."""

    url: str
    ca_file: Path
    accounts: dict[str, Account]
    device: dict[str, str]
    pids: dict[str, int]
    state: Path
    process: subprocess.Popen[str]

    @property
    def there(self) -> dict[str, str]:
        """The environment of a program that appears on the helped person's desktop."""
        return {**os.environ, "DISPLAY": self.device["display"], "XAUTHORITY": self.device["xauthority"]}

    @property
    def notes(self) -> Path:
        """The file that the editor on that desktop shows."""
        return self.state / "desktop" / "home" / "Notes.txt"


@contextmanager
def running_demo(folder: Path, *arguments: str) -> Iterator[Demo]:
    """Run a demo in `folder` on a free port and a private desktop; it ends with everything it started."""
    state, ready_file = folder / "state", folder / "ready.json"
    environment = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    environment |= MANY_OFFERS
    command = [sys.executable, "-m", "broker", "demo", "--port", "0", "--state", str(state)]
    process = subprocess.Popen(
        [*command, "--ready-file", str(ready_file), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield demo_of(wait_for_ready(ready_file, process), state, process)
    finally:
        end(process)


def wait_for_ready(path: Path, process: subprocess.Popen[str]) -> dict[str, Any]:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if path.is_file():
            form: dict[str, Any] = json.loads(path.read_text("utf-8"))
            return form
        if process.poll() is not None:
            said = process.stdout.read() if process.stdout else ""
            raise AssertionError(f"the demo ended with {process.returncode}: {said}")
        time.sleep(0.1)
    raise AssertionError(f"the demo was not ready within {READY_SECONDS} s")


def demo_of(form: dict[str, Any], state: Path, process: subprocess.Popen[str]) -> Demo:
    accounts = {role: Account(**account) for role, account in form["accounts"].items()}
    return Demo(
        url=form["url"],
        ca_file=Path(form["ca_file"]),
        accounts=accounts,
        device=form["device"],
        pids=form["pids"],
        state=state,
        process=process,
    )


def end(process: subprocess.Popen[str]) -> int:
    """Ask it to end; gives its exit status."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        return process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise AssertionError(f"the demo did not end within {END_SECONDS} s") from None
    finally:
        if process.stdout:
            process.stdout.close()
