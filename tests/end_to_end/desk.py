"""The person at the helped computer: sees the real desktop, and uses its real mouse and keyboard."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.end_to_end.demo import Demo

Found = TypeVar("Found")

WAIT_SECONDS = 60.0
ARMED_SECONDS = 1.5
KEY_SECONDS = 0.3
CONSENT = "Handrail: Let a technician help you?"
REQUEST = "Handrail: Get remote support"
BANNER = "Handrail: Somebody sees this screen"
EDITOR = "Mousepad"


class Desk:
    """Hands and eyes on the demo's desktop, by xdotool and screenshots."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    async def say_yes(self) -> None:
        await self.answer("Tab", "space")

    async def say_no(self) -> None:
        await self.answer("Escape")

    async def answer(self, *keys: str) -> None:
        """Press keys in the window that asks, once it takes them."""
        window = await self.window(CONSENT)
        await self._tool("windowactivate", "--sync", window)
        await asyncio.sleep(ARMED_SECONDS)
        await self.press(*keys)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._tool("key", key)
            await asyncio.sleep(KEY_SECONDS)

    async def type(self, text: str) -> None:
        await self._tool("type", "--delay", "30", text)

    async def activate(self, title: str) -> str:
        window = await self.window(title)
        await self._tool("windowactivate", "--sync", window)
        return window

    async def window(self, title: str) -> str:
        """Wait for a window that is shown, by its title."""
        return await until(lambda: self._find(title), f"a window {title!r}")

    async def gone(self, title: str) -> None:
        await until(lambda: self._find(title) is None, f"the window {title!r} to go")

    def shows(self, title: str) -> bool:
        return self._find(title) is not None

    async def click(self, x: int, y: int, *, button: int = 1) -> None:
        await self._tool("mousemove", "--sync", str(x), str(y), "click", str(button))

    def place(self, window: str) -> tuple[int, int, int, int]:
        """Left, top, width and height of a window."""
        shown = self._run("xdotool", "getwindowgeometry", "--shell", window).stdout
        values = dict(line.split("=", 1) for line in shown.splitlines() if "=" in line)
        return int(values["X"]), int(values["Y"]), int(values["WIDTH"]), int(values["HEIGHT"])

    async def saved_text(self) -> str:
        """Save in the editor, and give what the file then holds: what really arrived there."""
        await self.activate(EDITOR)
        before = self._demo.notes.stat().st_mtime_ns
        await self.press("ctrl+s")
        await until(lambda: self._demo.notes.stat().st_mtime_ns != before, "the editor to save")
        return self._demo.notes.read_text("utf-8")

    def picture(self, path: Path) -> None:
        self._run("import", "-window", "root", str(path))

    def held_keys(self) -> list[str]:
        """Keys and buttons that are down now."""
        script = (
            "from Xlib.display import Display; d = Display(); "
            "print(*[code for code in range(8, 256) if d.query_keymap()[code // 8] >> code % 8 & 1]); "
            "print(d.screen().root.query_pointer().mask & 0x1f00)"
        )
        keys, buttons = self._run(sys.executable, "-c", script).stdout.splitlines()
        return [*keys.split(), *([f"buttons {buttons}"] if buttons != "0" else [])]

    def _find(self, title: str) -> str | None:
        found = self._run("xdotool", "search", "--onlyvisible", "--name", title.replace("?", r"\?"))
        return found.stdout.split()[-1] if found.stdout.split() else None

    async def _tool(self, *arguments: str) -> None:
        await asyncio.to_thread(self._run, "xdotool", *arguments)

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, env=self._demo.there, capture_output=True, text=True, timeout=WAIT_SECONDS, check=False
        )


async def until(look: Callable[[], Found | None], what: str) -> Found:
    """Look until there is something true; raises AssertionError that names what was awaited."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        found = await asyncio.to_thread(look)
        if found:
            return found
        await asyncio.sleep(0.2)
    raise AssertionError(f"waited {WAIT_SECONDS:.0f} s for {what}")
