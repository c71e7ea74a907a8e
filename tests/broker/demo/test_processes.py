"""The demo's programs: none outlives it, and the end of one is noticed."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from broker.demo.errors import DemoError
from broker.demo.processes import Children

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def printed(log: Path) -> str:
    for _ in range(600):
        if log.exists() and log.read_text().endswith("\n"):
            return log.read_text().strip()
        await asyncio.sleep(0.05)
    raise AssertionError("it printed nothing")


async def test_a_program_that_ignores_the_gentle_end_is_ended_with_all_it_started(tmp_path: Path) -> None:
    async with Children(tmp_path, gentle_seconds=0.2) as children:
        child = await children.start("stubborn", [sys.executable, "-c", STUBBORN], os.environ)
        grandchild = int(await printed(child.log))
        assert is_running(grandchild)
    assert child.process.returncode is not None
    for _ in range(200):
        if not is_running(grandchild):
            break
        await asyncio.sleep(0.05)
    assert not is_running(grandchild)


async def test_the_first_program_to_end_is_named_with_its_last_words(tmp_path: Path) -> None:
    async with Children(tmp_path) as children:
        await children.start("steady", ["sleep", "600"], os.environ)
        await children.start("brief", [sys.executable, "-c", "print('one'); print('out of paper')"], os.environ)
        ended = await asyncio.wait_for(children.first_to_end(), 60)
        assert ended.name == "brief"
        assert ended.last_words(1) == "out of paper"
        assert ended.last_words() == "one\nout of paper"


async def test_a_program_that_is_not_installed_is_named(tmp_path: Path) -> None:
    async with Children(tmp_path) as children:
        with pytest.raises(DemoError, match="no-such-program is not installed"):
            await children.start("absent", ["no-such-program"], os.environ)
