"""An organization closes itself, lets somebody of the provider in, sees the visit, and revokes while it is on."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from broker.access.groups import BuiltInGroup
from broker.storage import tables
from tests.end_to_end.browser import open_browser, trust_authority
from tests.end_to_end.looking import faults_of, look
from tests.end_to_end.test_invitation import arrived
from tests.fakes.live_broker import LiveBroker, Person, live_broker
from tests.fakes.mail_server import mail_server

WIDE = {"width": 1440, "height": 900}


async def window(browser: Browser, live: LiveBroker, person: Person) -> Page:
    context = await browser.new_context(viewport=WIDE, reduced_motion="reduce", locale="en-US")  # type: ignore[arg-type]
    cookie = {"name": "__Host-handrail", "value": person.token, "url": live.origin, "secure": True}
    await context.add_cookies([cookie])  # type: ignore[list-item]
    return await context.new_page()


async def address_of(live: LiveBroker, person: Person) -> str:
    query = select(tables.accounts.c.email).where(tables.accounts.c.id == person.id)
    return str(await live.view(lambda view: view.connection.execute(query).scalar_one()))


async def test_seamless_access_from_the_closing_to_the_revoking(broker_state: Path, tmp_path: Path) -> None:
    with mail_server() as box:
        async with live_broker(broker_state, mail=box.config) as live:
            inside = await live.administrator(live.organization)
            provider = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Ada Admin")
            home = tmp_path / "home"
            trust_authority(home, live.broker.certificate.authority_file or Path())
            async with open_browser(home) as browser:
                theirs, ours = await window(browser, live, inside), await window(browser, live, provider)

                await theirs.goto(f"{live.origin}/seamless")
                await theirs.get_by_role("button", name="Close it to the provider…").click()
                dialog = theirs.get_by_role("dialog", name="Close Org A to the provider?")
                await expect(dialog).to_be_visible()
                assert await faults_of(theirs) == []
                await dialog.get_by_role("button", name="Close it").click()
                await expect(theirs.get_by_text("The provider sees only its name.")).to_be_visible()
                await ours.goto(f"{live.origin}/organizations")
                await expect(ours.get_by_role("list", name="Organizations")).to_contain_text("Manages itself")
                assert await look(ours, tmp_path, "organizations") == []
                await ours.set_viewport_size(WIDE)  # type: ignore[arg-type]

                await theirs.get_by_label("E-mail of a provider administrator").fill("nobody@example.test")
                await theirs.get_by_role("button", name="Send the link").click()
                await expect(theirs.get_by_text("No provider administrator has this address.")).to_be_visible()
                await theirs.get_by_label("E-mail of a provider administrator").fill(await address_of(live, provider))
                await theirs.get_by_role("button", name="Send the link").click()
                await expect(theirs.get_by_text("Waiting since")).to_be_visible()
                assert await look(theirs, tmp_path, "seamless-waiting") == []
                await theirs.set_viewport_size(WIDE)  # type: ignore[arg-type]

                await ours.goto(await arrived(box, 1))
                await expect(ours.get_by_text("Org A lets you in.")).to_be_visible()
                assert await look(ours, tmp_path, "activate") == []
                await ours.set_viewport_size(WIDE)  # type: ignore[arg-type]
                await ours.get_by_role("button", name="Activate").click()
                await expect(ours.get_by_role("heading", name="Access is active")).to_be_visible()
                await theirs.reload()
                await expect(theirs.get_by_text("Active since")).to_be_visible()
                await expect(theirs.get_by_role("button", name="Resend")).to_have_count(0)

                await ours.goto(f"{live.origin}/")
                await expect(ours.get_by_role("button", name="You are in Provider console")).to_be_visible()
                await ours.keyboard.press("o")
                offered = ours.get_by_role("list", name="Go to an organization")
                await expect(offered.get_by_role("listitem")).to_have_count(2)
                assert await faults_of(ours) == []
                await ours.screenshot(path=tmp_path / "picker.png")
                await ours.get_by_role("searchbox", name="Search organizations").fill("Org A")
                await expect(offered.get_by_role("listitem")).to_have_count(1)
                await ours.keyboard.press("Enter")
                await expect(ours).to_have_url(f"{live.origin}/o/org-a/")
                bar = ours.get_by_text("You are visiting Org A. They see this visit.")
                await expect(bar).to_be_visible()
                assert await look(ours, tmp_path, "visiting") == []
                await ours.set_viewport_size(WIDE)  # type: ignore[arg-type]

                await ours.get_by_role("button", name="Leave").click()
                await expect(ours.get_by_role("button", name="You are in Provider console")).to_be_visible()
                await ours.goto(f"{live.origin}/o/org-a/")
                await expect(ours.get_by_role("heading", name="Nothing here for you")).to_be_visible()
                assert await look(ours, tmp_path, "gone") == []
                await ours.set_viewport_size(WIDE)  # type: ignore[arg-type]

                await ours.get_by_role("link", name="To your own console").click()
                await expect(ours.get_by_role("button", name="You are in Provider console")).to_be_visible()
                await ours.keyboard.press("o")
                await ours.get_by_role("button", name="Org A").click()
                await expect(bar).to_be_visible()
                await theirs.reload()
                await expect(theirs.get_by_text("On now")).to_be_visible()
                assert await look(theirs, tmp_path, "seamless-visits") == []
                await theirs.set_viewport_size(WIDE)  # type: ignore[arg-type]
                await theirs.get_by_role("button", name="Revoke").click()
                await expect(ours.get_by_role("heading", name="Nothing here for you")).to_be_visible(timeout=30_000)
                await expect(theirs.get_by_text("access was revoked")).to_be_visible()
                await theirs.get_by_role("link", name="See entries").first.click()
                await expect(theirs.get_by_text("began a visit").first).to_be_visible()
