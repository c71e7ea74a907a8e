"""What people do in the portal and the viewer, by the names that they read there."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.async_api import Locator, Page, expect

from tests.end_to_end.demo import Demo

CONTROL = ("view", "control")
WAIT_MILLISECONDS = 90_000
"""For what the other side has to do first; five times what a slow machine needs."""


async def offer_support(page: Page, device: str, *, reason: str = "Printer driver") -> None:
    """From the inventory: *Support*, why, *Ask the person*."""
    await page.get_by_role("button", name=f"Support {device}").click()
    await page.get_by_label("Reason").fill(reason)
    await page.get_by_role("button", name="Ask the person").click()
    await page.wait_for_url("**/sessions/*/view", timeout=WAIT_MILLISECONDS)


async def share_screen(page: Page, device: str, *, reason: str = "Printer driver") -> None:
    """From the device's page: *Screenshare*, why, *Ask the person*."""
    await page.get_by_role("button", name=f"Screenshare {device}").click()
    await page.get_by_label("Reason").fill(reason)
    await page.get_by_role("button", name="Ask the person").click()
    await page.wait_for_url("**/sessions/*/view", timeout=WAIT_MILLISECONDS)


async def offer_by_api(page: Page, demo: Demo, *, seconds: int = 1800, capabilities: Sequence[str] = CONTROL) -> None:
    """Ask for what the form does not offer, and open the viewer."""
    body = {"device_id": demo.device["id"], "reason": "Printer driver", "capabilities": list(capabilities)}
    session = await page.evaluate(
        """async body => {
            const headers = {"Content-Type": "application/json"};
            const answer = await fetch("/api/sessions", {method: "POST", headers, body: JSON.stringify(body)});
            if (!answer.ok) throw new Error(await answer.text());
            return (await answer.json()).id;
        }""",
        {**body, "seconds": seconds},
    )
    await page.goto(f"{demo.url}/sessions/{session}/view")


async def set_on_device(page: Page, demo: Demo, **values: object) -> None:
    """Change settings of the demo's device as whoever looks at this page may; None gives one back."""
    await set_at(page, f"/api/devices/{demo.device['id']}/settings", **values)


async def set_at(page: Page, address: str, **values: object) -> None:
    """Change settings of the place that has this address."""
    await page.evaluate(
        """async ([address, values]) => {
            const known = (await (await fetch(address)).json()).settings;
            const changes = Object.entries(values).map(([key, value]) => {
                const {version} = known.find(each => each.key === key);
                return {key, value, version};
            });
            const headers = {"Content-Type": "application/json"};
            const answer = await fetch(address, {method: "PATCH", headers, body: JSON.stringify({changes})});
            if (!answer.ok) throw new Error(await answer.text());
        }""",
        [address, values],
    )


async def open_request(page: Page, person: str = "Mia Alder") -> None:
    """Open the request that waits longest of those of this person; others may wait in line, too."""
    await page.locator("main li button").filter(has_text=person).first.click()


async def approve(page: Page) -> None:
    await open_request(page)
    await page.get_by_role("button", name="Approve").click()
    await page.wait_for_url("**/sessions/*/view", timeout=WAIT_MILLISECONDS)


def session_of(page: Page) -> str:
    """The session's id, from the viewer's address."""
    return page.url.rsplit("/sessions/", 1)[1].split("/")[0]


def state(page: Page, name: str) -> Locator:
    return page.locator(f'[data-testid="session-state"][data-state="{name}"]')


async def becomes(page: Page, name: str) -> None:
    """Wait until the viewer says that the session is in this state."""
    await expect(state(page, name)).to_be_attached(timeout=WAIT_MILLISECONDS)


async def picture_is_there(page: Page) -> None:
    """Wait until a frame of the other screen was decoded."""
    await page.wait_for_function(
        "() => document.querySelector('[data-testid=screen]')?.videoWidth > 0", timeout=WAIT_MILLISECONDS
    )


