"""Starts the demo's programs, notices when one ends, and takes all of them along at the end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from broker.demo.errors import DemoError

GENTLE_SECONDS = 8.0
"""How long a program may take to end after SIGTERM; the broker itself closes its links within 5 s."""
KILL_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """One program that the demo started, at the head of a process group of its own."""

    name: str
    process: asyncio.subprocess.Process
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def last_words(self, lines: int = 5) -> str:
        """The end of what it printed, for a person who asks why it ended."""
        text = self.log.read_text("utf-8", errors="replace") if self.log.exists() else ""
        spoken = [line for line in text.splitlines() if line.strip()]
        return "\n".join(spoken[-lines:])[-2000:]


class Children:
    """All programs of one demo; use as `async with Children(folder) as children`."""

    def __init__(self, logs: Path, *, gentle_seconds: float = GENTLE_SECONDS) -> None:
        self._logs = logs
        self._gentle_seconds = gentle_seconds
        self._children: list[Child] = []

    async def __aenter__(self) -> Children:
        self._logs.mkdir(parents=True, exist_ok=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.shield(asyncio.ensure_future(self.stop()))

    async def start(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], *, pass_fds: Sequence[int] = ()
    ) -> Child:
        """Start a program; what it prints goes to `<name>.log`. Raises DemoError when it is not installed."""
        log = self._logs / f"{name}.log"
        with log.open("wb") as output:
            try:
                process = await asyncio.create_subprocess_exec(
                    *_ending_with_us(command),
                    env=dict(environment),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                    pass_fds=tuple(pass_fds),
                )
            except FileNotFoundError:
                raise DemoError(f"{command[0]} is not installed, and the demo needs it.") from None
        child = Child(name=name, process=process, log=log)
        self._children.append(child)
        return child

    def forget(self, child: Child) -> None:
        """Take a program that has ended, as it should, off the list."""
        self._children.remove(child)

    async def first_to_end(self) -> Child:
        """Wait until any of the programs ends, which none of them should."""
        waiting = {asyncio.ensure_future(child.process.wait()): child for child in self._children}
        try:
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        return waiting[next(iter(done))]

    async def stop(self) -> None:
        """End them, the last started first, so that each can still speak to those it depends on."""
        while self._children:
            await self._stop_one(self._children.pop())

    async def _stop_one(self, child: Child) -> None:
        for number, seconds in ((signal.SIGTERM, self._gentle_seconds), (signal.SIGKILL, KILL_SECONDS)):
            _signal_group(child.pid, number)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await child.process.wait()
                break
        # Whatever the program itself left behind in its group goes too.
        _signal_group(child.pid, signal.SIGKILL)


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _ending_with_us(command: Sequence[str]) -> list[str]:
    """Have the kernel end the program when the demo is killed outright, where setpriv is there to ask for it."""
    setpriv = shutil.which("setpriv")
    if shutil.which(command[0]) is None:
        raise FileNotFoundError(command[0])
    return [setpriv, "--pdeathsig", "TERM", "--", *command] if setpriv else list(command)
