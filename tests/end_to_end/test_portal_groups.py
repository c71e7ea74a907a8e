"""Portal groups and bulk actions in the portal: made and used by an administrator, felt by an end user."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, expect

from broker.demo.people import CUSTOMER
from tests.end_to_end.browser import Visitors
from tests.end_to_end.looking import faults_of, look

PAGES = (
    "/portal-groups",
    "/portal-groups?q=nothing-is-called-this",
    "/portal-groups/portalstandardaaaaaaaaaaaa",
    "/portal-groups/portalnoaccessaaaaaaaaaaaa",
    f"/portal-groups/{'a' * 26}",
    "/people?portal=off",
)
WIDE: ViewportSize = {"width": 1440, "height": 900}


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_can_be_used_by_everyone(visitors: Visitors, tmp_path: Path, path: str) -> None:
    page = await visitors.page("provider_admin", path)
    assert await look(page, tmp_path, re.sub(r"\W+", "-", path)) == []


async def test_a_group_is_made_changed_and_deleted_by_its_dialogs(visitors: Visitors, tmp_path: Path) -> None:
    page = await visitors.page("provider_admin", "/portal-groups")
    await page.get_by_role("button", name="New portal group").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("Counter")
    for feature in ("Ask for help", "Own requests and messages"):
        await dialog.get_by_role("checkbox", name=feature).uncheck()
    await dialog.get_by_role("button", name="Make").click()
    await expect(dialog.get_by_text("Choose at least one feature.")).to_be_visible()
    await dialog.get_by_role("checkbox", name="Receipts").check()
    assert await look(page, tmp_path, "form") == []
    await page.set_viewport_size(WIDE)
    await dialog.get_by_role("button", name="Make").click()
    await expect(page.get_by_role("heading", name="Counter", exact=True)).to_be_visible()
    assert await look(page, tmp_path, "group") == []
    await page.set_viewport_size(WIDE)
    await page.get_by_role("button", name="Delete").click()
    assert await faults_of(page) == []
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("heading", name="Portal groups", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="Counter")).to_have_count(0)


async def add_person(page: Page, name: str, portal: str) -> None:
    await page.get_by_role("button", name="Add a person").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill(name)
    await dialog.get_by_label("E-mail").fill(f"{name.lower().replace(' ', '.')}@portal.example")
    await dialog.get_by_label("Portal").select_option(label=portal)
    assert await faults_of(page) == []
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


async def test_portals_are_enabled_for_many_with_the_count_of_invitations(visitors: Visitors, tmp_path: Path) -> None:
    page = await visitors.page("provider_admin", "/people")
    for name in ("Quinn One", "Quinn Two"):
        await add_person(page, name, "No portal")
        await expect(page.get_by_role("button", name="Send the invitation")).to_have_count(0)
        if name == "Quinn One":
            assert await look(page, tmp_path, "person") == []
            await page.set_viewport_size(WIDE)
        await page.goto(page.url.split("/people/")[0] + "/people")
    await page.goto(page.url.split("/people")[0] + "/people?q=quinn")
    await page.get_by_role("checkbox", name="Choose Quinn One").check()
    assert await look(page, tmp_path, "bar") == []
    await page.set_viewport_size(WIDE)
    bar = page.get_by_role("group", name="Chosen people")
    await bar.get_by_role("button", name="Choose all 2 that match").click()
    await bar.get_by_role("button", name="Portal", exact=True).click()
    await page.get_by_role("menuitem", name="Enable the portal").click()
    dialog = page.get_by_role("dialog", name="Enable the portal for 2 people?")
    await expect(dialog.get_by_text("2 people have no password yet and get an invitation")).to_be_visible()
    await dialog.get_by_label("Portal group").select_option(label="Limited")
    assert await look(page, tmp_path, "enabling") == []
    await page.set_viewport_size(WIDE)
    await dialog.get_by_role("button", name="Enable for 2").click()
    await expect(page.get_by_role("status").get_by_text("2 of 2 done. 2 invitations sent.")).to_be_visible()
    await page.get_by_role("dialog").get_by_role("button", name="Finish").click()
    await expect(page.get_by_text("Portal: Limited")).to_have_count(2)


async def test_an_organization_without_main_contact_is_named_and_can_be_tried_again(
    visitors: Visitors, tmp_path: Path
) -> None:
    page = await visitors.page("provider_admin", "/organizations")
    await page.get_by_role("checkbox", name=f"Choose {CUSTOMER}").check()
    bar = page.get_by_role("group", name="Chosen organizations")
    await bar.get_by_label("Apply to").select_option(label="Apply to both")
    await bar.get_by_role("button", name="Second factor").click()
    await page.get_by_role("menuitem", name="Require a second factor").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text("1 organization has no main contact and is left out.")).to_be_visible()
    await dialog.get_by_role("button", name=re.compile(r"Require of \d+")).click()
    await expect(dialog.get_by_role("button", name="Retry the 1 that failed")).to_be_visible()
    assert await look(page, tmp_path, "failed") == []
    await page.set_viewport_size(WIDE)
    await dialog.get_by_role("button", name="Retry the 1 that failed").click()
    await expect(dialog.get_by_text("This organization has no main contact.")).to_be_visible()
    await dialog.get_by_role("button", name="Finish").click()
    await bar.get_by_role("button", name="Second factor").click()
    await page.get_by_role("menuitem", name="No longer require one").click()
    await page.get_by_role("dialog").get_by_role("button", name=re.compile(r"Waive for \d+")).click()
    await page.get_by_role("dialog").get_by_role("button", name="Finish").click()
