"""How smoothly the portal's long lists scroll on a large installation: from one frame to the next, page by page."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Page, expect

from bench.measurement import Measurement, percentile
from tests.end_to_end.browser import Visitors, open_browser, trust_authority
from tests.end_to_end.demo import Demo, running_demo

SECONDS = 6.0
EVERY_SECONDS = 0.05
STEP_PIXELS = 300
LONG_MS = 50.0
"""A frame that took longer is seen as a jerk (W3C Long Tasks names the same limit)."""
PAGES = ("/inventory", "/people", "/organizations", "/audit")
YARDSTICK = "a page of plain lines"
PLAIN = "<p>" + "</p><p>".join(f"Line {number}" for number in range(5_000)) + "</p>"
KEEP_FRAMES = """
() => {
  window.__frames = [];
  let before = performance.now();
  const next = now => { window.__frames.push(now - before); before = now; requestAnimationFrame(next); };
  requestAnimationFrame(now => { before = now; requestAnimationFrame(next); });
}
"""


def measure(arguments: Sequence[str]) -> Measurement:
    """Scroll each list for some seconds; `small` in the arguments tries it out on the small demo."""
    seed = () if "small" in arguments else ("--seed", "large")
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder), *seed) as demo:
        frames = asyncio.run(_all(demo, Path(folder)))
    rows = [
        (name, len(each), *(round(value, 1) for value in _shares(each)), _long(each)) for name, each in frames.items()
    ]
    figures = {
        "worst_p99_ms": max(round(percentile(each, 0.99), 1) for name, each in frames.items() if name != YARDSTICK),
        "yardstick_p99_ms": round(percentile(frames[YARDSTICK], 0.99), 1),
    }
    columns = ("page", "frames", "p50 ms", "p99 ms", "worst ms", f"over {LONG_MS:.0f} ms")
    return Measurement(name="tables", columns=columns, rows=rows, figures=figures)


def _shares(values: Sequence[float]) -> tuple[float, float, float]:
    return percentile(values, 0.5), percentile(values, 0.99), max(values)


def _long(values: Sequence[float]) -> int:
    return sum(value > LONG_MS for value in values)


async def _all(demo: Demo, folder: Path) -> dict[str, list[float]]:
    trust_authority(folder / "home", demo.ca_file)
    async with open_browser(folder / "home") as browser:
        visitors = Visitors(demo, browser, {}, folder / "pictures")
        plain = await browser.new_page()
        await plain.set_content(PLAIN)
        frames = {YARDSTICK: await _scrolled(plain)}
        for path in PAGES:
            page = await visitors.page("provider_admin", path)
            await expect(page.get_by_role("status", name="Loading")).to_have_count(0)
            frames[path] = await _scrolled(page)
        await visitors.close()
    return frames


async def _scrolled(page: Page) -> list[float]:
    """Turn the wheel for some seconds; gives the milliseconds from each frame to the next."""
    await page.mouse.move(700, 500)
    await page.evaluate(KEEP_FRAMES)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        await page.mouse.wheel(0, STEP_PIXELS)
        await asyncio.sleep(EVERY_SECONDS)
    frames: list[float] = await page.evaluate("window.__frames")
    return frames
