"""The whole of seamless access over HTTP and links: closed, let in, visited, revoked while the visit is on."""

import asyncio
from contextlib import suppress

from sqlalchemy import select
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from broker.access.groups import BuiltInGroup
from broker.storage import tables
from tests.fakes.agent_on_link import enrolled
from tests.fakes.live_broker import PATIENCE, LiveBroker, Person

SLUG = "org-a"


async def let_in(live: LiveBroker, inside: Person, provider: Person) -> str:
    """Grant, and activate without the mail: who reads it is tried in test_grants.py."""
    query = select(tables.accounts.c.email).where(tables.accounts.c.id == provider.id)
    email = await live.view(lambda view: view.connection.execute(query).scalar_one())
    made = await live.post(inside, f"/api/organizations/{live.organization}/seamless", {"email": email})
    assert made.status == 201, made.body
    row = tables.seamless_grants
    active = row.update().where(row.c.id == made.body["id"])
    await live.change(lambda change: change.connection.execute(active.values(activated_at=change.now)))
    return str(made.body["id"])


async def closed(live: LiveBroker) -> tuple[Person, Person]:
    inside, provider = (
        await live.administrator(live.organization),
        await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Ada Admin"),
    )
    path = f"/api/organizations/{live.organization}/management"
    assert (await live.post(inside, path, {"is_self_managed": True})).status == 200
    return inside, provider


async def page_of(live: LiveBroker, person: Person, console: str) -> ClientConnection:
    answer = await live.post(person, "/api/tickets", {"link": "portal"}, console)
    assert answer.status == 201, answer.body
    return await connect(
        f"wss://localhost:{live.port}/links/portal?ticket={answer.body['ticket']}",
        ssl=live.tls,
        origin=live.origin,  # type: ignore[arg-type]
        additional_headers={"Cookie": f"__Host-handrail={person.token}"},
        compression=None,
        proxy=None,
    )