async def has_size(page: Page, width: int, height: int) -> None:
    """Wait until the picture has this size."""
    await page.wait_for_function(
        "([width, height]) => { const seen = document.querySelector('[data-testid=screen]');"
        " return seen?.videoWidth === width && seen?.videoHeight === height }",
        arg=[width, height],
        timeout=WAIT_MILLISECONDS,
    )


async def press_chord_and(page: Page, letter: str) -> None:
    """Reach the bar by its chord, press a letter there, and go back to the picture."""
    for key in ("Control", "Alt", "Shift"):
        await page.keyboard.down(key)
    for key in ("Shift", "Alt", "Control"):
        await page.keyboard.up(key)
    await expect(page.locator("[role=toolbar] button:focus")).to_have_count(1)
    await page.keyboard.press(letter)
    await page.keyboard.press("Escape")


async def click_at(page: Page, x: int, y: int, *, width: int = 1920, height: int = 1080) -> None:
    """Click in the picture at a pixel of the other screen."""
    left, top, scale = await _picture(page, width, height)
    await page.mouse.click(left + x * scale, top + y * scale)


async def _picture(page: Page, width: int, height: int) -> tuple[float, float, float]:
    """Where the picture's left top corner is, and its scale."""
    box = await page.get_by_test_id("screen").bounding_box()
    assert box is not None
    # The picture keeps its shape inside its element.
    scale = min(box["width"] / width, box["height"] / height)
    left = box["x"] + (box["width"] - width * scale) / 2
    top = box["y"] + (box["height"] - height * scale) / 2
    return left, top, scale


async def press_at(page: Page, x: int, y: int) -> None:
    """Take hold with the button at a pixel of the other screen, and drag a little."""
    left, top, scale = await _picture(page, 1920, 1080)
    await page.mouse.move(left + x * scale, top + y * scale)
    await page.mouse.down()
    await page.mouse.move(left + (x + 40) * scale, top + y * scale, steps=4)


async def colour_at(page: Page, x: int, y: int) -> tuple[int, int, int]:
    """The colour of a pixel of the other screen, as it was decoded here."""
    found = await page.evaluate("async ([x, y]) => Array.from(await window.__handrail.sample(x, y, 2, 2))", [x, y])
    return found[0], found[1], found[2]


async def ask_for_control(page: Page) -> None:
    await page.get_by_role("button", name="Ask for control").first.click()


async def ask_for_time(page: Page) -> None:
    await press_on_bar(page, "Ask for 15 more minutes")


async def kinds_of(page: Page) -> list[str]:
    """The story of the session in this viewer, as kinds of entries."""
    found: list[str] = await page.evaluate(
        "async id => (await (await fetch(`/api/sessions/${id}`)).json()).timeline.map(entry => entry.kind)",
        session_of(page),
    )
    return found


async def tells_of(page: Page, kind: str) -> None:
    """Wait until the story of the session in this viewer has an entry of this kind."""
    await page.wait_for_function(
        "async ([id, kind]) => (await (await fetch(`/api/sessions/${id}`)).json())"
        ".timeline.some(entry => entry.kind === kind)",
        arg=[session_of(page), kind],
        timeout=WAIT_MILLISECONDS,
    )


async def press_off(page: Page) -> None:
    await press_on_bar(page, "Off")


async def press_done(page: Page) -> None:
    await press_on_bar(page, "Done")


async def press_on_bar(page: Page, name: str) -> None:
    """Reach for the bar, which leaves only its pill while nobody needs it, and press a button on it."""
    await page.locator(".hr-view-pill").hover()
    await page.get_by_role("button", name=name, exact=True).click()


async def code_of(page: Page) -> str:
    """The six digits on the viewer's side."""
    return "".join(character for character in await page.get_by_test_id("code").inner_text() if character.isdigit())


async def end_of(page: Page) -> str:
    """Wait for the end; gives its reason."""
    await becomes(page, "ended")
    return await state(page, "ended").get_attribute("data-reason") or ""
