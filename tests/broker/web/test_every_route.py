"""Walks every route of the real wiring with somebody who holds all but what it needs."""

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from broker.access.actors import AccountActor
from broker.access.groups import Grants
from broker.access.permissions import END_USER, GRANTABLE, PERSON, Permission
from broker.access.scopes import ALL
from broker.app import Foundation, declared_routes, lay_foundation, wire
from broker.config import load
from broker.features.accounts.gate import AccountGate
from broker.features.accounts.sign_in import SignIns
from broker.web.cookies import NAME
from broker.web.declare import Route
from broker.web.policy import SOME_BROWSER, Browser, Public, Signed, SignInStep
from protocol.identifiers import OrganizationId
from tests.fakes.actors import end_user, staff
from tests.fakes.clock import FakeClock
from tests.fakes.web import RunningWeb, running_web
from tests.matrix.table import TABLE

# What strangers may call, each because the body carries a secret or the answer is public.
PUBLIC = {
    "POST /api/sign-in",
    "POST /api/sign-in/passkey-asked",
    "POST /api/sign-in/passkey",
    "POST /api/enrol",
    "GET /api/trust",
    "GET /api/password-rules",
    # What a sign-in page shows to everybody.
    "GET /api/looks",
    # An open portal is for people who are not signed in; each request is read again by a secret of its own.
    "GET /api/open-portal",
    "POST /api/open-portal/requests",
    "POST /api/open-portal/look",
    "POST /api/open-portal/messages",
    "POST /api/open-portal/messages/read",
    # A computer that is not enrolled joins by a code; whether the page is for everybody, a setting says.
    "GET /api/open-portal/get-help-now",
    "POST /api/join/codes",
    "POST /api/join/look",
    "POST /api/join/requests",
    "POST /api/links/look",
    "POST /api/links/password",
    "POST /api/links/email",
    "POST /api/links/again",
    "POST /api/password-resets",
    "GET /api/sign-in-ways",
    "POST /api/company-sign-ins",
    "POST /api/company-sign-ins/return",
}
TOKEN = "A" * 43
ADMINISTRATOR = {"name": "Ada Berg", "email": "ada@a.example"}
SECOND_STEP = {"changes": [{"key": "mfa_required", "value": False, "version": 0}]}
HELP = {"changes": [{"key": "allow_remote_support", "value": True, "version": 0}]}
NOBODY = "a" * 26
# Some bodies of these routes are as dangerous as what other routes ask again for; the last ones are not.
DANGEROUS: tuple[tuple[str, str, object], ...] = (
    ("POST", "/api/bulk", {"act": "require_mfa", "accounts": [NOBODY]}),
    ("POST", "/api/bulk", {"act": "waive_mfa", "accounts": [NOBODY]}),
    ("PATCH", "/api/settings", SECOND_STEP),
    ("PATCH", "/api/settings", {"changes": HELP["changes"] + SECOND_STEP["changes"]}),
    ("PATCH", f"/api/organizations/{NOBODY}/settings", SECOND_STEP),
    ("PATCH", f"/api/devices/{NOBODY}/settings", SECOND_STEP),
    ("POST", "/api/organizations", {"name": "Org A", "administrator": ADMINISTRATOR}),
    ("POST", "/api/organizations", {"name": "Org A", "is_self_managed": True}),
)
HARMLESS: tuple[tuple[str, str, object, int], ...] = (
    ("POST", "/api/bulk", {"act": "enable", "accounts": [NOBODY]}, 200),
    ("PATCH", "/api/settings", HELP, 200),
    ("PATCH", f"/api/organizations/{NOBODY}/settings", HELP, 404),
    ("PATCH", f"/api/devices/{NOBODY}/settings", HELP, 404),
    ("POST", "/api/organizations", {"name": "Org A"}, 201),
)


class WalkingGate:
    """Says who is asking, and asks the real gate whether they may."""

    def __init__(self, real: AccountGate) -> None:
        self._real = real
        self.person: AccountActor = staff()

    async def actor(
        self, token: str, address: str, console: str | None = None, browser: Browser = SOME_BROWSER
    ) -> AccountActor | None:
        return self.person

    async def bearer(self, token: str, address: str) -> AccountActor | None:
        return self.person

    async def enter(self, actor: AccountActor, organization: OrganizationId) -> AccountActor:
        return actor

    async def seen(self, actor: AccountActor, sight: str) -> AccountActor | None:
        return None

    async def admit(self, actor: AccountActor, any_of: Sequence[Permission]) -> None:
        await self._real.admit(actor, any_of)

    async def require_fresh(self, actor: AccountActor) -> None:
        await self._real.require_fresh(actor)


@pytest.fixture
async def foundation(sqlite_url: str, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Foundation]:
    config = load({"state_dir": str(tmp_path / "state"), "database_url": sqlite_url}, {})
    laid = lay_foundation(config, clock, migrate=False)
    yield laid
    await laid.close()