async def is_closed(page: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        async with asyncio.timeout(PATIENCE):
            while True:
                await page.recv()


async def test_of_a_closed_organization_nothing_shows_to_the_provider(live: LiveBroker) -> None:
    await enrolled(live)
    inside, provider = await closed(live)
    assert (await live.get(inside, "/api/devices")).body["total"] == 1
    for path in ("/api/devices", "/api/sessions", f"/api/accounts?organization={live.organization}"):
        assert (await live.get(provider, path)).body["total"] == 0, path
    listed = (await live.get(provider, "/api/audit")).body["items"]
    assert all((each["organization"] or {}).get("id") != live.organization for each in listed)
    listed = (await live.get(provider, "/api/organizations")).body["items"]
    assert [(each["name"], each["is_closed"], each["slug"]) for each in listed] == [
        ("Org A", True, ""),
        ("Org B", False, "org-b"),
    ]
    known = (await live.get(provider, f"/api/organizations/{live.organization}")).body
    missing = (await live.get(provider, f"/api/organizations/{'a' * 26}")).body
    assert known == missing
    me = (await live.get(provider, "/api/me")).body
    assert [each["name"] for each in me["organizations"]] == ["Org B"]


async def test_the_console_of_an_organization_narrows_everything_to_it(live: LiveBroker) -> None:
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    await enrolled(live)
    me = (await live.get(technician, "/api/me", SLUG)).body
    assert (me["console"]["name"], me["is_visiting"]) == ("Org A", False)
    assert me["permissions"]["device:read"] == [live.organization]
    assert (await live.get(technician, "/api/devices", SLUG)).body["total"] == 1
    assert (await live.get(technician, "/api/devices", "org-b")).body["total"] == 0
    elsewhere = await live.staff(BuiltInGroup.TECHNICIAN, where=live.other_organization)
    answers = [await live.get(elsewhere, "/api/me", slug) for slug in (SLUG, "org-none", "not a slug", "x" * 65)]
    assert {each.status for each in answers} == {404}
    assert len({str(each.body) for each in answers}) == 1
    assert (await live.get(technician, "/api/me")).body["console"] is None


async def test_a_visit_opens_the_console_and_revoking_closes_it_at_once(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    inside, provider = await closed(live)
    grant = await let_in(live, inside, provider)
    assert (await live.get(provider, "/api/me", SLUG)).status == 404
    offered = (await live.get(provider, "/api/consoles")).body["items"]
    assert [(each["name"], each["by_visit"]) for each in offered] == [("Org A", True), ("Org B", False)]
    opened = await live.post(provider, "/api/visits", {"organization_id": live.organization})
    assert (opened.status, opened.body) == (201, {"slug": SLUG})
    me = (await live.get(provider, "/api/me", SLUG)).body
    assert (me["console"]["slug"], me["is_visiting"]) == (SLUG, True)
    assert (await live.get(provider, "/api/devices", SLUG)).body["total"] == 1
    assert (await live.get(provider, "/api/devices")).body["total"] == 0
    page = await page_of(live, provider, SLUG)
    body = {"device_id": device.device, "reason": "Printer driver, as agreed", "capabilities": ["view"], "seconds": 600}
    session = await live.post(provider, "/api/sessions", body, SLUG)
    assert session.status == 201, session.body
    path = f"/api/organizations/{live.organization}/visits"
    assert [each["ended_at"] for each in (await live.get(inside, path)).body["items"]] == [None]
    assert (await live.post(inside, f"/api/seamless-grants/{grant}/revoke", {})).status == 200
    await is_closed(page)
    for refused in (
        await live.get(provider, "/api/me", SLUG),
        await live.get(provider, "/api/devices", SLUG),
        await live.post(provider, "/api/sessions", body, SLUG),
        await live.post(provider, "/api/visits", {"organization_id": live.organization}),
    ):
        assert refused.status == 404
    assert (await live.ended(session.body["id"])).reason == "revoked"
    # The sign-in at the provider console stays.
    assert (await live.get(provider, "/api/me")).status == 200
    (visit,) = (await live.get(inside, path)).body["items"]
    assert (visit["visitor"], visit["end_reason"], visit["changes"]) == ("Ada Admin", "revoked", 1)
    entries = (await live.get(inside, f"/api/audit?q={visit['query'].replace(' ', '%20')}")).body["items"]
    begun = next(each for each in entries if each["kind"] == "visit.begun")
    assert begun["actor"]["kind"] == "staff"
    offer = next(each for each in entries if each["kind"] == "session.offered")
    assert (offer["actor"]["kind"], "Ada Admin, visiting," in offer["sentence"]) == ("visitor", True)


async def test_who_lets_somebody_in_is_asked_anew_when_a_colleague_changes_how_they_sign_in(live: LiveBroker) -> None:
    inside, provider = await closed(live)
    colleague = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Bea Colleague")
    grant = await let_in(live, inside, provider)
    await live.post(provider, "/api/visits", {"organization_id": live.organization})
    me = (await live.get(colleague, f"/api/accounts/{provider.id}")).body
    former, path = me["email"], f"/api/organizations/{live.organization}/seamless"
    moved = {"name": me["name"], "email": "bea-too@provider.example", "phone": "", "version": me["version"]}
    renamed = moved | {"name": "Ada A", "email": former.upper()}
    assert (await live.patch(colleague, f"/api/accounts/{provider.id}", renamed)).status == 200
    assert (await live.get(provider, "/api/me", SLUG)).status == 200
    page = await page_of(live, provider, SLUG)
    moved["version"] += 1
    assert (await live.patch(colleague, f"/api/accounts/{provider.id}", moved)).status == 200
    await is_closed(page)
    assert (await live.get(provider, "/api/me", SLUG)).status == 404
    assert (await live.post(provider, "/api/visits", {"organization_id": live.organization})).status == 404
    assert [each["state"] for each in (await live.get(inside, path)).body["grants"]] == ["waiting"]
    (visit,) = (await live.get(inside, f"/api/organizations/{live.organization}/visits")).body["items"]
    assert visit["end_reason"] == "revoked"
    assert (await live.post(inside, f"/api/seamless-grants/{grant}/resend", {})).status == 202
    mails = tables.mails.c
    query = select(mails.recipient).where(mails.kind == "email_changed")
    assert [*await live.view(lambda view: view.connection.execute(query).scalars().all())] == [former.upper()]
    active = tables.seamless_grants.update().where(tables.seamless_grants.c.id == grant)
    await live.change(lambda change: change.connection.execute(active.values(activated_at=change.now)))
    assert (await live.post(colleague, f"/api/accounts/{provider.id}/factors/reset", {})).status == 200
    assert [each["state"] for each in (await live.get(inside, path)).body["grants"]] == ["waiting"]


async def test_leaving_a_console_keeps_the_sign_in_and_needs_a_visit(live: LiveBroker) -> None:
    inside, provider = await closed(live)
    await let_in(live, inside, provider)
    assert (await live.post(provider, "/api/visits/leave", {})).code == "visit.none"
    await live.post(provider, "/api/visits", {"organization_id": live.organization})
    assert (await live.post(provider, "/api/visits/leave", {}, SLUG)).status == 200
    assert (await live.get(provider, "/api/me", SLUG)).status == 404
    assert (await live.get(provider, "/api/me")).status == 200
