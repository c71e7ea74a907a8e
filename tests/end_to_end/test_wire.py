"""With every byte through the broker recorded: neither picture, keys, nor typed text are among them."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors, open_browser, trust_authority
from tests.end_to_end.desk import Desk
from tests.end_to_end.household import Household, free_port, household
from tests.end_to_end.recorder import Recording, recorder

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
    left, top, width, height = await desk.editor()
    await portal.offer_by_api(page, home.demo)
    await desk.say_yes()
    await portal.becomes(page, "active")
    await portal.picture_is_there(page)
    await portal.click_at(page, left + width // 2, top + height - 60)
    await desk.editor_has_keys()
    await page.keyboard.type(CANARY, delay=30)
    await desk.reads(CANARY)
    # The bar may have gone to rest by now: what it says is read, not what is shown at this moment.
    said = await page.get_by_test_id("code").first.text_content() or ""
    code = "".join(character for character in said if character.isdigit())
    await portal.press_off(page)
    await portal.end_of(page)
    await desk.unwatched()
    return code


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
