"""Ends that come from elsewhere: each is told in its own words on both sides, and written down as its own kind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Page, expect

from broker.clock import SystemClock
from broker.features.settings.hours import DAYS
from protocol.session.reasons import EndReason
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import Desk
from tests.end_to_end.test_stopping import KEEP_CHANNELS
from tests.end_to_end.test_unasked import call

NONSENSE = "() => { for (let sent = 0; sent < 60; sent++) window.__channels.control.send('{}'); }"
"""More than a device takes from a viewer before it ends the session."""


Act = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How an end is told: its reason, what the technician reads, and what the bar at the device says."""

    reason: EndReason
    viewer: str
    desk: str


OVER = Told(
    reason=EndReason.REVOKED, viewer="was withdrawn at", desk="Ended: the technician may no longer connect here."
)
NONSENSE_SENT = Told(reason=EndReason.SAFETY, viewer="refused what this viewer sent.", desk="Ended for your safety.")
TERMINATED = Told(
    reason=EndReason.TERMINATED,
    viewer="An auditor ended the session: “Wrong customer”.",
    desk="An auditor of your organization ended the session.",
)
LOST = Told(
    reason=EndReason.VIEWER_LOST,
    viewer="This viewer did not come back in time.",
    desk="Ended: the technician did not come back in time.",
)


async def nothing() -> None:
    """Leave it as it is."""


async def begin(page: Page, demo: Demo, desk: Desk) -> None:
    await portal.offer_by_api(page, demo, seconds=900)
    await desk.say_yes()
    await portal.becomes(page, "active")
    await portal.picture_is_there(page)


async def written_as(admin: Page, session: str, reason: EndReason) -> None:
    """Read the end as it stands on the audit log."""
    found = await call(admin, "GET", f"/api/sessions/{session}")
    assert found["end"]["reason"] == reason
    assert f"session.{reason}" in [entry["kind"] for entry in found["timeline"]]


async def ends(admin: Page, page: Page, demo: Demo, desk: Desk, told: Told, act: Act) -> None:
    """Begin a session, let something end it, and read what both sides are told."""
    await begin(page, demo, desk)
    session = portal.session_of(page)
    # It stands there for five seconds: whoever begins to look afterwards may come too late.
    reading = asyncio.create_task(desk.reads_on_bar(told.desk))
    await act()
    assert await portal.end_of(page) == told.reason
    await expect(page.get_by_text(told.viewer)).to_be_visible()
    await reading
    await written_as(admin, session, told.reason)


async def test_what_ends_a_session_from_elsewhere_is_told_on_both_sides(
    visitors: Visitors, demo: Demo, desk: Desk
) -> None:
    admin = await visitors.page("provider_admin", "/")
    page = await visitors.page("technician", "/inventory")
    await page.add_init_script(KEEP_CHANNELS)
    technician = (await call(page, "GET", "/api/me"))["account"]["id"]
    groups = (await call(admin, "GET", "/api/security-groups?q=technicians"))["items"]
    members = f"/api/security-groups/{groups[0]['id']}/members"

    def terminate() -> Awaitable[object]:
        path = f"/api/sessions/{portal.session_of(page)}/terminate"
        return call(admin, "POST", path, {"reason": "Wrong customer"})

    def support(allowed: bool | None) -> Awaitable[object]:
        return portal.set_on_device(admin, demo, allow_remote_support=allowed)

    def move(how: str) -> Awaitable[object]:
        return call(admin, "POST", members, {how: [technician]})

    ways: tuple[tuple[Told, Act, Act], ...] = (
        (TERMINATED, terminate, nothing),
        (NONSENSE_SENT, lambda: page.evaluate(NONSENSE), nothing),
        (OVER, lambda: support(False), lambda: support(None)),
        (OVER, lambda: move("remove"), lambda: move("add")),
    )
    for told, act, undo in ways:
        try:
            await ends(admin, page, demo, desk, told, act)
        finally:
            await undo()

    # Whoever is shut out is signed out, too, and reads nothing here any more.
    account = f"/api/accounts/{technician}"
    await begin(page, demo, desk)
    session = portal.session_of(page)
    reading = asyncio.create_task(desk.reads_on_bar(OVER.desk))
    try:
        await call(admin, "POST", f"{account}/disable", {})
        await expect(page.get_by_label("E-mail")).to_be_visible()
        await reading
        await written_as(admin, session, EndReason.REVOKED)
    finally:
        await call(admin, "POST", f"{account}/enable", {})
        visitors.forget("technician")


async def test_who_closes_the_page_has_the_time_to_come_back_and_no_longer(
    visitors: Visitors, demo: Demo, desk: Desk
) -> None:
    admin = await visitors.page("provider_admin", "/")
    page, again = await visitors.page("technician", "/inventory"), await visitors.page("technician", "/inventory")
    await portal.set_on_device(admin, demo, resume_seconds=5)
    try:
        await begin(page, demo, desk)
        address, session = page.url, portal.session_of(page)
        reading = asyncio.create_task(desk.reads_on_bar(LOST.desk))
        await page.close()
        await reading
        await again.goto(address)
        assert await portal.end_of(again) == LOST.reason
        await expect(again.get_by_text(LOST.viewer)).to_be_visible()
        await written_as(admin, session, LOST.reason)
    finally:
        await portal.set_on_device(admin, demo, resume_seconds=None)


async def test_hours_that_are_over_by_then_and_a_request_taken_back_at_the_tray_ask_nobody(
    visitors: Visitors, demo: Demo, desk: Desk
) -> None:
    admin = await visitors.page("provider_admin", "/")
    page = await visitors.page("technician", "/inventory")
    wish = {"device_id": demo.device["id"], "reason": "Printer driver", "capabilities": ["view"], "seconds": 900}
    session = (await call(page, "POST", "/api/sessions", wish))["id"]
    other_day = DAYS[(SystemClock().now().weekday() + 3) % len(DAYS)]
    try:
        await portal.set_on_device(admin, demo, support_hours=[f"UTC {other_day} 00:00-00:01"])
        await page.goto(f"{demo.url}/sessions/{session}/view")
        assert await portal.end_of(page) == EndReason.OUT_OF_HOURS
        await expect(page.get_by_text("are over. The person was not asked.")).to_be_visible()
        assert not desk.is_asked()
        await written_as(admin, session, EndReason.OUT_OF_HOURS)
    finally:
        await portal.set_on_device(admin, demo, support_hours=None)

    await page.goto(f"{demo.url}/requests?q=jams")
    await desk.ask_for_help("The label printer jams again.")
    await portal.open_request(page)
    waiting = (await call(admin, "GET", "/api/sessions?state=requested&q=jams"))["items"]
    await desk.withdraw_my_request()
    await expect(page.get_by_role("button", name="Approve")).to_be_hidden()
    await written_as(admin, waiting[0]["id"], EndReason.WITHDRAWN)
    assert not desk.is_asked()
