"""How soon and how well a change on the desktop is seen in Chromium, and what it costs; stock aiortc beside it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import math
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import aioice.ice
import av
import mss
import numpy
import xcffib
import xcffib.xproto
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from PIL import Image, ImageDraw, ImageFont
from playwright.async_api import Page

from agent.desktop.screen_x11 import X11Screen
from agent.media.stream import ScreenStream
from agent.peer.connection import Peer
from bench.measurement import Measurement, percentile
from tests.agent.chromium import fingerprint_of, offer_of, viewer_page
from tests.agent.private_display import private_display

WIDTH, HEIGHT = 1920, 1080
CLICKS = 30
STRIP = 32
MISSED_SECONDS = 10.0
VIEW_WIDTH = 1200
PATCH = 96
IDLE_SECONDS = 4.0
SCROLL_SECONDS = 4.0
SCROLL_STEP = 24
COLOURS = ((220, 40, 40), (40, 170, 60), (40, 80, 220), (230, 160, 20), (140, 40, 180))

WATCH = """
async ([x, y, colour]) => {
  for (;;) {
    const seen = await sample(x, y);
    if (seen && colour.every((value, at) => Math.abs(value - seen[at]) <= 24)) break;
    await new Promise(done => setTimeout(done, 1));
  }
  return performance.timeOrigin + performance.now();
}
"""
REGION = """
async ([x, y, width, height]) => {
  const frame = new VideoFrame(video);
  const bytes = new Uint8Array(4 * width * height);
  try { await frame.copyTo(bytes, {format: 'RGBA', rect: {x, y, width, height}}); } finally { frame.close(); }
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}
"""


@dataclass(slots=True, kw_only=True)
class Result:
    clicks_ms: list[float] = field(default_factory=list)
    first_ms: float = 0.0
    idle_cpu: float = 0.0
    idle_kbytes: float = 0.0
    scroll_cpu: float = 0.0
    scroll_frames: float = 0.0
    scroll_kbytes: float = 0.0
    text_psnr: float = 0.0


class Canvas:
    """Draws on the root window of a display, as an application would."""

    def __init__(self, display: str) -> None:
        connect: Any = xcffib.connect
        self.connection = connect(display=display)
        self.rectangles: Any = xcffib.xproto.RECTANGLE
        setup = self.connection.get_setup()
        self.root = setup.roots[self.connection.pref_screen].root
        self.depth = setup.roots[self.connection.pref_screen].root_depth
        self.context = self.connection.generate_id()
        self.connection.core.CreateGC(self.context, self.root, 0, [])

    def strips(self, picture: Image.Image) -> list[bytes]:
        """The picture as the server takes it, cut to what fits a request."""
        pixels = numpy.asarray(picture.convert("RGBA"))[..., [2, 1, 0, 3]]
        return [pixels[at : at + STRIP].tobytes() for at in range(0, picture.height, STRIP)]

    def image(self, strips: list[bytes], width: int, left: int = 0, top: int = 0) -> None:
        for index, strip in enumerate(strips):
            rows, place = len(strip) // (4 * width), top + index * STRIP
            self.connection.core.PutImage(
                2, self.root, self.context, width, rows, left, place, 0, self.depth, len(strip), strip
            )
        self.connection.flush()

    def rectangle(self, colour: tuple[int, int, int], left: int, top: int, size: int) -> None:
        value = colour[0] << 16 | colour[1] << 8 | colour[2]
        self.connection.core.ChangeGC(self.context, xcffib.xproto.GC.Foreground, [value])
        box = self.rectangles.synthetic(left, top, size, size)
        self.connection.core.PolyFillRectangle(self.root, self.context, 1, [box])
        self.connection.flush()

    def close(self) -> None:
        self.connection.disconnect()


def text_page(seed: int = 1, height: int = HEIGHT) -> Image.Image:
    """A page of small coloured text on white."""
    chance = random.Random(seed)
    picture = Image.new("RGB", (WIDTH, height), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(13)
    for top in range(4, height - 14, 16):
        left = 8
        while left < WIDTH - 60:
            word = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(chance.randint(2, 10)))
            draw.text((left, top), word, fill=chance.choice([(20, 20, 20), (20, 20, 20), *COLOURS]), font=font)
            left += 8 * len(word) + 8
    return picture


class MssTrack(VideoStreamTrack):
    """What one would write with the library alone: 30 whole screens a second."""

    def __init__(self, display: str) -> None:
        super().__init__()
        self.grabber = mss.MSS(display=display)
        self.began = time.monotonic()
        self.count = 0

    async def recv(self) -> av.VideoFrame:
        await asyncio.sleep(max(0.0, self.began + self.count / 30 - time.monotonic()))
        self.count += 1
        shot = self.grabber.grab(self.grabber.monitors[0])
        pixels = numpy.frombuffer(shot.raw, numpy.uint8).reshape(shot.height, shot.width, 4)
        frame = av.VideoFrame.from_ndarray(pixels, format="bgra")
        frame.pts, frame.time_base = int((time.monotonic() - self.began) * 90_000), Fraction(1, 90_000)
        return frame


@contextlib.asynccontextmanager
async def ours(page: Page, display: str) -> AsyncIterator[None]:
    peer = Peer(on_message=lambda channel, text: None, on_lost=lambda code: None, loopback=True)
    offer = await offer_of(page)
    await page.evaluate("answer => accept(answer)", await peer.answer(offer, fingerprint_of(offer)))
    await peer.connected()
    peer.show(ScreenStream(X11Screen(display)))
    yield
    await peer.close()


@contextlib.asynccontextmanager
async def stock(page: Page, display: str) -> AsyncIterator[None]:
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.addTrack(MssTrack(display))
    offer = await offer_of(page, ["video/h264"])
    await peer.setRemoteDescription(RTCSessionDescription(sdp=offer, type="offer"))
    await peer.setLocalDescription(await peer.createAnswer())
    await page.evaluate("answer => accept(answer)", peer.localDescription.sdp)
    yield
    await peer.close()


async def run(way: Callable[[Page, str], contextlib.AbstractAsyncContextManager[None]], clicks: int) -> Result:
    result = Result()
    with private_display(f"{WIDTH}x{HEIGHT}") as display:
        canvas = Canvas(display)
        page_image = text_page()
        canvas.image(canvas.strips(page_image), WIDTH)
        canvas.rectangle(COLOURS[0], 100, 100, PATCH)
        tall = text_page(2, HEIGHT * 2)
        boxes = [(200, step * SCROLL_STEP, 200 + VIEW_WIDTH, step * SCROLL_STEP + 800) for step in range(20)]
        views = [canvas.strips(tall.crop(box)) for box in boxes]
        async with viewer_page() as page:
            began = time.monotonic()
            async with way(page, display):
                await asyncio.wait_for(page.evaluate(WATCH, [148, 148, list(COLOURS[0])]), 60)
                result.first_ms = 1000 * (time.monotonic() - began)
                await asyncio.sleep(2.0)
                result.text_psnr = await _psnr(page, page_image)
                result.clicks_ms = [await _click(page, canvas, number) for number in range(clicks)]
                await asyncio.sleep(2.0)
                result.idle_cpu, result.idle_kbytes, _ = await _cost(page, IDLE_SECONDS, asyncio.sleep(IDLE_SECONDS))
                figures = await _cost(page, SCROLL_SECONDS, _scroll(canvas, views))
                result.scroll_cpu, result.scroll_kbytes, result.scroll_frames = figures
        canvas.close()
    return result


async def _click(page: Page, canvas: Canvas, number: int) -> float:
    left, top = random.Random(number).randrange(0, WIDTH - PATCH), random.Random(-number).randrange(0, HEIGHT - PATCH)
    colour = COLOURS[number % len(COLOURS)]
    watching = asyncio.create_task(page.evaluate(WATCH, [left + PATCH // 2, top + PATCH // 2, list(colour)]))
    await asyncio.sleep(0.45 + random.Random(number).random() / 10)
    clicked = time.time()
    canvas.rectangle(colour, left, top, PATCH)
    try:
        return float(await asyncio.wait_for(watching, MISSED_SECONDS)) - 1000 * clicked
    except TimeoutError:
        # Never seen: counts as that late, and shows in the worst.
        return 1000 * MISSED_SECONDS


async def _cost(page: Page, seconds: float, work: Awaitable[float | None]) -> tuple[float, float, float]:
    before, cpu = await page.evaluate("statistics()"), time.process_time()
    drawing = await work or 0.0
    spent, after = time.process_time() - cpu - drawing, await page.evaluate("statistics()")
    octets = after.get("bytesReceived", 0) - before.get("bytesReceived", 0)
    frames = after.get("framesDecoded", 0) - before.get("framesDecoded", 0)
    return 100 * spent / seconds, octets / 1000 / seconds, frames / seconds


async def _scroll(canvas: Canvas, views: list[list[bytes]]) -> float:
    # Drawn in another thread, as an application would draw it.
    until, number, drawing = time.monotonic() + SCROLL_SECONDS, 0, 0.0
    while time.monotonic() < until:
        due = time.monotonic() + 1 / 30
        drawing += await asyncio.to_thread(_timed, canvas, views[number % len(views)])
        number += 1
        await asyncio.sleep(max(0.0, due - time.monotonic()))
    return drawing


def _timed(canvas: Canvas, view: list[bytes]) -> float:
    """Draw, and give the CPU seconds of it: they are the application's, not the agent's."""
    before = time.thread_time()
    canvas.image(view, VIEW_WIDTH, 200, 100)
    return time.thread_time() - before


async def _psnr(page: Page, page_image: Image.Image) -> float:
    left, top, width, height = 400, 400, 640, 320
    content = base64.b64decode(await page.evaluate(REGION, [left, top, width, height]))
    seen = numpy.frombuffer(content, numpy.uint8).reshape(height, width, 4)[..., :3].astype(float)
    true = numpy.asarray(page_image.crop((left, top, left + width, top + height))).astype(float)
    return 10 * math.log10(255**2 / max(1e-9, float(((seen - true) ** 2).mean())))


def measure(arguments: Sequence[str]) -> Measurement:
    """Measure `arguments[0]` clicks on each of both ways."""
    clicks = int(arguments[0]) if arguments else CLICKS
    results = {"handrail": asyncio.run(run(ours, clicks)), "stock aiortc": asyncio.run(run(stock, clicks))}
    rows: list[Sequence[object]] = []
    figures: dict[str, float] = {}
    for name, found in results.items():
        middle, worst = percentile(found.clicks_ms, 0.5), max(found.clicks_ms)
        values = {
            "click_p50_ms": middle,
            "click_worst_ms": worst,
            "clicks_missed": float(sum(late >= 1000 * MISSED_SECONDS for late in found.clicks_ms)),
            "first_picture_ms": found.first_ms,
            "idle_cpu_percent": found.idle_cpu,
            "idle_kbytes_per_second": found.idle_kbytes,
            "scroll_frames_per_second": found.scroll_frames,
            "scroll_cpu_percent": found.scroll_cpu,
            "scroll_kbytes_per_second": found.scroll_kbytes,
            "text_psnr_db": found.text_psnr,
        }
        rows.append((name, *(round(value, 2) for value in values.values())))
        figures |= {f"{name.replace(' ', '_')}_{key}": round(value, 2) for key, value in values.items()}
    ratio = percentile(results["stock aiortc"].clicks_ms, 0.5) / max(
        1e-9, percentile(results["handrail"].clicks_ms, 0.5)
    )
    figures["click_ratio_to_stock"] = round(ratio, 2)
    columns = (
        "way",
        "click p50",
        "worst ms",
        "missed",
        "first ms",
        "idle %",
        "idle kB/s",
        "scroll fps",
        "scroll %",
        "kB/s",
        "PSNR dB",
    )
    return Measurement(name="picture", columns=columns, rows=rows, figures=figures)
