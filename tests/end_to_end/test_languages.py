"""People read their own language in the browser, mirrored where it runs from the right, and can choose another."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from tests.end_to_end.browser import Visitors
from tests.end_to_end.looking import look

LOADING = {"de": "Wird geladen", "ar": "جارٍ التحميل"}


async def test_the_portal_speaks_the_language_of_its_reader(visitors: Visitors, tmp_path: Path) -> None:
    english = await visitors.page("end_user", "/help")
    await expect(english.get_by_role("heading", level=1)).to_be_visible()
    state = await english.context.storage_state()
    for locale, title in (("de-CH", "Hilfe anfordern"), ("ar-EG", "طلب المساعدة")):
        language = locale[:2]
        page = await visitors.stranger("/help", state=state, locale=locale)
        await expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        await expect(page.locator("html")).to_have_attribute("lang", language)
        runs = await page.evaluate("getComputedStyle(document.body).direction")
        assert runs == ("rtl" if language == "ar" else "ltr")
        assert await look(page, tmp_path, f"help-{language}", LOADING[language]) == []


async def test_somebody_who_is_not_signed_in_chooses_the_language(visitors: Visitors, tmp_path: Path) -> None:
    page = await visitors.stranger("/sign-in", locale="ar-EG")
    await expect(page.get_by_role("heading", name="تسجيل الدخول")).to_be_visible()
    assert await look(page, tmp_path, "sign-in-ar", LOADING["ar"]) == []
    await page.get_by_role("button", name="Deutsch").click()
    await expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    await page.get_by_label("E-Mail").fill("nobody@nowhere.example")
    await page.get_by_label("Passwort", exact=True).fill("Wrong-Password-1")
    await page.get_by_role("button", name="Anmelden", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("Das hat nicht geklappt.")
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_staff_read_german_everywhere(visitors: Visitors, tmp_path: Path) -> None:
    page = await visitors.page("technician", "/")
    await page.get_by_role("button", name="Account of").click()
    await page.get_by_role("menuitemradio", name="Deutsch").click()
    await expect(page.get_by_role("heading", level=1, name="Start")).to_be_visible()
    for path, title in (("requests", "Anfragen"), ("inventory", "Inventar"), ("live", "Laufende Sitzungen")):
        await page.set_viewport_size({"width": 1440, "height": 900})
        await page.locator(f'nav a[href$="/{path}"]').click()
        await expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        assert await look(page, tmp_path, f"{path}-de", LOADING["de"]) == []
