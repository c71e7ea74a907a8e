"""How soon a session lets go of a desktop, by who ends it and while its viewer fights; a key's way there beside it."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Page
from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from bench.measurement import Measurement, percentile
from tests.agent.desktop import person
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors, open_browser, trust_authority
from tests.end_to_end.demo import Demo, running_demo
from tests.end_to_end.desk import Desk
from tests.end_to_end.test_kills import post
from tests.end_to_end.test_stopping import KEEP_CHANNELS, fight

COUNT = 100
PATIENCE_SECONDS = 120.0

End = Callable[[], Awaitable[float]]
"""Ends a session somehow; gives the moment (monotonic, seconds) at which somebody did so."""


def measure(arguments: Sequence[str]) -> Measurement:
    """End a hundred sessions in each way, or so many as the first argument says; the others pick ways by a word."""
    count = int(arguments[0]) if arguments else COUNT
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder)) as demo:
        taken = asyncio.run(_all(demo, Path(folder), count, arguments[1:]))
    yardstick = percentile(taken["a key's way from the page to the desktop"], 0.5)
    rows = [
        (way, len(each), *(round(value, 1) for value in _shares(each)), round(percentile(each, 0.5) / yardstick, 2))
        for way, each in taken.items()
    ]
    figures = {
        f"{'_'.join(way.split(',')[0].lower().split())}_p99_ms".replace("'", ""): round(percentile(each, 0.99), 1)
        for way, each in taken.items()
    }
    columns = ("what", "times", "p50 ms", "p99 ms", "worst ms", "p50 / a key's way")
    return Measurement(name="ends", columns=columns, rows=rows, figures=figures)


def _shares(values: Sequence[float]) -> tuple[float, float, float]:
    return percentile(values, 0.5), percentile(values, 0.99), max(values)


async def _all(demo: Demo, folder: Path, count: int, words: Sequence[str]) -> dict[str, list[float]]:
    trust_authority(folder / "home", demo.ca_file)
    async with open_browser(folder / "home") as browser:
        visitors = Visitors(demo, browser, {}, folder / "pictures")
        page = await visitors.page("technician", "/inventory")
        await page.add_init_script(KEEP_CHANNELS)
        desk, screen = Desk(demo), _display_of(demo)

        async def done() -> float:
            return await _press_done(demo, screen)

        pages: list[Page] = []

        async def terminated() -> float:
            # Closed before the next one: closing a page takes longer than ending a session.
            while pages:
                await pages.pop().close()
            # Signed in anew now and then: what has weight wants a second factor that is fresh.
            pages.append(auditor := await visitors.page("auditor", "/live"))
            began = time.monotonic()
            answer = await post(auditor, f"/api/sessions/{portal.session_of(page)}/terminate", {"reason": "measured"})
            assert answer["status"] == 200, answer
            return began

        ways: dict[str, tuple[End, bool]] = {
            "Done at the device, server stopped": (done, True),
            "Done at the device, all well": (done, False),
            "Terminated from the portal, all well": (terminated, False),
        }
        taken: dict[str, list[float]] = {"a key's way from the page to the desktop": []}
        chosen = [way for way in ways if not words or any(word in way for word in words)]
        for way in chosen:
            end, is_stopped = ways[way]
            taken[way] = []
            for number in range(count):
                print(f"{way}: {number + 1} of {count}", flush=True)
                there, gone = await _one(demo, page, desk, screen, end, is_stopped)
                taken["a key's way from the page to the desktop"].append(there)
                taken[way].append(gone)
        await visitors.close()
    return taken


async def _one(demo: Demo, page: Page, desk: Desk, screen: Any, end: End, is_stopped: bool) -> tuple[float, float]:
    """Run one session to its end; gives how long a key took to arrive and how long the hand stayed, in milliseconds."""
    await _until_askable(page, demo)
    await portal.offer_by_api(page, demo)
    await desk.say_yes()
    await portal.becomes(page, "active")
    await portal.picture_is_there(page)
    await desk.watched()
    began = time.monotonic()
    await page.keyboard.down("Control")
    arrived = await _until(screen, held=True)
    await page.keyboard.up("Control")
    await _until(screen, held=False)
    await fight(page, desk)
    if is_stopped:
        os.kill(demo.pids["broker"], signal.SIGSTOP)
    try:
        pressed = await end()
        released = await _until(screen, held=False)
    finally:
        os.kill(demo.pids["broker"], signal.SIGCONT)
    await portal.end_of(page)
    await desk.unwatched()
    return 1000 * (arrived - began), 1000 * (released - pressed)


async def _until_askable(page: Page, demo: Demo) -> None:
    """Wait until the device is back, where the server was stopped before."""
    await page.wait_for_function(
        "async path => (await (await fetch(path)).json()).support.allowed", arg=f"/api/devices/{demo.device['id']}"
    )


async def _press_done(demo: Demo, screen: Any) -> float:
    """Press *Done* as the person would, whoever else moves the pointer; gives the moment of the press."""
    left, top, width, _height = await asyncio.to_thread(
        lambda: person.place_of(demo.there, person.await_window(demo.there, person.BANNER))
    )
    for away in (60, 40, 20, 10, 0):
        xtest.fake_input(screen, X.MotionNotify, x=left + width - 50 - away, y=top + 24)
        screen.sync()
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
    began = time.monotonic()
    for kind in (X.ButtonPress, X.ButtonRelease):
        xtest.fake_input(screen, kind, 1)
    screen.sync()
    return began


async def _until(screen: Any, *, held: bool) -> float:
    """Wait until any key is down on the desktop, or none; gives the moment."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while any(screen.query_keymap()) is not held:
        assert time.monotonic() < give_up_at, "the desktop did not follow"
        await asyncio.sleep(0.001)
    return time.monotonic()


def _display_of(demo: Demo) -> Any:
    """Open the helped person's display; Xlib reads its key file from the environment only."""
    os.environ["XAUTHORITY"] = demo.device["xauthority"]
    return Display(demo.device["display"])
