"""Core's end of the desktop process, with the real one on a real display."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from Xlib import display as xlib

from agent import desktop_process
from agent.desktop_process import DesktopProcess
from protocol.capabilities import Capability
from protocol.grant import Who
from protocol.identifiers import SessionId
from protocol.links import core_desktop, viewer_agent
from protocol.links.core_desktop import FromDesktop, Inject, Injected, Ready, ShowSession
from tests.agent.private_display import private_display
from tests.fakes.device import Heard

pytestmark = pytest.mark.display
SESSION = SessionId("s" * 26)


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    with private_display(directory=tmp_path) as name:
        monkeypatch.setenv("DISPLAY", name)
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        yield name


class Core:
    """What core would do with a desktop."""

    def __init__(self) -> None:
        self.heard = Heard()
        self.gone = 0
        self.desktop = DesktopProcess(self._hear, self._gone)

    async def _hear(self, message: FromDesktop) -> None:
        self.heard.add(message)

    async def _gone(self) -> None:
        self.gone += 1


def keys_down(name: str) -> int:
    connection = xlib.Display(name)
    try:
        return sum(byte.bit_count() for byte in connection.query_keymap())
    finally:
        connection.close()


async def test_a_killed_desktop_leaves_no_key_down_and_comes_back(display: str) -> None:
    core = Core()
    running = asyncio.create_task(core.desktop.run())
    async with asyncio.timeout(60):
        ready = await asyncio.wait_for(_ready(core, 1), 30)
        core.desktop.send(_session())
        press = viewer_agent.Key(code="KeyA", text="a", down=True, modifiers=())
        core.desktop.send(Inject(session=SESSION, sequence=1, events=(press,)))
        await core.heard.next(Injected)
        assert keys_down(display) == 1
        os.kill(ready.process, signal.SIGKILL)
        again = await asyncio.wait_for(_ready(core, 2), 30)
    assert again.process != ready.process
    assert core.gone == 1
    assert keys_down(display) == 0
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert core.desktop.process_id is None


async def test_a_desktop_whose_core_is_gone_lets_go_and_ends(display: str) -> None:
    core = Core()
    running = asyncio.create_task(core.desktop.run())
    await asyncio.wait_for(_ready(core, 1), 30)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert not core.desktop.is_up
    assert not core.desktop.send(core_desktop.ReleaseAll())


async def _ready(core: Core, number: int) -> Ready:
    while len(core.heard.all(Ready)) < number:
        await asyncio.sleep(0.05)
    return core.heard.all(Ready)[number - 1]


def _session() -> ShowSession:
    from agent import clock

    return ShowSession(
        session=SESSION,
        who=Who(name="Technician", email="t@provider.example", company="Provider", signed_in_by="password"),
        since=clock.now(),
        capabilities=(Capability.VIEW, Capability.CONTROL),
    )


@pytest.mark.slow
async def test_a_desktop_that_hangs_is_replaced_while_somebody_depends_on_it(
    display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desktop_process, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(desktop_process, "FROZEN_TICKS", 160)
    core = Core()
    needed = False
    core.desktop.is_needed = lambda: needed
    running = asyncio.create_task(core.desktop.run())
    async with asyncio.timeout(90):
        ready = await _ready(core, 1)
        needed = True
        while core.desktop._answered < 3:
            await asyncio.sleep(0.05)
        assert core.gone == 0
        assert not core.heard.all(core_desktop.Pong)
        os.kill(ready.process, signal.SIGSTOP)
        again = await _ready(core, 2)
    assert again.process != ready.process
    assert core.gone == 1
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_desktop_that_nobody_needs_may_take_its_time(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop_process, "TICK_SECONDS", 0.01)
    core = Core()
    running = asyncio.create_task(core.desktop.run())
    async with asyncio.timeout(60):
        ready = await _ready(core, 1)
        os.kill(ready.process, signal.SIGSTOP)
        await asyncio.sleep(0.5)
        os.kill(ready.process, signal.SIGCONT)
    assert core.gone == 0
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
