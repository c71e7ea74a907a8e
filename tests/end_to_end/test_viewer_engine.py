"""The session page in a real browser, against the agent's own peer: exchange, picture, input, loss and end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import numpy
import pytest_asyncio
from PIL import Image
from playwright.async_api import Page, expect

from protocol.capabilities import Capability
from protocol.links import viewer_agent, viewer_broker
from protocol.links.viewer_agent import Button, Channel
from protocol.links.viewer_tiles import Grid
from protocol.session.reasons import EndReason
from tests.end_to_end.browser import open_browser
from tests.end_to_end.exactness import seen
from tests.end_to_end.stand_in import StandIn, connect, serving
from tests.end_to_end.stand_in_agent import SESSION, StandInAgent

FRONT_END = Path(__file__).resolve().parent.parent.parent / "broker" / "web" / "static"
PATIENCE = 30_000
TOP = 200


@pytest_asyncio.fixture(loop_scope="session")
async def broker() -> AsyncIterator[StandIn]:
    assert (FRONT_END / "index.html").is_file(), "the front end is not built: run `make front-end`"
    async with serving(FRONT_END) as stand_in:
        yield stand_in


@pytest_asyncio.fixture(loop_scope="session")
async def agent() -> AsyncIterator[StandInAgent]:
    agent = StandInAgent()
    yield agent
    await agent.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(broker: StandIn, tmp_path: Path) -> AsyncIterator[Page]:
    async with open_browser(tmp_path) as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        page.set_default_timeout(PATIENCE)
        await page.goto(f"{broker.url}/sessions/{SESSION}/view")
        await broker.state("approved")
        yield page


async def colour_at(page: Page, x: int, y: int) -> list[int]:
    found: list[int] = await page.evaluate(
        "([x, y]) => window.__handrail.sample(x, y, 1, 1).then(one => [...one])", [x, y]
    )
    return found


async def wait_for_colour(page: Page, wanted: tuple[int, int, int]) -> None:
    """Wait until a place is seen in this colour; the page itself waits, because a promise alone counts as a yes."""
    async with asyncio.timeout(PATIENCE / 1000):
        await page.evaluate(
            """async wanted => {
                // A video that changes its source has a size already, and no picture yet.
                const isThere = video => video?.videoWidth && video.readyState >= video.HAVE_CURRENT_DATA;
                const isIt = seen => wanted.every((value, at) => Math.abs(value - seen[at]) < 24);
                for (;;) {
                    const hook = window.__handrail;
                    if (isThere(hook?.video) && isIt(await hook.sample(100, 100, 1, 1))) return;
                    await new Promise(done => setTimeout(done, 20));
                }
            }""",
            list(wanted),
        )


async def test_picture_and_code_appear_after_the_exchange(page: Page, broker: StandIn, agent: StandInAgent) -> None:
    await connect(broker, agent)
    await expect(page.get_by_test_id("code")).to_have_text(f"{agent.code[:3]} {agent.code[3:]}", timeout=PATIENCE)
    agent.screen.paint((200, 40, 40))
    await wait_for_colour(page, (200, 40, 40))
    assert (await colour_at(page, 100, 100))[3] == 255


async def test_what_rests_is_on_the_screen_to_the_pixel_and_what_moves_is_seen_at_once(
    page: Page, broker: StandIn, agent: StandInAgent
) -> None:
    # As large as the room for it, so that a pixel of the picture is one of the browser's own screen.
    agent.screen.resize(1280, 800)
    chance = random.Random(1)
    for top in range(0, 800, 10):
        agent.screen.paint((chance.randrange(256), chance.randrange(256), chance.randrange(256)), top, top + 10)
    for number in range(400):
        agent.screen.paint_at((255, 0, number % 256), number * 3, 400 + number)
    await connect(broker, agent)
    tiles = page.get_by_test_id("tiles")
    cells = Grid(width=1280, height=800).cells
    await expect(tiles).to_have_attribute("data-exact", str(cells), timeout=PATIENCE)
    await expect(tiles).to_be_visible()
    wanted = agent.screen.picture()
    assert (await seen(page, 1280, 800) == wanted).all()
    # What the browser really puts on its screen, but for the bar at the top and the mark of the focus around it.
    shot = numpy.asarray(Image.open(BytesIO(await page.screenshot())).convert("RGB"))
    assert (shot[TOP:-4, 4:-4] == wanted[TOP:-4, 4:-4]).all()

    agent.screen.paint((200, 40, 40), 64, 128)
    await wait_for_colour(page, (200, 40, 40))
    await expect(tiles).to_have_attribute("data-exact", str(cells), timeout=PATIENCE)
    assert (await seen(page, 1280, 800) == agent.screen.picture()).all()
    await expect(tiles).to_have_attribute("data-faults", "0")
    # What an agent sends that is no tile is counted, and harms nothing.
    assert agent.peer is not None
    for wrong in (b"", b"\0", b"\1\3" + bytes(60), bytes(70000)):
        agent.peer.send(Channel.TILES, wrong)
    await expect(tiles).to_have_attribute("data-faults", "4", timeout=PATIENCE)
    await expect(tiles).to_be_visible()


async def test_keys_and_pointer_arrive_as_pixels_of_the_picture(
    page: Page, broker: StandIn, agent: StandInAgent
) -> None:
    await connect(broker, agent)
    agent.screen.paint((40, 200, 40))
    await wait_for_colour(page, (40, 200, 40))
    box = await page.get_by_test_id("screen").bounding_box()
    assert box is not None
    await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    pressed = await agent.until(viewer_agent.PointerButton, button=Button.LEFT, down=True)
    assert abs(pressed.x - 320) <= 1
    assert abs(pressed.y - 200) <= 1
    await page.keyboard.press("Shift+KeyA")
    key = await agent.until(viewer_agent.Key, code="KeyA", down=True)
    assert key.text == "A"
    assert key.modifiers == (viewer_agent.Modifier.SHIFT,)
    await agent.until(viewer_agent.Key, code="KeyA", down=False)
    await page.keyboard.insert_text("Grüße")
    await agent.until(viewer_agent.Key, code="", text="Grüße", down=True)


async def test_view_only_sends_nothing(page: Page, broker: StandIn, agent: StandInAgent) -> None:
    agent.capabilities = (Capability.VIEW,)
    await connect(broker, agent)
    await agent.until(viewer_agent.Heartbeat, number=1)
    await page.keyboard.press("KeyA")
    await page.mouse.click(600, 400)
    await agent.until(viewer_agent.Heartbeat, number=3)
    kinds = {type(message) for _, message in agent.received}
    assert kinds <= {viewer_agent.Confirm, viewer_agent.Heartbeat, viewer_agent.ReleaseAll, viewer_agent.Sharpen}


async def test_chord_reaches_the_bar_and_off_ends(page: Page, broker: StandIn, agent: StandInAgent) -> None:
    await connect(broker, agent)
    surface = page.get_by_role("textbox")
    await surface.focus()
    for key in ("Control", "Alt", "Shift"):
        await page.keyboard.down(key)
    for key in ("Shift", "Alt", "Control"):
        await page.keyboard.up(key)
    toggle = page.get_by_role("button", name="View only")
    await expect(toggle).to_be_focused(timeout=PATIENCE)
    await page.keyboard.press("v")
    await expect(toggle).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    await page.keyboard.press("Escape")
    await expect(surface).to_be_focused(timeout=PATIENCE)
    await page.get_by_role("button", name="Off", exact=True).focus()
    await page.keyboard.press("Enter")
    await broker.next(viewer_broker.Off)
    await agent.until(viewer_agent.Off)
    await broker.end(EndReason.DONE_BY_TECHNICIAN, minutes=28)
    await expect(page.get_by_text("You ended the session.")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text("It lasted 28 minutes.")).to_be_visible(timeout=PATIENCE)


async def test_lost_way_freezes_the_picture_and_a_new_attempt_brings_it_back(
    page: Page, broker: StandIn, agent: StandInAgent
) -> None:
    await connect(broker, agent)
    agent.screen.paint((40, 40, 200))
    await wait_for_colour(page, (40, 40, 200))
    await agent.close()
    assert (await broker.next(viewer_broker.Lost)).attempt == 1
    await broker.state("interrupted", granted=agent.capabilities, seconds_to_deadline=52.0)
    frozen = page.get_by_text("Your input is off. Trying again,")
    await expect(frozen).to_be_visible(timeout=PATIENCE)
    trying = page.get_by_test_id("trying")
    await expect(trying).to_have_text("Handrail reaches DESK-014. Waiting for its answer.", timeout=PATIENCE)
    again = StandInAgent(agent.grant, agent.device)
    try:
        await connect(broker, again, attempt=2)
        again.screen.paint((200, 200, 40))
        await wait_for_colour(page, (200, 200, 40))
        await expect(frozen).to_be_hidden(timeout=PATIENCE)
        assert again.code != agent.code
    finally:
        await again.close()


async def test_another_device_key_is_warned_of_before_anybody_is_asked(
    page: Page, broker: StandIn, agent: StandInAgent
) -> None:
    await connect(broker, agent)
    await broker.end(EndReason.DONE_AT_DEVICE, minutes=1)
    await expect(page.get_by_text("The person ended the session.")).to_be_visible(timeout=PATIENCE)
    broker.facts |= {"state": "approved", "ended_at": None, "end": None}
    await page.reload()
    stranger = StandInAgent(agent.grant)
    try:
        await broker.state("approved")
        await broker.say(stranger.propose(2))
        await broker.next(viewer_broker.DeviceKeyChanged)
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "DESK-014 has another key than before", timeout=PATIENCE
        )
        await page.get_by_role("button", name="Go on with the new key").click()
        assert (await broker.next(viewer_broker.OfferFrame)).attempt == 2
    finally:
        await stranger.close()


async def test_forged_accept_stops_everything(page: Page, broker: StandIn, agent: StandInAgent) -> None:
    await broker.say(agent.propose())
    offer = await broker.next(viewer_broker.OfferFrame)
    await broker.say(agent.accept(offer, capabilities=(*Capability,)))
    await broker.next(viewer_broker.Off)
    await expect(page.get_by_text("Reference accept.too_wide")).to_be_visible(timeout=PATIENCE)


async def test_withdraw_takes_the_question_back(page: Page, broker: StandIn, agent: StandInAgent) -> None:
    await broker.say(agent.propose())
    await broker.next(viewer_broker.OfferFrame)
    await broker.state("asking_consent", question_shown=True, seconds_to_deadline=42.0)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Asking the person at DESK-014", timeout=PATIENCE)
    await page.get_by_role("button", name="Withdraw").click()
    await expect(page.get_by_text("The request was withdrawn.")).to_be_visible(timeout=PATIENCE)
    assert broker.withdrawn
