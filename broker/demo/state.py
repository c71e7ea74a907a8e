"""The demo's own directory: who has it, what lies where, and starting anew."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from broker.demo.errors import DemoError
from broker.demo.people import DemoPerson, invent_people

MARK = "demo.json"
"""Only a directory that has this file is ever emptied."""


class Remembered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the demo keeps between two runs."""

    people: tuple[DemoPerson, ...]


class DemoState:
    """The parts of the state directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.broker = folder / "broker"
        self.agent = folder / "agent"
        self.desktop = folder / "desktop"
        self.logs = folder / "logs"
        self.broker_ready = folder / "broker-ready.json"
        self.shown = folder / "shown.json"
        self.authority = self.broker / "certs" / "authority.pem"
        self.filled = self.broker / "filled-by-demo"
        self.grown = self.broker / "grown-by-demo"
        self.enrolment = self.agent / "enrolment.json"
        self.mark = folder / MARK

    def remembered(self) -> Remembered:
        """Read the people of the last run, or invent them."""
        if self.mark.is_file():
            return msgspec.json.decode(self.mark.read_bytes(), type=Remembered)
        remembered = Remembered(people=invent_people())
        write_private_json(self.mark, remembered)
        return remembered

    def lead_agent_to(self, url: str) -> None:
        """Have the agent find the broker where it is in this run: the demo's port may differ from the last one's."""
        if self.enrolment.exists():
            known = msgspec.json.decode(self.enrolment.read_bytes())
            if known.get("url") != url:
                write_private_json(self.enrolment, known | {"url": url})

    def empty_parts(self) -> None:
        """Forget broker and agent; the people and what they wrote on the desktop stay."""
        for part in (self.broker, self.agent):
            if part.exists():
                shutil.rmtree(part)

    def empty(self) -> None:
        """Forget everything; a directory that is no demo's is refused."""
        if not self.folder.exists() or not any(self.folder.iterdir()):
            return
        if not self.mark.is_file():
            raise DemoError(
                f"{self.folder} is not the state of a demo, so it is left alone. Name another with --state."
            )
        for entry in self.folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry.name != "lock":
                entry.unlink()


@contextmanager
def held(state: DemoState) -> Iterator[None]:
    """Keep a second demo off the same directory for as long as this one runs."""
    try:
        state.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise DemoError(f"{state.folder} cannot be used: {fault.strerror}. Name another with --state.") from None
    with (state.folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoError(
                f"A demo already runs with {state.folder}. End it first, or name another --state."
            ) from None
        yield


def write_private_json(path: Path, value: object) -> None:
    """Write it in one step, readable by its owner only: a reader finds the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
