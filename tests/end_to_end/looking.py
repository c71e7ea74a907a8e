"""Looks at a page as everyone may see it: light and dark, wide and narrow, with axe and a picture each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, expect

AXE: Final = Path(__file__).parents[2] / "web_viewer/node_modules/axe-core/axe.min.js"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS: Final = ["color-contrast"]
SIZES: Final = ((1440, 900), (360, 740))


async def faults_of(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """What axe finds on the page, one line each: rule, element, why."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text("utf-8"))
    # What passes is not told: it is most of what axe has to say.
    violations: list[dict[str, Any]] = await page.evaluate(
        "rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] }).then(found => found.violations)",
        list(rules),
    )
    return [
        f"{fault['id']} {node['target']}: {node['failureSummary']}" for fault in violations for node in fault["nodes"]
    ]


async def look(page: Page, pictures: Path, name: str, loading: str = "Loading") -> list[str]:
    """Look at the page in both schemes and both widths; gives what is wrong with it."""
    wrong: list[str] = []
    for scheme in ("light", "dark"):
        for width, height in SIZES:
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            await page.set_viewport_size({"width": width, "height": height})
            await expect(page.locator("h1")).to_have_count(1)
            await expect(page.get_by_role("status", name=loading)).to_have_count(0)
            await page.screenshot(path=pictures / f"{name}-{scheme}-{width}.png")
            where = f"{name}, {scheme}, {width}"
            if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{where}: scrolls sideways")
            # In another scheme nothing but the colours is another, and those are the same in both widths.
            rules = RULES if scheme == "light" else COLOURS if width == SIZES[0][0] else ()
            wrong += [f"{where}: {fault}" for fault in await faults_of(page, rules)] if rules else []
    return wrong
