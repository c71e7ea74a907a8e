"""Lists in the browser: taken out and brought in as files, and many devices given to one person."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page, ViewportSize, expect

from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.looking import faults_of, look

HEADER = "organization,name,email,phone\n"
WIDE: ViewportSize = {"width": 1440, "height": 900}


async def choose_file(page: Page, text: str) -> None:
    """Choose a file, as if by the browser's own dialog."""
    content = {"name": "people.csv", "mimeType": "text/csv", "buffer": text.encode()}
    await page.locator("input[type=file]").set_input_files(content)  # type: ignore[arg-type]


async def test_end_users_are_exported_mended_and_imported(visitors: Visitors, tmp_path: Path) -> None:
    page = await visitors.page("provider_admin", "/people")
    await page.get_by_role("link", name="Import and export").click()
    await expect(page.get_by_role("heading", name="Import and export")).to_be_visible()
    assert await look(page, tmp_path, "files") == []
    await page.set_viewport_size(WIDE)
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Download the CSV file").click()
    path = tmp_path / "end-users.csv"
    await (await downloading.value).save_as(path)
    exported = path.read_text("utf-8")
    slug = exported.splitlines()[1].split(",")[1]

    await choose_file(page, exported)
    await expect(page.get_by_text("There is nothing to import.")).to_be_visible()
    await choose_file(page, HEADER + f"{slug},Nia Fern,nia@alder.example,1\nnowhere,Joe,not-an-address,\n")
    await expect(page.get_by_role("alert")).to_contain_text("1 row cannot be imported. Nothing was changed.")
    await expect(page.get_by_role("cell", name="There is no such organization.")).to_be_visible()
    assert await look(page, tmp_path, "problems") == []
    await page.set_viewport_size(WIDE)
    await choose_file(page, HEADER + "".join(f"{slug},Person {n},p{n}@alder.example,\n" for n in range(60)))
    await expect(page.get_by_text("60 rows: 60 new, 0 to change, 0 as they are.")).to_be_visible()
    await page.screenshot(path=tmp_path / "looked.png")
    await page.get_by_role("button", name="Import 60 rows").click()
    await expect(page.get_by_text("Imported: 60 made, 0 changed.")).to_be_visible()
    assert await faults_of(page) == []
    await page.screenshot(path=tmp_path / "imported.png")


async def test_many_devices_are_given_to_one_person(visitors: Visitors, demo: Demo, tmp_path: Path) -> None:
    page = await visitors.page("provider_admin", "/inventory")
    name = demo.device["name"]
    await page.get_by_label(f"Choose {name}").check()
    await expect(page.get_by_text("1 device chosen")).to_be_visible()
    assert await look(page, tmp_path, "chosen") == []
    await page.set_viewport_size(WIDE)
    await page.get_by_role("button", name="Owner", exact=True).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Assigned user").first.fill("Mia")
    await page.get_by_role("option", name="Mia Alder").click()
    await page.screenshot(path=tmp_path / "owner.png")
    assert await faults_of(page) == []
    await dialog.get_by_role("button", name="Change 1 device").click()
    await expect(dialog.get_by_text("1 of 1 done.")).to_be_visible()
    await page.screenshot(path=tmp_path / "given.png")
    await dialog.get_by_role("button", name="Finish").click()
    await expect(dialog).to_have_count(0)
