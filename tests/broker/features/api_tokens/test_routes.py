"""API tokens over HTTP: what a program with one is let in to, and what it never is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from broker.access.groups import BuiltInGroup
from broker.access.permissions import GRANTABLE, Permission
from broker.storage import tables
from tests.fakes.live_broker import Answer, LiveBroker, Person

pytestmark = pytest.mark.slow

ADMINISTRATOR = BuiltInGroup.PROVIDER_ADMINISTRATOR
ALL_RIGHTS = sorted(each.value for each in GRANTABLE - {Permission.TOKEN_CHANGE})


def asked(**changed: Any) -> dict[str, Any]:
    return {"name": "Sync", "permissions": ["account:read"], "organizations": None, "days": 30} | changed


async def by_token(
    live: LiveBroker, token: str, path: str, body: bytes | None = None, *, cookie: Person | None = None, **more: str
) -> Answer:
    """Send a request as a program does: no Origin, no cookie unless one is named."""
    headers = {"Authorization": f"Bearer {token}", **more}
    if cookie is not None:
        headers["Cookie"] = f"__Host-handrail={cookie.token}"
    if body is not None:
        headers["Content-Type"] = "application/json"
    method = "GET" if body is None else "POST"
    async with live.client.request(method, f"{live.origin}{path}", data=body, headers=headers) as response:
        return Answer(status=response.status, body=await response.json())


async def test_a_token_is_made_used_and_revoked(live: LiveBroker) -> None:
    ada = await live.staff(ADMINISTRATOR, name="Ada Berg")
    made = await live.post(ada, "/api/own-tokens", asked(permissions=["account:read", "end_user:create"]))
    assert made.status == 201
    token, kept = made.body["token"], made.body["kept"]
    assert (await by_token(live, token, "/api/accounts")).body["total"] >= 1
    new = (
        b'{"kind":"end_user","name":"Mia","email":"mia@a.example","organization_id":"%s"}' % live.organization.encode()
    )
    assert (await by_token(live, token, "/api/accounts", new)).status == 201
    assert (await by_token(live, token, "/api/organizations")).code == "permission.missing"
    assert (await by_token(live, token, "/api/me")).body["permissions"]["account:read"] == "all"
    own = (await live.get(ada, "/api/own-tokens")).body
    assert [each["id"] for each in own] == [kept["id"]]
    assert own[0]["last_used_at"] is not None
    assert token not in str(own)

    entries = tables.audit_entries.c
    query = select(entries.actor_name, entries.actor_id, entries.detail).where(entries.kind == "account.created")
    row = await live.view(lambda view: view.connection.execute(query).one())
    assert (row.actor_name, row.actor_id) == ("Ada Berg (API token “Sync”)", ada.id)
    assert kept["id"] in row.detail

    assert (await live.post(ada, f"/api/own-tokens/{kept['id']}/revoke", {})).body["state"] == "revoked"
    assert (await by_token(live, token, "/api/accounts")).code == "token.refused"
    assert await live.chains_hold()


async def test_a_program_never_does_what_only_a_person_may(live: LiveBroker) -> None:
    ada = await live.staff(ADMINISTRATOR)
    token = (await live.post(ada, "/api/own-tokens", asked(permissions=ALL_RIGHTS))).body["token"]
    for path, body in (
        ("/api/own-tokens", b"{}"),
        ("/api/tokens", b"{}"),
        ("/api/own-tokens", None),
        (f"/api/tokens/{'a' * 26}/revoke", b"{}"),
        ("/api/tickets", b'{"link":"portal"}'),
        ("/api/sign-in/code", b'{"code":"123456"}'),
        ("/api/sign-out", b"{}"),
    ):
        answer = await by_token(live, token, path, body)
        assert (answer.status, answer.code) == (403, "token.not_here"), path
    change = b'{"password":"x","new_password":"y"}'
    assert (await by_token(live, token, "/api/me/password", change)).code == "permission.missing"
    assert (await by_token(live, token, "/api/accounts", cookie=ada)).code == "token.with_cookie"
    assert (await by_token(live, token, "/api/accounts", b"{}", Origin="https://evil.example")).code == "origin.foreign"


async def test_a_token_of_one_organization_sees_nothing_of_another(live: LiveBroker) -> None:
    ada = await live.staff(ADMINISTRATOR)
    await live.end_user(name="Noa Birch", organization=live.other_organization)
    body = {"organization_id": live.organization, "name": "Here", "permissions": ALL_RIGHTS, "days": 1}
    made = await live.post(ada, "/api/tokens", body)
    assert (made.status, made.body["kept"]["organization"]["name"]) == (201, "Org A")
    token = made.body["token"]
    assert (await by_token(live, token, "/api/accounts?q=Noa")).body["total"] == 0
    missing = await by_token(live, token, f"/api/organizations/{'a' * 26}")
    assert await by_token(live, token, f"/api/organizations/{live.other_organization}") == missing
    assert missing.status == 404
    assert (await by_token(live, token, f"/api/organizations/{live.organization}")).status == 200


async def test_who_reads_and_revokes_tokens_does_so_at_home_only(live: LiveBroker) -> None:
    ada = await live.staff(ADMINISTRATOR)
    made = {}
    for place in (live.organization, live.other_organization):
        body = {"organization_id": place, "name": place, "permissions": ["device:read"]}
        made[place] = (await live.post(ada, "/api/tokens", body)).body["kept"]["id"]
    here = await live.staff_with(frozenset({Permission.TOKEN_READ, Permission.TOKEN_CHANGE}), where=live.organization)
    seen = (await live.get(here, "/api/tokens")).body
    assert ([each["id"] for each in seen["items"]], seen["total"]) == ([made[live.organization]], 1)
    foreign = await live.post(here, f"/api/tokens/{made[live.other_organization]}/revoke", {})
    assert foreign == await live.post(here, f"/api/tokens/{'a' * 26}/revoke", {})
    assert foreign.status == 404
    assert (await live.post(here, f"/api/tokens/{made[live.organization]}/revoke", {})).status == 200
    # What they do not hold themselves they give to no token either.
    body = {"organization_id": live.organization, "name": "More", "permissions": ["device:read"]}
    assert (await live.post(here, "/api/tokens", body)).code == "token.wrong_permissions"


async def test_a_disabled_owner_takes_their_tokens_along(live: LiveBroker) -> None:
    ada = await live.staff(ADMINISTRATOR)
    person = await live.staff(BuiltInGroup.TECHNICIAN)
    token = (await live.post(person, "/api/own-tokens", asked(permissions=["device:read"]))).body["token"]
    assert (await by_token(live, token, "/api/devices")).status == 200
    await live.post(ada, f"/api/accounts/{person.id}/disable", {})
    assert (await by_token(live, token, "/api/devices")).status == 401


async def test_wrong_tokens_are_answered_alike_and_slowed_down(live: LiveBroker) -> None:
    answers = [await by_token(live, token, "/api/devices") for token in ("hr_" + "A" * 43, "hr_short", "x" * 500)]
    assert {(each.status, each.code) for each in answers} == {(401, "token.refused")}
    later = [(await by_token(live, "hr_" + "B" * 43, "/api/devices")).status for _ in range(40)]
    assert 429 in later
