"""What the viewer's bar offers, in a browser against the agent's own peer: size, keys, quality, a copy, figures."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from PIL import Image
from playwright.async_api import Page, expect

from protocol.links import viewer_agent
from protocol.links.viewer_agent import Button, Modifier, QualityChoice
from tests.end_to_end.browser import open_browser
from tests.end_to_end.looking import faults_of, look
from tests.end_to_end.stand_in import StandIn, connect, serving
from tests.end_to_end.stand_in_agent import SESSION, StandInAgent
from tests.end_to_end.test_viewer_engine import FRONT_END, wait_for_colour

PATIENCE = 30_000
GREEN = (40, 200, 40)


@pytest_asyncio.fixture(loop_scope="session")
async def broker() -> AsyncIterator[StandIn]:
    async with serving(FRONT_END) as stand_in:
        yield stand_in


@pytest_asyncio.fixture(loop_scope="session")
async def agent() -> AsyncIterator[StandInAgent]:
    agent = StandInAgent()
    yield agent
    await agent.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(broker: StandIn, agent: StandInAgent, tmp_path: Path) -> AsyncIterator[Page]:
    """A page that shows the other screen, 640 × 400, in green."""
    async with open_browser(tmp_path) as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        page.set_default_timeout(PATIENCE)
        await page.goto(f"{broker.url}/sessions/{SESSION}/view")
        await broker.state("approved")
        await connect(broker, agent)
        agent.screen.paint(GREEN)
        await wait_for_colour(page, GREEN)
        yield page


async def reach_bar(page: Page) -> None:
    await page.get_by_role("textbox").focus()
    for key in ("Control", "Alt", "Shift"):
        await page.keyboard.down(key)
    for key in ("Shift", "Alt", "Control"):
        await page.keyboard.up(key)
    await expect(page.locator("[role=toolbar] button:focus")).to_have_count(1)


async def has_width(page: Page, width: int) -> None:
    await page.wait_for_function(
        "width => Math.abs(document.querySelector('[data-testid=screen]').getBoundingClientRect().width - width) < 0.6",
        arg=width,
    )


async def hits(page: Page, agent: StandInAgent, x: int, y: int) -> None:
    """Click the middle of one pixel of the other screen, and see that this very pixel was meant."""
    agent.received.clear()
    left, top, width = await page.evaluate(
        "(() => { const {left, top, width} = document.querySelector('[data-testid=screen]').getBoundingClientRect();"
        " return [left, top, width]; })()"
    )
    scale = width / 640
    await page.mouse.click(left + (x + 0.5) * scale, top + (y + 0.5) * scale)
    pressed = await agent.until(viewer_agent.PointerButton, button=Button.LEFT, down=True)
    assert (pressed.x, pressed.y) == (x, y)


async def test_the_picture_is_made_larger_and_moved_and_each_pixel_is_hit_exactly(
    page: Page, agent: StandInAgent
) -> None:
    await has_width(page, 1280)
    await hits(page, agent, 3, 211)
    await reach_bar(page)
    await page.keyboard.press("1")
    await has_width(page, 640)
    await page.keyboard.press("+")
    await page.keyboard.press("+")
    await has_width(page, 1000)
    await page.keyboard.press("Escape")
    await hits(page, agent, 639, 399)
    # Ctrl and the wheel, around the pointer; none of it goes to the device.
    agent.received.clear()
    await page.mouse.move(900, 500)
    await page.keyboard.down("Control")
    for _ in range(6):
        await page.mouse.wheel(0, -120)
    await page.keyboard.up("Control")
    await has_width(page, 3125)
    assert not [message for _, message in agent.received if isinstance(message, viewer_agent.Wheel)]
    # The rest of the picture comes in at the edge.
    await page.mouse.move(2, 500)
    await page.wait_for_function(
        "() => document.querySelector('[data-testid=screen]').getBoundingClientRect().left === 0"
    )
    await page.mouse.move(640, 400)
    await hits(page, agent, 7, 200)
    await reach_bar(page)
    for _ in range(3):
        await page.keyboard.press("Shift+ArrowRight")
    await page.wait_for_function(
        "() => document.querySelector('[data-testid=screen]').getBoundingClientRect().left === -240"
    )
    await page.keyboard.press("0")
    await has_width(page, 1280)


async def test_keys_quality_copy_and_figures_by_the_keyboard_alone(
    page: Page, agent: StandInAgent, tmp_path: Path
) -> None:
    # Keys that this computer keeps.
    await reach_bar(page)
    await page.keyboard.press("k")
    await expect(page.get_by_role("menuitem", name="Ctrl+Alt+Del")).to_be_focused()
    await page.keyboard.press("Enter")
    pressed = await agent.until(viewer_agent.Key, code="Delete", down=True)
    assert pressed.modifiers == (Modifier.CONTROL, Modifier.ALT)
    await agent.until(viewer_agent.Key, code="ControlLeft", down=False, modifiers=())
    await expect(page.get_by_role("textbox")).to_be_focused()

    # What the picture is made for.
    await reach_bar(page)
    await page.keyboard.press("z")
    await page.get_by_role("menuitemradio", name="Low bandwidth").focus()
    await page.keyboard.press("Enter")
    await agent.until(viewer_agent.ChooseQuality, choice=QualityChoice.LOW)
    await page.keyboard.press("z")
    await expect(page.get_by_role("menuitemradio", name="Low bandwidth")).to_have_attribute("aria-checked", "true")

    # A copy to keep, of which the device is told first.
    save = page.get_by_role("menuitem", name="Save this picture")
    await save.focus()
    async with page.expect_download() as download:
        await page.keyboard.press("Enter")
    await agent.until(viewer_agent.KeptPicture)
    assert re.fullmatch(r"DESK-014 [\d-]+ [\d.]+\.png", (await download.value).suggested_filename)
    with Image.open(io.BytesIO((await (await download.value).path()).read_bytes())) as kept:
        assert kept.size == (640, 400)
        seen = kept.convert("RGB").getpixel((100, 100))
    assert isinstance(seen, tuple)
    assert all(abs(value - wanted) < 24 for value, wanted in zip(seen, GREEN, strict=True))
    await expect(page.get_by_text("The picture was saved.")).to_be_visible()

    # What it all comes to, in words first.
    await page.keyboard.press("s")
    agent.screen.paint((200, 40, 40))
    await expect(page.get_by_test_id("verdict")).to_have_text(re.compile("Good: what you see is|Nothing moves there"))
    for part in ("capture", "encode", "network", "decode"):
        await expect(page.locator(f"[data-part={part}]")).to_have_text(re.compile(r"^[\d.]+ ms$"))

    # The page about keys.
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert await faults_of(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await reach_bar(page)
    await page.keyboard.press("z")
    assert await look(page, tmp_path, "viewer") == []
