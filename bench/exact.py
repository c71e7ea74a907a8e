"""How near what the viewer shows is to a desktop that changed a moment ago, in the real viewer in Chromium."""

from __future__ import annotations

import asyncio
import base64
import math
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
from playwright.async_api import Page

from agent.desktop.screen_x11 import X11Screen
from agent.media.stream import ScreenStream
from bench.measurement import Measurement, percentile
from bench.picture import HEIGHT, WIDTH, Canvas, text_page
from protocol.links.viewer_tiles import Grid
from tests.agent.private_display import private_display
from tests.end_to_end.browser import open_browser
from tests.end_to_end.stand_in import connect, serving
from tests.end_to_end.stand_in_agent import SESSION, StandInAgent

FRONT_END = Path(__file__).resolve().parent.parent / "broker" / "web" / "static"
CHANGES = 5
MOMENTS = (0.1, 0.3, 1.0, 2.0)
QUIET_SECONDS = 2.5
PATIENCE_MS = 60_000
LOOK = """
async ([began, moments, width, height]) => {
  const looks = [];
  let [exact, moved] = [null, false];
  const canvas = document.querySelector("[data-testid=tiles]");
  const now = () => performance.timeOrigin + performance.now();
  const watch = setInterval(() => {
    const whole = canvas.dataset.exact === canvas.dataset.cells;
    moved ||= !whole;
    if (exact === null && moved && whole) exact = now() - began;
  }, 5);
  for (const moment of moments) {
    while (now() < began + moment) await new Promise((done) => setTimeout(done, 1));
    looks.push(await window.__handrail.sample(0, 0, width, height));
  }
  clearInterval(watch);
  const written = looks.map((bytes) => {
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  });
  return [exact, written];
}
"""


def measure(arguments: Sequence[str]) -> Measurement:
    """Change the whole screen to a page of coloured text, five times or so often as the first argument says."""
    changes = int(arguments[0]) if arguments else CHANGES
    looks, exact = asyncio.run(_run(changes))
    rows: list[Sequence[object]] = []
    figures: dict[str, float] = {}
    for moment, found in zip(MOMENTS, zip(*looks, strict=True), strict=True):
        quality, share = percentile([each[0] for each in found], 0.5), min(each[1] for each in found)
        rows.append((moment, round(quality, 1), round(100 * share, 3)))
        figures |= {f"psnr_{moment}_db": round(quality, 1), f"exact_{moment}_percent": round(100 * share, 3)}
    figures |= {"exact_after_p50_ms": round(percentile(exact, 0.5)), "exact_after_worst_ms": round(max(exact))}
    rows.append((f"exact after {figures['exact_after_p50_ms']} ms", f"worst {figures['exact_after_worst_ms']} ms", ""))
    columns = ("s after the change", "PSNR dB, p50 (99 is exact)", "exact pixels, least %")
    return Measurement(name="exact", columns=columns, rows=rows, figures=figures)


async def _run(changes: int) -> tuple[list[list[tuple[float, float]]], list[float]]:
    with private_display(f"{WIDTH}x{HEIGHT}") as display, tempfile.TemporaryDirectory() as folder:
        canvas = Canvas(display)
        pages = [text_page(seed) for seed in range(changes + 1)]
        strips = [canvas.strips(page) for page in pages]
        canvas.image(strips[0], WIDTH)
        agent = StandInAgent(stream=ScreenStream(X11Screen(display)))
        agent.screen.resize(WIDTH, HEIGHT)
        async with serving(FRONT_END) as broker, open_browser(Path(folder)) as browser:
            page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
            await page.goto(f"{broker.url}/sessions/{SESSION}/view")
            await broker.state("approved")
            await connect(broker, agent)
            cells = str(Grid(width=WIDTH, height=HEIGHT).cells)
            await page.wait_for_selector(f'[data-testid="tiles"][data-exact="{cells}"]', timeout=PATIENCE_MS)
            looks: list[list[tuple[float, float]]] = []
            exact: list[float] = []
            for number in range(1, changes + 1):
                await asyncio.sleep(QUIET_SECONDS)
                found, after = await _change(page, canvas, strips[number], numpy.asarray(pages[number]))
                looks.append(found)
                exact.append(after)
            await agent.close()
        canvas.close()
    return looks, exact


async def _change(
    page: Page, canvas: Canvas, strips: list[bytes], wanted: Any
) -> tuple[list[tuple[float, float]], float]:
    """Change the screen; gives PSNR and share of exact pixels at each moment, and when all was exact."""
    began = 1000 * time.time()
    looking = asyncio.create_task(page.evaluate(LOOK, [began, [1000 * each for each in MOMENTS], WIDTH, HEIGHT]))
    await asyncio.to_thread(canvas.image, strips, WIDTH)
    exact, written = await looking
    after = exact if exact is not None else 1000 * MOMENTS[-1]
    return [_compared(base64.b64decode(look), wanted) for look in written], after


def _compared(content: bytes, wanted: Any) -> tuple[float, float]:
    seen = numpy.frombuffer(content, numpy.uint8).reshape(HEIGHT, WIDTH, 4)[..., :3]
    error = float(((seen.astype(float) - wanted.astype(float)) ** 2).mean())
    quality = 99.0 if error == 0 else min(98.9, 10 * math.log10(255**2 / error))
    return quality, float((seen == wanted).all(axis=2).mean())
