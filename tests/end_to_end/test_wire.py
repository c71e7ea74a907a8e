"""With every byte through the broker recorded: neither picture, keys, nor typed text are among them."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.end_to_end.browser import Visitors, open_browser, trust_authority
from tests.end_to_end.desk import Desk
from tests.end_to_end.household import Household, free_port, household
from tests.end_to_end.recorder import Recording, recorder
from tests.end_to_end.test_kills import post

CANARY = "quartzvowbinjump"
PIECE = 48


def pictures(folder: Path) -> list[bytes]:
    """Read the encoder's own bytes, picture by picture."""
    raw = (folder / "pictures").read_bytes()
    found = []
    at = 0
    while at < len(raw):
        length = int.from_bytes(raw[at : at + 4], "big")
        found.append(raw[at + 4 : at + 4 + length])
        at += 4 + length
    return found


def spellings(secret: bytes) -> tuple[bytes, ...]:
    """Spell bytes as they could travel: as they are, in hex, in base64."""
    return secret, secret.hex().encode(), base64.b64encode(secret)


async def help_once(page: Page, desk: Desk, home: Household) -> str:
    """One session in which the canary is typed; gives the code that the viewer showed."""
    asked = {"device_id": home.device.id, "reason": "Printer driver", "capabilities": ["view", "control"]}
    made = await post(page, "/api/sessions", {**asked, "seconds": 600})
    body = made["body"]
    assert isinstance(body, dict), made
    await page.goto(f"{home.url}/sessions/{body['id']}/view")
    await desk.say_yes()
    await expect(page.get_by_test_id("screen")).to_be_visible(timeout=30_000)
    left, top, width, height = await desk.editor()
    await click(page, left + width // 2, top + height // 2)
    await page.keyboard.type(CANARY, delay=20)
    async with asyncio.timeout(60):
        while CANARY not in await desk.saved_text():
            await asyncio.sleep(0.5)
    code = await page.get_by_test_id("code").first.inner_text()
    await post(page, f"/api/sessions/{body['id']}/done", {})
    await desk.unwatched()
    return "".join(code.split())


async def click(page: Page, x: int, y: int) -> None:
    """Click at a pixel of the device's screen."""
    box = await page.get_by_test_id("screen").bounding_box()
    assert box is not None
    scale = min(box["width"] / 1920, box["height"] / 1080)
    left = box["x"] + (box["width"] - 1920 * scale) / 2
    top = box["y"] + (box["height"] - 1080 * scale) / 2
    await page.mouse.click(left + x * scale, top + y * scale)


@pytest.fixture
def witness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "witness"
    folder.mkdir()
    monkeypatch.setenv("HANDRAIL_WITNESS", str(folder))
    return folder


async def test_the_broker_never_carries_picture_input_or_keys(tmp_path: Path, witness: Path) -> None:
    certificate = tmp_path / "state" / "broker" / "certs" / "server.pem"
    async with recorder(certificate) as recording:
        recording.upstream = free_port()
        url = f"https://localhost:{recording.port}"
        module = "tests.end_to_end.listening_agent"
        async with household(tmp_path, url=url, port=recording.upstream, agent_module=module) as home:
            trust_authority(tmp_path / "home", home.demo.ca_file)
            async with open_browser(tmp_path / "home") as browser:
                visitors = Visitors(home.demo, browser, {}, tmp_path / "shots")
                page = await visitors.page("technician", "/inventory")
                code = await help_once(page, Desk(home.demo), home)
                await visitors.close()
    assert (witness / "codes").read_text().split() == [code], "both screens show one code"
    await asyncio.to_thread(check, recording, witness)


def check(recording: Recording, witness: Path) -> None:
    # First that the recorder sees what does pass, in both directions and inside masked frames.
    assert recording.holds(b'"type":"reveal"')
    assert recording.holds(b'"type":"accept"')
    assert recording.holds(b"a=fingerprint:sha-256")
    assert not recording.holds(CANARY.encode())
    for letter in set(CANARY):
        assert not recording.holds(b'"code":"Key%b"' % letter.upper().encode())
    secrets = [bytes.fromhex(line) for line in (witness / "secrets").read_text().split()]
    assert secrets
    for secret in secrets:
        for key in (secret[:16], secret[16:32], secret):
            assert not any(recording.holds(spelling) for spelling in spellings(key))
    large = [picture for picture in pictures(witness) if len(picture) > 4 * PIECE]
    assert large, "the encoder made no picture worth looking for"
    for picture in large[:20]:
        middle = len(picture) // 2
        assert not recording.holds(picture[middle : middle + PIECE])
