"""The person at the helped computer: sees the real desktop, and uses its real mouse and keyboard."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy

from tests.agent.desktop import person
from tests.agent.desktop.stage import wait_until
from tests.end_to_end.demo import Demo

PATIENCE_SECONDS = 60.0
EDITOR = "Mousepad"
HALF = 960
KEYS_ON_THEIR_WAY_SECONDS = 2
UNSAVED = r"^\*.*Mousepad"
HELD = """
from Xlib.display import Display
display = Display()
keys = display.query_keymap()
print(*[code for code in range(8, 256) if keys[code // 8] >> code % 8 & 1])
print(display.screen().root.query_pointer().mask & 0x1F00)
"""


class Desk:
    """Hands and eyes on the demo's desktop, without holding up the event loop."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo
        self._there = demo.there

    async def say_yes(self) -> None:
        await asyncio.to_thread(person.say_yes, self._there)

    async def say_yes_to_less(self) -> None:
        """Give only seeing, for the next shorter time."""
        await asyncio.to_thread(person.say_yes_to_less, self._there)

    async def say_yes_to_screen(self, number: int) -> None:
        """Give one screen alone."""
        await asyncio.to_thread(person.say_yes_to_screen, self._there, number)

    async def split_screen(self) -> None:
        """Make two monitors of the one, side by side."""
        await asyncio.to_thread(self._run, "xrandr", "--setmonitor", "one", "960/254x1080/286+0+0", "screen")
        await asyncio.to_thread(self._run, "xrandr", "--setmonitor", "two", "960/254x1080/286+960+0", "none")

    async def join_screen(self) -> None:
        """Make one monitor of the two again."""
        for name in ("one", "two"):
            await asyncio.to_thread(self._run, "xrandr", "--delmonitor", name)

    async def say_no(self) -> None:
        await asyncio.to_thread(person.say_no, self._there)

    async def say_yes_to_owner(self) -> None:
        await asyncio.to_thread(person.say_yes, self._there, person.OWN)

    async def say_yes_to_more(self) -> None:
        await asyncio.to_thread(person.say_yes, self._there, person.WIDEN)

    async def say_no_to_more(self) -> None:
        await asyncio.to_thread(person.say_no, self._there, person.WIDEN)

    async def say_yes_to_time(self) -> None:
        await asyncio.to_thread(person.say_yes, self._there, person.EXTEND)

    async def say_not_asked_for_more(self) -> None:
        await asyncio.to_thread(person.say_not_asked_for, self._there, person.EXTEND)

    async def say_not_asked_for(self) -> None:
        await asyncio.to_thread(person.say_not_asked_for, self._there)

    async def say_yes_to_clipboard(self, title: str) -> None:
        """Let one clipboard pass."""
        await asyncio.to_thread(person.say_yes, self._there, title)

    async def say_no_to_clipboard(self, title: str) -> None:
        await asyncio.to_thread(person.say_no, self._there, title)

    async def clipboard_off(self) -> None:
        """Press it on the banner, left of *Done* where nothing else can be taken back."""
        await asyncio.to_thread(person.stop_control, self._there)

    async def paste(self) -> None:
        """Paste below what the editor shows, as a person does."""
        await asyncio.to_thread(self._paste)

    async def copy_all(self) -> str:
        """Copy all that the editor shows; gives it."""
        text = await self.saved_text()
        await asyncio.to_thread(person.press, self._there, "ctrl+a", "ctrl+c")
        return text

    async def type_code(self, code: str) -> None:
        """Type a code by the keys, as it was read out."""
        await asyncio.to_thread(self._type_code, code)

    async def stop_control(self) -> None:
        """Press it on the banner with the mouse on the desk, whatever is held down from elsewhere."""
        await asyncio.to_thread(person.stop_control, self._there)

    async def press_done(self) -> None:
        await asyncio.to_thread(person.press_done, self._there)

    async def asked(self) -> None:
        """Wait for the question."""
        await asyncio.to_thread(person.await_window, self._there, person.QUESTION)

    async def not_asked_any_more(self) -> None:
        await asyncio.to_thread(person.await_no_window, self._there, person.QUESTION)

    async def watched(self) -> None:
        """Wait for the banner."""
        await asyncio.to_thread(person.await_window, self._there, person.BANNER)

    async def unwatched(self) -> None:
        await asyncio.to_thread(person.await_no_window, self._there, person.BANNER)

    async def reads_on_bar(self, sentence: str, patience: float = PATIENCE_SECONDS) -> None:
        """Wait until the bar is called by this; why it ended stands there for five seconds."""
        is_told = partial(person.windows, self._there, f"Handrail: {sentence}")
        await asyncio.to_thread(wait_until, is_told, f"“{sentence}” on the bar", patience)

    async def ask_for_help(self, reason: str, *, picture: bool = False) -> None:
        """Ask by the tray's menu and its form, with a picture of the screen or without."""
        await asyncio.to_thread(self._ask_for_help, reason, picture=picture)

    async def write_from_my_request(self, text: str) -> None:
        """Press *Write* where the request stands, and write to the technicians."""
        await asyncio.to_thread(self._write_from_my_request, text)

    async def withdraw_my_request(self) -> None:
        """Press *Withdraw* where the request stands, and close that window."""
        await asyncio.to_thread(self._withdraw_my_request)

    async def comes_to_messages(self) -> None:
        """Wait until the window of messages is there by itself, and bring it to the front."""
        await asyncio.to_thread(person.go_to, self._there, person.MESSAGES)

    async def let_in_ahead_of_time(self) -> None:
        """Let whoever was here last in from now on, to see only, by the tray's menu."""
        await asyncio.to_thread(self._let_in)

    async def take_back_ahead_of_time(self) -> None:
        """Take it back, in the window that still stands there."""
        await asyncio.to_thread(self._take_back)

    async def close_ahead_of_time(self) -> None:
        await asyncio.to_thread(self._close, person.AHEAD_OF_TIME)

    async def copied_receipt(self) -> str:
        """Open *My receipts* by the tray's menu, copy the newest one, and give what the editor then reads."""
        await asyncio.to_thread(self._copy_receipt)
        return await self.saved_text()

    async def close_messages(self) -> None:
        await asyncio.to_thread(self._close, person.MESSAGES)
        await asyncio.to_thread(self._close, person.STATUS)

    async def editor(self) -> tuple[int, int, int, int]:
        """Bring the editor to the front; gives its left, top, width and height."""
        window = await asyncio.to_thread(person.go_to, self._there, EDITOR)
        return person.place_of(self._there, window)

    async def editor_on_the_left(self) -> tuple[int, int, int, int]:
        """Bring the editor to the front, into the left half of the screen; gives its left, top, width and height."""
        window = await asyncio.to_thread(person.go_to, self._there, EDITOR)
        for move in (("windowsize", window, "700", "600"), ("windowmove", window, "60", "80")):
            await asyncio.to_thread(self._run, "xdotool", *move)

        def is_left() -> bool:
            left, _top, width, _height = person.place_of(self._there, window)
            return left + width < HALF

        await self._wait(is_left, "the editor in the left half")
        return person.place_of(self._there, window)

    async def editor_has_keys(self) -> None:
        """Wait until the editor took the keys after a click on it: our own windows are given no input from afar."""
        await asyncio.to_thread(person.await_active, self._there, EDITOR)

    async def saved_text(self) -> str:
        """Save in the editor, and give what the file then holds: what really arrived there."""
        return await asyncio.to_thread(self._saved_text)

    async def reads(self, text: str) -> None:
        """Wait until the text has arrived in the editor."""
        await self._wait(self._is_unsaved, "something new in the editor")
        # Saving takes Ctrl, and letters that arrive while it is down would be commands: they have this long to arrive.
        await asyncio.sleep(KEYS_ON_THEIR_WAY_SECONDS)
        await self._wait(lambda: text in self._saved_text(), f"{text!r} in the editor")

    async def press(self, *keys: str) -> None:
        await asyncio.to_thread(person.press, self._there, *keys)

    def is_asked(self) -> bool:
        return bool(person.windows(self._there, person.QUESTION))

    async def holds_something(self) -> None:
        await self._wait(lambda: self.held_keys() != ([], False), "a key to be down")

    async def holds_nothing(self) -> None:
        await self._wait(lambda: self.held_keys() == ([], False), "every key to be up")

    async def _wait(self, is_so: Callable[[], bool], what: str) -> None:
        await asyncio.to_thread(wait_until, is_so, what, PATIENCE_SECONDS)

    def held_keys(self) -> tuple[list[str], bool]:
        """The codes of keys that are down now, and whether a button is."""
        keys, buttons = self._run(sys.executable, "-c", HELD).splitlines()
        return keys.split(), buttons != "0"

    async def pixels(self) -> Any:
        """What is on the desktop now, from the display server itself: rows of red, green, blue."""
        return await asyncio.to_thread(self._pixels)

    def picture(self, path: Path) -> None:
        self._run("import", "-window", "root", str(path))

    def _pixels(self) -> Any:
        command = ("import", "-window", "root", "-depth", "8", "rgb:-")
        done = subprocess.run(command, env=self._there, capture_output=True, timeout=PATIENCE_SECONDS, check=True)
        return numpy.frombuffer(done.stdout, numpy.uint8).reshape(1080, 1920, 3)

    def _is_unsaved(self) -> bool:
        return bool(person.windows(self._there, UNSAVED))

    def _saved_text(self) -> str:
        person.go_to(self._there, EDITOR)
        person.press(self._there, "ctrl+s")
        wait_until(lambda: not self._is_unsaved(), "the editor to save", PATIENCE_SECONDS)
        return self._demo.notes.read_text("utf-8")

    def _ask_for_help(self, reason: str, *, picture: bool) -> None:
        left, top, width, height = self._tray_icon()
        person.click(self._there, left + width // 2, top + height // 2, button=3)
        # The menu's first entry that can be chosen is "Get remote support…".
        person.press(self._there, "Down", "Return")
        person.go_to(self._there, person.FORM)
        # The contact is filled in already, so the first thing to write is the reason.
        person.write(self._there, reason)
        if picture:
            self._add_picture()
        person.press(self._there, "ctrl+Return")

    def _add_picture(self) -> None:
        """Take one by the button after the reason, and use it as it is."""
        person.press(self._there, "Tab", "space")
        person.await_active(self._there, person.PICTURE)
        person.press(self._there, "space")
        person.await_no_window(self._there, person.PICTURE)
        person.go_to(self._there, person.FORM)

    def _choose_from_below(self, number: int) -> None:
        """Choose an item of the tray's menu while nobody is connected; what stands above it differs."""
        left, top, width, height = self._tray_icon()
        person.click(self._there, left + width // 2, top + height // 2, button=3)
        person.press(self._there, *["Up"] * number, "Return")

    def _let_in(self) -> None:
        self._choose_from_below(5)
        person.go_to(self._there, person.AHEAD_OF_TIME)
        # Who was here before comes a moment after the window; the last one, now, to see only is filled in then.
        time.sleep(person.STEADY)
        person.press(self._there, "ctrl+Return")
        time.sleep(person.STEADY)

    def _take_back(self) -> None:
        person.go_to(self._there, person.AHEAD_OF_TIME)
        person.press(self._there, "shift+Tab", "space")

    def _copy_receipt(self) -> None:
        # From below: *Quit*, *Open portal*, *Check the connection*, *Is this really my IT?*, ahead of time, receipts.
        self._choose_from_below(6)
        person.go_to(self._there, person.RECEIPTS)
        # The receipts come a moment after their window.
        time.sleep(person.STEADY)
        person.press(self._there, "shift+Tab", "space", "Escape")
        person.await_no_window(self._there, person.RECEIPTS)
        self._paste()

    def _paste(self) -> None:
        person.go_to(self._there, EDITOR)
        person.press(self._there, "ctrl+End", "Return", "ctrl+v")
        wait_until(self._is_unsaved, "what was pasted in the editor", PATIENCE_SECONDS)

    def _type_code(self, code: str) -> None:
        person.go_to(self._there, person.CODE)
        person.write(self._there, code)
        person.press(self._there, "Return")

    def _write_from_my_request(self, text: str) -> None:
        person.go_to(self._there, person.STATUS)
        # *Close* has the focus, *Write* and *Withdraw* stand before it.
        person.press(self._there, "shift+Tab", "shift+Tab", "space")
        person.go_to(self._there, person.MESSAGES)
        person.write(self._there, text)
        person.press(self._there, "ctrl+Return")

    def _withdraw_my_request(self) -> None:
        person.go_to(self._there, person.STATUS)
        # *Close* has the focus, *Withdraw* stands before it.
        person.press(self._there, "shift+Tab", "space")
        self._close(person.STATUS)

    def _close(self, title: str) -> None:
        if person.windows(self._there, title):
            person.go_to(self._there, title)
            person.press(self._there, "Escape")
            person.await_no_window(self._there, title)

    def _tray_icon(self) -> tuple[int, int, int, int]:
        """Where the tray host put our icon: the only small window inside its panel."""
        tree = self._run("xwininfo", "-root", "-tree")
        panel = tree[tree.index('"panel"') :]
        found = re.search(r"(\d+)x(\d+)\+\d+\+\d+ +\+(\d+)\+(\d+)", panel)
        assert found, f"no tray icon in {tree}"
        width, height, left, top = (int(part) for part in found.groups())
        return left, top, width, height

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self._there, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
        )
        return done.stdout
