"""A webhook in the browser: made, sending what happens to a receiver of one's own, read about, changed, and removed."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Final

from playwright.async_api import Locator, Page, ViewportSize, expect

from broker.features.webhooks.rules import sign
from protocol.session.reasons import EndReason
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import PATIENCE_SECONDS, Desk
from tests.end_to_end.looking import faults_of, look
from tests.end_to_end.test_every_end import written_as
from tests.fakes.hook_receiver import Receiver, hook_receiver

NAME = "Duty board"
WIDE: Final[ViewportSize] = {"width": 1440, "height": 900}


async def make(page: Page, address: str, pictures: Path) -> str:
    """Make a webhook that hears of sessions alone; gives the key that it is signed with."""
    await page.get_by_role("button", name="New webhook").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Make it").click()
    await expect(dialog.get_by_text("A name has 1 to 80 characters that can be read.")).to_be_visible()
    await dialog.get_by_label("Name", exact=True).fill(NAME)
    await dialog.get_by_role("button", name="Make it").click()
    await expect(dialog.get_by_text("Give an address such as https://hooks.example/path")).to_be_visible()
    await dialog.get_by_label("Address", exact=True).fill(address)
    for name in ("Somebody asks for help", "A person says: I did not ask for this"):
        await dialog.get_by_role("checkbox", name=name).click()
    for name in ("A session started", "A session ended"):
        await dialog.get_by_role("checkbox", name=name).click()
    assert await look(page, pictures, "webhook-new") == []
    await page.set_viewport_size(WIDE)
    await dialog.get_by_role("button", name="Make it").click()
    key = await page.get_by_label("The key it signs with").inner_text()
    await page.screenshot(path=pictures / "webhook-key.png")
    assert await faults_of(page) == []
    await page.get_by_role("button", name="Finish").click()
    await expect(page.get_by_text(key)).to_have_count(0)
    return key.strip()


async def deliveries(page: Page) -> Locator:
    await page.get_by_role("button", name=f"Deliveries of {NAME}").click()
    return page.get_by_role("dialog")


def check_signed(receiver: Receiver, *expected: tuple[str, str]) -> None:
    """Check that just these came, in this order, each signed by the key that the receiver was told by then."""
    assert [headers["Handrail-Event"] for headers, _ in receiver.got] == [happening for happening, _ in expected]
    for (headers, body), (_, key) in zip(receiver.got, expected, strict=True):
        assert headers["Handrail-Signature"] == sign(key, int(headers["Handrail-Timestamp"]), body)
        json.loads(body)


async def test_a_webhook_tells_of_a_session_that_ends_by_itself_because_nobody_uses_it(
    visitors: Visitors, demo: Demo, desk: Desk, tmp_path: Path
) -> None:
    admin = await visitors.page("provider_admin", "/webhooks")
    page = await visitors.page("technician", "/inventory")
    await portal.set_on_device(admin, demo, session_idle_seconds=60)
    async with hook_receiver() as receiver:
        try:
            key = await make(admin, f"{receiver.url}/hook", tmp_path)
            # The receiver refuses what comes first; from now on nobody touches anything in the session.
            receiver.status = 410
            await portal.offer_support(page, demo.device["name"])
            await desk.say_yes()
            await portal.becomes(page, "active")
            session = portal.session_of(page)
            reading = asyncio.create_task(
                desk.reads_on_bar("It ended because nothing was done for a while.", 2 * PATIENCE_SECONDS)
            )
            await expect(page.get_by_role("button", name="I am still here")).to_be_visible()

            dialog = await deliveries(admin)
            await expect(dialog.get_by_text("Given up")).to_be_visible()
            await expect(dialog.get_by_text("The receiver answered 410.")).to_be_visible()
            assert await look(admin, tmp_path, "webhook-deliveries") == []
            await admin.set_viewport_size(WIDE)
            receiver.status = 204
            await dialog.get_by_role("button", name="Send again").click()
            await expect(dialog.get_by_text("Taken")).to_be_visible()
            await admin.keyboard.press("Escape")

            await admin.get_by_role("button", name=f"Change: {NAME}").click()
            await expect(admin.get_by_label("Address", exact=True)).to_have_value("")
            await admin.screenshot(path=tmp_path / "webhook-change.png")
            assert await faults_of(admin) == []
            await admin.get_by_role("button", name="Make a new key").click()
            renewed = (await admin.get_by_label("The key it signs with").inner_text()).strip()
            assert renewed != key
            await admin.get_by_role("button", name="Finish").click()
            await admin.get_by_role("button", name=f"Change: {NAME}").click()
            await admin.get_by_role("button", name="Save").click()
            await expect(admin.get_by_text("The webhook was changed.")).to_be_visible()
            await expect(admin.get_by_role("dialog")).to_have_count(0)
            assert await look(admin, tmp_path, "webhooks") == []
            await admin.set_viewport_size(WIDE)

            assert await portal.end_of(page) == EndReason.IDLE
            await expect(page.get_by_text("Nothing was done for too long, so the session ended")).to_be_visible()
            await reading
            await written_as(admin, session, EndReason.IDLE)
            dialog = await deliveries(admin)
            await expect(dialog.get_by_text("Taken")).to_have_count(2)
            check_signed(receiver, ("started", key), ("started", key), ("ended", renewed))
            await admin.keyboard.press("Escape")
            await admin.get_by_role("button", name=f"Remove: {NAME}").click()
            await expect(admin.get_by_text("What waited is not sent.")).to_be_visible()
            await expect(admin.get_by_text(NAME)).to_have_count(0)
        finally:
            await portal.set_on_device(admin, demo, session_idle_seconds=None)
