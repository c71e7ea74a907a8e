"""A computer that is not enrolled gets help once: a code is read out, the person says yes, and nothing is left."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import expect

from protocol.joining import read_code
from protocol.session.reasons import EndReason
from tests.agent.desktop import person
from tests.agent.desktop.stage import tool, wait_until
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import Desk

JOIN = "Handrail: Get help now"
GONE = "Handrail: Nobody is connected"
END_SECONDS = 60


class OneTimeAgent:
    """A second agent on the demo's desktop, started as the page says, with a home folder of its own."""

    def __init__(self, demo: Demo, folder: Path) -> None:
        self.there = demo.there
        self.home, self.temporary = folder / "home", folder / "tmp"
        self.log = folder / "agent.log"
        for each in (self.home, self.temporary):
            each.mkdir()
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self, *arguments: str) -> None:
        places = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "HANDRAIL_AGENT_LOOPBACK": "1"}
        # Without a session bus of its own, libdbus would start one, and note it in the home folder.
        places["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "agent", "once", *arguments]
            # With a terminal's own group, so that the test can end all of it.
            self.process = await asyncio.to_thread(
                subprocess.Popen, command, env=self.there | places, stdout=log, stderr=log, start_new_session=True
            )

    def states(self) -> list[Path]:
        return sorted(self.temporary.glob("handrail-once-*"))

    def files(self) -> list[Path]:
        return sorted(path for folder in (self.home, self.temporary) for path in folder.rglob("*") if path.is_file())

    async def ended(self) -> int:
        assert self.process is not None
        return await asyncio.to_thread(self.process.wait, END_SECONDS)

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest_asyncio.fixture(loop_scope="session")
async def once(demo: Demo, tmp_path: Path) -> AsyncIterator[OneTimeAgent]:
    agent = OneTimeAgent(demo, tmp_path)
    yield agent
    agent.kill()
    print(agent.log.read_text() if agent.log.exists() else "")


def code_in_title(demo: Demo) -> str | None:
    """Read the code off the window, whose title has it, too."""
    for window in person.windows(demo.there, JOIN):
        title = tool(dict(demo.there), "getwindowname", window)
        if (code := read_code(title.removeprefix(JOIN).strip(" :"))) is not None:
            return code
    return None


async def test_a_computer_that_is_not_enrolled_is_helped_once_and_nothing_is_left(
    visitors: Visitors, demo: Demo, desk: Desk, once: OneTimeAgent, tmp_path: Path
) -> None:
    stranger = await visitors.stranger("/get-help-now")
    await expect(stranger.get_by_text("This page is for people who are signed in.")).to_be_visible()
    customer = await visitors.page("end_user", "/get-help-now")
    command = await customer.get_by_label("The line to run").inner_text()
    program, word, target = command.split()
    assert (program, word) == ("handrail-agent", "once")

    # An address whose root is another one: nothing is sent, and nothing is left.
    await once.start(target[:-1] + ("0" if target[-1] != "0" else "1"))
    assert await once.ended() == 1
    assert "Nothing was sent" in once.log.read_text()
    assert once.states() == []

    await once.start(target)
    await asyncio.to_thread(wait_until, lambda: code_in_title(demo) is not None, "a code in the window", 60.0)
    code = code_in_title(demo)
    assert code is not None
    desk.picture(tmp_path / "code.png")
    assert len(once.states()) == 1

    page = await visitors.page("technician", "/requests")
    await page.get_by_role("button", name="Join by code").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Code").fill(f"{code[:3]} {code[3:6]} {code[6:]}")
    await dialog.get_by_label("Reason").fill("Printer driver")
    await page.screenshot(path=tmp_path / "join.png")
    await dialog.get_by_role("button", name="Ask the person").click()
    await page.wait_for_url("**/sessions/*/view", timeout=portal.WAIT_MILLISECONDS)
    await desk.say_yes()
    await portal.becomes(page, "active")
    await portal.picture_is_there(page)
    await desk.watched()

    await desk.press_done()
    assert await portal.end_of(page) == EndReason.DONE_AT_DEVICE
    await desk.unwatched()
    # The last window comes once everything else is gone.
    await asyncio.to_thread(person.go_to, demo.there, GONE)
    assert once.states() == []
    desk.picture(tmp_path / "gone.png")
    await asyncio.to_thread(person.press, demo.there, "Escape")
    assert await once.ended() == 0
    assert once.files() == []
    kinds = await portal.kinds_of(page)
    assert "device.joined" in kinds
    assert "device.left" in kinds
    inventory = await visitors.page("technician", "/inventory")
    await expect(inventory.get_by_role("button", name="Support ")).to_have_count(1)
