"""Broker and agent as they are, with clocks that a test puts ahead: after hours, or after the computer has slept.

The directory CLOCKS_AHEAD holds the files `broker` and `agent`, each with the seconds that this one's clock is ahead:
the broker's is the one on the wall, the agent's the one that its deadlines go by. A code has to be typed soon.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

import agent.clock
from agent.__main__ import main as run_agent
from agent.sessions import comparing
from broker.__main__ import main as run_broker
from broker.clock import SystemClock

FOLDER = "CLOCKS_AHEAD"
CODE_SECONDS = 4
_real_now, _real_monotonic = SystemClock.now, agent.clock.monotonic


def put_ahead(folder: Path, whose: str, seconds: float) -> None:
    """Put a clock ahead of the real one; it goes on from there."""
    written = folder / f"{whose}.new"
    written.write_text(str(seconds))
    written.replace(folder / whose)


def ahead(whose: str) -> float:
    """Read how far a clock is ahead now."""
    found = Path(os.environ[FOLDER]) / whose
    return float(found.read_text()) if found.exists() else 0.0


def now(self: SystemClock) -> datetime:
    """The broker's date."""
    return _real_now(self) + timedelta(seconds=ahead("broker"))


def monotonic() -> float:
    """The agent's stopwatch."""
    return _real_monotonic() + ahead("agent")


if __name__ == "__main__":
    SystemClock.now = now  # type: ignore[method-assign]
    agent.clock.monotonic = monotonic
    comparing.CODE_SECONDS = CODE_SECONDS  # type: ignore[attr-defined]
    sys.exit(run_broker() if sys.argv[1] == "serve" else run_agent())
