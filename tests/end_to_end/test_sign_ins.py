"""Somebody looks where they are signed in, and signs out of a browser they left behind."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from tests.end_to_end.browser import Visitors, sign_in
from tests.end_to_end.demo import Demo
from tests.end_to_end.looking import look


async def test_a_browser_left_behind_is_signed_out_from_another(visitors: Visitors, demo: Demo, tmp_path: Path) -> None:
    left = await visitors.page("end_user", "/profile")
    await expect(left.get_by_text("This browser")).to_be_visible()
    here = await visitors.stranger("")
    await sign_in(here, demo, demo.accounts["end_user"])
    await here.goto(demo.url + "/profile")
    row = here.get_by_role("listitem").filter(has_text="Chrom")
    await expect(row.first).to_be_visible()
    assert await look(here, tmp_path, "own-sign-ins") == []
    await here.set_viewport_size({"width": 1440, "height": 900})
    await here.get_by_role("button", name="Sign out everywhere else").click()
    await expect(here.get_by_text("Signed out there.")).to_be_visible()
    await expect(here.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
    await left.reload()
    await expect(left.get_by_label("E-mail")).to_be_visible()
    visitors.forget("end_user")


async def test_whoever_looks_after_a_person_signs_them_out(visitors: Visitors, demo: Demo, tmp_path: Path) -> None:
    theirs = await visitors.page("end_user", "/profile")
    page = await visitors.page("provider_admin", "/people?q=mia")
    await page.get_by_role("link", name="Mia Alder").click()
    await expect(page.get_by_role("heading", name="Signed in")).to_be_visible()
    assert await look(page, tmp_path, "person-sign-ins") == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.get_by_role("button", name="Sign out everywhere").click()
    await expect(page.get_by_text("Nowhere, at the moment.")).to_be_visible()
    await theirs.reload()
    await expect(theirs.get_by_label("E-mail")).to_be_visible()
    visitors.forget("end_user")
