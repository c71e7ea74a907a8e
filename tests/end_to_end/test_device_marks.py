"""Devices are tagged and put in groups in the browser, and a security group is narrowed to them."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page, expect

from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.looking import faults_of, look

GROUP, DESK = "Ground floor", "Finance desk"


async def type_tag(page: Page, label: str, tag: str) -> None:
    await page.get_by_role("combobox", name=label, exact=True).fill(tag)
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")


async def test_devices_are_tagged_grouped_and_found(visitors: Visitors, demo: Demo, tmp_path: Path) -> None:
    name = demo.device["name"]
    page = await visitors.page("provider_admin", "/inventory")
    await page.get_by_role("button", name="Device groups").click()
    dialog = page.get_by_role("dialog", name="Device groups")
    await dialog.get_by_label("New device group").fill(GROUP)
    await dialog.get_by_role("button", name="Make").click()
    await expect(dialog.get_by_text(GROUP, exact=True)).to_be_visible()
    assert await faults_of(page) == []
    await page.screenshot(path=tmp_path / "device-groups.png")
    await page.keyboard.press("Escape")

    await page.get_by_role("checkbox", name=f"Choose {name}").check()
    await page.get_by_role("button", name="Change tags").click()
    await type_tag(page, "Tags to add", "Finance")
    await page.screenshot(path=tmp_path / "bulk-tags.png")
    await page.get_by_role("button", name="Change 1 device").click()
    await expect(page.get_by_text("1 of 1 done.")).to_be_visible()
    await page.get_by_role("button", name="Finish").click()
    await page.get_by_role("button", name="Put in a group").click()
    await page.get_by_role("combobox", name="Device group", exact=True).click()
    await page.get_by_role("option", name=GROUP).click()
    await page.get_by_role("button", name="Change 1 device").click()
    await expect(page.get_by_text("1 of 1 done.")).to_be_visible()
    await page.get_by_role("button", name="Finish").click()

    await page.get_by_role("searchbox").fill('tag:finance group:"ground floor"')
    await expect(page.get_by_role("button", name="Remove tag:finance")).to_be_visible()
    await expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    assert await look(page, tmp_path, "inventory-marked") == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.get_by_role("searchbox").fill("tag:nothing-has-this")
    await expect(page.get_by_text("Nothing matches.")).to_be_visible()

    await page.goto(f"{demo.url}/devices/{demo.device['id']}")
    await expect(page.get_by_role("link", name="finance", exact=True)).to_be_visible()
    await page.get_by_role("region", name="Tags and group").get_by_role("button", name="Edit").click()
    await type_tag(page, "Tags", "reception")
    assert await faults_of(page) == []
    await page.screenshot(path=tmp_path / "device-editing.png")
    await page.get_by_role("region", name="Tags and group").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("link", name="reception", exact=True)).to_be_visible()
    assert await look(page, tmp_path, "device-marked") == []


async def test_a_security_group_is_narrowed_and_says_so(visitors: Visitors, demo: Demo, tmp_path: Path) -> None:
    page = await visitors.page("provider_admin", "/security-groups")
    await page.get_by_role("button", name="New group").click()
    await page.get_by_label("Name", exact=True).fill(DESK)
    await page.get_by_role("button", name="Make the group").click()
    await page.get_by_role("checkbox", name="Devices: see").check()
    await page.get_by_role("checkbox", name="Sessions: mouse and keyboard").check()
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("tab", name="Organizations").click()
    await page.get_by_role("radio", name="All organizations").click()
    await expect(page.get_by_role("radio", name="All organizations")).to_be_checked()
    await page.get_by_role("tab", name="Members").click()
    await page.get_by_role("checkbox", name="Ines Roth").check()
    await page.get_by_role("button", name="Add 1").click()
    await expect(page.get_by_role("button", name="Remove Ines Roth")).to_be_visible()

    await page.get_by_role("tab", name="Devices").click()
    await page.get_by_role("radio", name="Only some").check()
    await expect(page.get_by_text("it reaches no device")).to_be_visible()
    await type_tag(page, "With one of these tags", "finance")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="Save")).to_have_count(0)
    assert await look(page, tmp_path, "group-devices") == []
    await page.set_viewport_size({"width": 1440, "height": 900})

    await page.get_by_role("tab", name="Why?").click()
    for label, text in (("Person", "Ines Roth"), ("May they", "Sessions: mouse and keyboard")):
        await page.get_by_role("combobox", name=label).fill(text)
        await page.get_by_role("option", name=text).first.click()
    await page.get_by_role("combobox", name="In which organization").fill("Alder")
    await page.get_by_role("option", name="Alder & Sons").click()
    await expect(page.get_by_text(f"Only on some devices in Alder & Sons: {DESK} gives")).to_be_visible()
    await page.get_by_role("combobox", name="Device (if it is about one)").fill(demo.device["name"])
    await page.get_by_role("option", name=demo.device["name"]).click()
    await expect(page.get_by_role("status").filter(has_text=demo.device["name"])).to_be_visible()
    assert await faults_of(page) == []
    await page.screenshot(path=tmp_path / "why-device.png")

    await page.get_by_role("button", name="Delete").click()
    await page.get_by_label(f"Type {DESK}").fill(DESK)
    await page.get_by_role("button", name=f"Delete {DESK}").click()
    await expect(page.get_by_role("link", name=DESK)).to_have_count(0)


async def test_a_portal_is_seen_as_somebody_else_sees_it(visitors: Visitors, demo: Demo, tmp_path: Path) -> None:
    page = await visitors.page("provider_admin", "/staff")
    await page.get_by_role("link", name="Ines Roth").click()
    await page.get_by_role("button", name="See what they see").click()
    bar = page.get_by_role("status").filter(has_text="You see what Ines Roth sees. Nothing can be changed.")
    await expect(bar).to_be_visible()
    await expect(page.get_by_role("link", name="Security groups")).to_have_count(0)
    await page.get_by_role("link", name="Audit log").click()
    await expect(page.get_by_role("heading", name="Audit log", exact=True)).to_be_visible()
    assert await look(page, tmp_path, "see-as") == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await bar.get_by_role("button", name="Stop").click()
    await expect(page.get_by_role("link", name="Security groups")).to_be_visible()
    await expect(bar).to_have_count(0)
    await page.goto(f"{demo.url}/audit?q=kind:see_as.*")
    await expect(page.get_by_text("Ada Berg began to see what Ines Roth sees.")).to_be_visible()
    await expect(page.get_by_text("Ada Berg no longer sees what Ines Roth sees.")).to_be_visible()
