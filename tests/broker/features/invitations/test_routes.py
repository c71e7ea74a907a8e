"""Links over HTTP, as a browser uses them."""

from pathlib import Path

from broker.access.groups import BuiltInGroup
from broker.features.accounts.gate import AccountGate
from broker.features.invitations.routes import LinkRoutes, OwnSignInRoutes
from broker.features.mail.routes import OutboxRoutes
from broker.web.cookies import NAME
from tests.fakes.accounts import PASSWORD, TOTP_SECRET
from tests.fakes.clock import FakeClock
from tests.fakes.link_desk import URL, Desk
from tests.fakes.web import running_web

NEW = "Otter-Maple-Lantern-77"


async def test_a_link_is_looked_at_used_once_and_gone(desk: Desk, tmp_path: Path, clock: FakeClock) -> None:
    place = await desk.accounts.organization()
    person = await desk.newcomer(place.id)
    boss = "boss@provider.example"
    await desk.accounts.staff(boss, group=BuiltInGroup.PROVIDER_ADMINISTRATOR)
    cookie = await desk.accounts.signed_in(boss, clock.now(), TOTP_SECRET)
    routes = (
        LinkRoutes(desk.invitations, desk.wishes),
        OwnSignInRoutes(desk.invitations, desk.own),
        OutboxRoutes(desk.outbox, clock=clock, url=lambda: URL, has_server=False),
    )
    gate = AccountGate(desk.accounts.sign_ins, desk.accounts.work)
    async with running_web(tmp_path / "tls", *routes, gate=gate) as web:
        headers = {"Origin": web.url, "Cookie": f"{NAME}={cookie}"}

        async def post(path: str, body: dict[str, str]) -> tuple[int, dict[str, object]]:
            async with web.client.post(path, json=body, headers=headers) as answer:
                return answer.status, await answer.json()

        async def get(path: str) -> tuple[int, dict[str, object]]:
            async with web.client.get(path, headers=headers) as answer:
                return answer.status, await answer.json()

        assert await post(f"/api/accounts/{person}/invitation", {}) == (202, {})
        status, page = await get("/api/mails?q=new@&state=waiting")
        assert (status, page["total"], page["has_server"]) == (200, 1, False)
        items = page["items"]
        assert isinstance(items, list)
        mail = items[0]["id"]
        _, detail = await get(f"/api/mails/{mail}")
        assert "[link]" in str(detail["text"])
        assert "#" not in str(detail["text"])
        _, link = await post(f"/api/mails/{mail}/link", {})
        page_of_link, _, token = str(link["url"]).partition("#")
        assert page_of_link == f"{URL}/choose-password"
        for _ in range(2):
            assert (await post("/api/links/look", {"token": token}))[1]["purpose"] == "invitation"
        broken = await post("/api/links/password", {"token": token, "new_password": "x" * 11})
        assert broken[0] == 400
        assert (await post("/api/links/password", {"token": token, "new_password": NEW}))[0] == 200
        gone = await post("/api/links/password", {"token": token, "new_password": NEW})
        assert gone == await post("/api/links/look", {"token": "made-up"})
        assert gone[0] == 410
        assert await post("/api/links/again", {"token": "made-up"}) == (202, {})
        assert await post("/api/password-resets", {"email": "nobody@x.example"}) == (202, {})
        assert (await post("/api/password-resets", {"email": "nobody"}))[0] == 400
        assert (await post("/api/me/email", {"email": "n@x.example", "password": PASSWORD}))[0] == 202
        assert (await post("/api/me/password", {"password": "wrong", "new_password": NEW}))[0] == 400
        _, rules = await get("/api/password-rules")
        assert (rules["min_characters"], rules["max_characters"]) == (12, 128)
        assert (await get("/api/mails?cursor=WyJ4IiwieCJd"))[0] == 400