def all_but(route: Route, needed: tuple[Permission, ...]) -> AccountActor | None:
    """Give the most powerful person who still may not; None where the right is everybody's who is signed in."""
    if PERSON & set(needed):
        return None
    if END_USER & set(needed) and not GRANTABLE & set(needed):
        return staff(*GRANTABLE)
    powerful = staff(*(GRANTABLE - set(needed)))
    assert powerful.grants == Grants(dict.fromkeys(GRANTABLE - set(needed), ALL))
    return powerful


async def answer(web: RunningWeb, route: Route, cookie: str | None) -> tuple[int, str]:
    path = re.sub(r"\{[a-z_]+\}", "a" * 26, route.path)
    headers = {"Origin": web.url, "Content-Type": "application/json"} | ({"Cookie": cookie} if cookie else {})
    async with web.client.request(route.method, path, headers=headers, data=b"{}" if route.body else None) as response:
        content = await response.json()
        return response.status, content.get("error", {}).get("code", "") if isinstance(content, dict) else ""


@pytest.mark.slow
async def test_all_permissions_but_the_needed_ones_do_not_open_a_route(foundation: Foundation, tmp_path: Path) -> None:
    wiring, sign_ins = wire(foundation)
    gate = WalkingGate(AccountGate(sign_ins, foundation.work))
    walked = 0
    async with running_web(tmp_path, *wiring.owners, gate=gate) as web:
        for route in declared_routes(foundation):
            if not isinstance(route.policy, Signed):
                continue
            assert await answer(web, route, None) == (401, "sign_in.needed"), route
            person = all_but(route, route.policy.any_of)
            if person is not None:
                gate.person = person
                assert await answer(web, route, f"{NAME}={TOKEN}") == (403, "permission.missing"), route
                walked += 1
            if not (END_USER | PERSON) & set(route.policy.any_of):
                gate.person = end_user()
                assert await answer(web, route, f"{NAME}={TOKEN}") == (403, "permission.missing"), route
    assert walked >= 2


@pytest.mark.slow
async def test_what_is_dangerous_asks_again_who_it_is_whichever_way_it_is_done(
    foundation: Foundation, tmp_path: Path
) -> None:
    wiring, sign_ins = wire(foundation)
    gate = WalkingGate(AccountGate(sign_ins, foundation.work))
    gate.person = staff(*GRANTABLE)
    async with running_web(tmp_path, *wiring.owners, gate=gate) as web:
        person = {"Origin": web.url, "Cookie": f"{NAME}={TOKEN}"}
        program = {"Authorization": f"Bearer {TOKEN}"}

        async def sent(headers: dict[str, str], method: str, path: str, body: object) -> tuple[int, str]:
            async with web.client.request(method, path, headers=headers, json=body) as response:
                return response.status, (await response.json()).get("error", {}).get("code", "")

        for method, path, body in DANGEROUS:
            assert await sent(person, method, path, body) == (403, "step_up.needed"), (path, body)
            assert await sent(program, method, path, body) == (403, "token.not_here"), (path, body)
        for method, path, body, status in HARMLESS:
            assert (await sent(program, method, path, body))[0] == status, (path, body)


@pytest.mark.slow
async def test_a_half_done_sign_in_opens_no_route_but_the_next_step(foundation: Foundation, tmp_path: Path) -> None:
    wiring, sign_ins = wire(foundation)
    gate = AccountGate(sign_ins, foundation.work)
    assert isinstance(sign_ins, SignIns)
    async with running_web(tmp_path, *wiring.owners, gate=gate) as web:
        for route in declared_routes(foundation):
            if isinstance(route.policy, Signed):
                assert await answer(web, route, f"{NAME}={TOKEN}") == (401, "sign_in.needed"), route


async def test_only_a_known_few_routes_are_open_to_strangers(foundation: Foundation) -> None:
    routes = declared_routes(foundation)
    assert {f"{route.method} {route.path}" for route in routes if isinstance(route.policy, Public)} <= PUBLIC
    steps = {route.path for route in routes if isinstance(route.policy, SignInStep)}
    assert all(path.startswith("/api/sign-") for path in steps)


async def test_every_route_is_under_the_api_and_says_what_it_does(foundation: Foundation) -> None:
    for route in declared_routes(foundation):
        assert route.path.startswith("/api/")
        assert re.fullmatch(r"[A-Z].*\.", route.summary), route


async def test_every_route_has_its_row_in_the_matrix_and_every_row_its_route(foundation: Foundation) -> None:
    routes = {f"{route.method} {route.path}" for route in declared_routes(foundation)}
    without = sorted(routes - set(TABLE))
    assert not without, f"say in tests/matrix/table.py what each kind of actor is answered by: {without}"
    assert not set(TABLE) - routes, "these routes are gone; take their rows out of tests/matrix/table.py"
