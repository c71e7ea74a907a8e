"""Broker and agent die at random moments of a session, and nothing that was promised breaks."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.async_api import Error, Page

from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors, open_browser, trust_authority
from tests.end_to_end.desk import Desk
from tests.end_to_end.household import Household, household

FULL_COUNT = 50
LONGEST_SECONDS = 9.0
POST = """
async ([path, body]) => {
  const answer = await fetch(path, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body),
  });
  return {status: answer.status, body: await answer.json()};
}
"""


async def post(page: Page, path: str, body: object) -> dict[str, object]:
    answer: dict[str, object] = await page.evaluate(POST, [path, body])
    return answer


async def session(page: Page, desk: Desk, home: Household) -> None:
    """One session from the offer to *Done*, a key held down in the middle of it."""
    await portal.offer_by_api(page, home.demo, seconds=600)
    session_id = portal.session_of(page)
    await desk.say_yes()
    await portal.becomes(page, "active")
    await portal.picture_is_there(page)
    await portal.click_at(page, 900, 900)
    await page.keyboard.down("a")
    await asyncio.sleep(1)
    await page.keyboard.up("a")
    await post(page, f"/api/sessions/{session_id}/done", {})


async def end_whatever_runs(page: Page, home: Household) -> None:
    """Terminate what is still alive, as an administrator would."""
    await page.goto(home.demo.url + "/live")
    for state in ("live", "requested"):
        listed = await page.evaluate(
            "async (state) => (await (await fetch(`/api/sessions?state=${state}`)).json()).items", state
        )
        for one in listed:
            ended = await post(page, f"/api/sessions/{one['id']}/terminate", {"reason": "tidy up"})
            assert ended["status"] in {200, 409}, ended


async def nothing_held(desk: Desk) -> None:
    async with asyncio.timeout(30):
        while True:
            keys, buttons = await asyncio.to_thread(desk.held_keys)
            if not keys and not buttons:
                return
            await asyncio.sleep(0.2)


@pytest.mark.proof("kills")
@pytest.mark.parametrize("victim", ["broker", "agent"])
async def test_a_kill_at_any_moment_breaks_no_promise(
    victim: str, tmp_path: Path, count_of: Callable[[int], int]
) -> None:
    seeded = random.Random(2026)
    async with household(tmp_path) as home:
        trust_authority(tmp_path / "home", home.demo.ca_file)
        async with open_browser(tmp_path / "home") as browser:
            visitors = Visitors(home.demo, browser, {}, tmp_path / "pictures")
            admin = await visitors.page("provider_admin", "/live")
            technician = await visitors.page("technician", "/inventory")
            for number in range(count_of(FULL_COUNT)):
                moment = seeded.uniform(0, LONGEST_SECONDS)
                print(f"{victim} {number}: killed after {moment:.2f} s")
                await one_kill(victim, moment, home, technician, admin)
            await visitors.close()


async def one_kill(victim: str, moment: float, home: Household, technician: Page, admin: Page) -> None:
    desk = Desk(home.demo)
    running = asyncio.create_task(session(technician, desk, home))
    await asyncio.sleep(moment)
    before = home.entries()
    await home.kill(home.broker if victim == "broker" else home.agent)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError, Error, AssertionError):
        await running
    if victim == "agent":
        await nothing_held(desk)
        await home.start_agent()
    else:
        await home.start_broker()
        await home.online_again()
    assert home.sessions_without_end_or_deadline() == []
    await end_whatever_runs(admin, home)
    await nothing_held(desk)
    await desk.not_asked_any_more()
    await technician.goto(home.demo.url + "/inventory")
    assert before <= home.entries(), "an accepted entry is gone"
    verified = await asyncio.to_thread(home.verify)
    assert verified.returncode == 0, verified.stdout + verified.stderr
