"""Says where the demo is and how to sign in: to a person in a few lines, to a program in the ready file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from broker.demo.people import TITLES, DemoPerson


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """How to sign in as one of the four."""

    email: str
    password: str
    totp_secret: str | None


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """The enrolled device, with the display that it shares."""

    id: str
    name: str
    display: str
    xauthority: str


class Pids(msgspec.Struct, frozen=True, kw_only=True):
    """The two programs, for those who want to see what happens when one dies."""

    broker: int
    agent: int


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """The ready file, exactly; other programs drive the demo by it."""

    url: str
    ca_file: str
    accounts: dict[str, Account]
    device: Device
    pids: Pids


def ready_of(
    *, url: str, ca_file: Path, people: Sequence[DemoPerson], device: Device, broker_pid: int, agent_pid: int
) -> Ready:
    return Ready(
        url=url,
        ca_file=str(ca_file),
        accounts={
            str(person.role): Account(email=person.email, password=person.password, totp_secret=person.totp_secret)
            for person in people
        },
        device=device,
        pids=Pids(broker=broker_pid, agent=agent_pid),
    )


def lines_for(ready: Ready, people: Sequence[DemoPerson], *, is_private: bool, folder: Path) -> list[str]:
    """What a person reads once everything is up."""
    screen = f"a private desktop, {ready.device.display}" if is_private else f"your own, {ready.device.display}"
    rows = [("Sign in as", "E-mail", "Password", "Secret for codes")]
    rows += [(TITLES[each.role], each.email, each.password, each.totp_secret or "none needed") for each in people]
    return [
        "",
        "Handrail is up.",
        "",
        f"  Open      {ready.url}",
        f"            Trust {ready.ca_file} in your browser, or accept its warning.",
        f"  Device    {ready.device.name}, online, shares {screen}",
        "",
        *_table(rows),
        "",
        *_hints(is_private, folder),
        "",
    ]


def _hints(is_private: bool, folder: Path) -> list[str]:
    state = "" if folder == default_folder() else f" --state {folder}"
    command = "handrail" if shutil.which("handrail") else str(Path(sys.executable).with_name("handrail"))
    hints = [f"  Codes of this moment:     {command} demo --codes{state}"]
    if is_private:
        hints.append(f"  Answer on that desktop:   {command} demo --answer yes{state}   (or no)")
    return [*hints, "  End:                      Ctrl+C"]


def codes_for(people: Sequence[DemoPerson]) -> list[str]:
    """The sign-in codes of this moment, a line for each who needs one."""
    rows = [(TITLES[each.role], each.email, each.code_now() or "") for each in people if each.totp_secret]
    return _table(rows)


def default_folder() -> Path:
    return Path.home() / ".local" / "state" / "handrail-demo"


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
