"""Tests of open portals over HTTP, on a whole broker: everybody here but the staff is a stranger."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from broker.access.groups import BuiltInGroup
from broker.access.portal_groups import BuiltInPortalGroup
from broker.features.open_portal import rules
from broker.features.open_portal.service import OpenPortals
from broker.storage import tables
from broker.storage.work import Change
from tests.fakes.live_broker import Answer, LiveBroker, Person

ASKED = {"reason": "The printer jams", "name": "Vera Visitor", "email": "vera@x.example"}


async def slug(live: LiveBroker, organization: str | None = None) -> str:
    row = tables.organizations.c
    query = select(row.slug).where(row.id == (organization or live.organization))
    return str(await live.view(lambda view: view.connection.execute(query).scalar_one()))


async def set_up(live: LiveBroker, **changed: Any) -> None:
    """Write the portal of the first organization as a test needs it."""
    values = {"organization_id": live.organization, "is_open": True, "version": 1} | changed

    def body(change: Change) -> None:
        change.connection.execute(tables.portals.delete())
        change.connection.execute(insert(tables.portals).values(values))

    await live.change(body)


async def ask(live: LiveBroker, **changed: Any) -> Answer:
    return await live.post(None, "/api/open-portal/requests", {"slug": await slug(live), **ASKED, **changed})


async def look(live: LiveBroker, secret: str) -> Answer:
    return await live.post(None, "/api/open-portal/look", {"secret": secret})


async def waiting_request(live: LiveBroker, technician: Person) -> dict[str, Any]:
    items = (await live.get(technician, "/api/sessions?state=requested")).body["items"]
    assert len(items) == 1
    return dict(items[0])


async def test_a_visitor_asks_and_reads_the_note_that_staff_answer_with(live: LiveBroker) -> None:
    await set_up(live)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    facts = await live.get(None, f"/api/open-portal?slug={await slug(live)}")
    assert set(facts.body) == {"organization", "asks_contact"}
    assert facts.body["asks_contact"] is True
    asked = await ask(live)
    assert (asked.status, set(asked.body)) == (201, {"secret"})
    secret = asked.body["secret"]
    seen = await look(live, secret)
    assert (seen.body["state"], seen.body["place_in_line"], seen.body["note"]) == ("waiting", 1, None)
    assert set(seen.body) == {"organization", "state", "reason", "asked_at", "place_in_line", "note", "join", "thread"}

    request = await waiting_request(live, technician)
    assert (request["person"]["name"], request["device"]) == ("Vera Visitor", None)
    for note, status in (("", 400), ("x" * 501, 400), ("We call you at two.", 200)):
        answered = await live.post(technician, f"/api/sessions/{request['id']}/note", {"note": note})
        assert answered.status == status, note
    assert (await look(live, secret)).body["note"] == "We call you at two."
    assert (await look(live, secret)).body["state"] == "waiting"
    assert (
        await live.post(technician, f"/api/sessions/{request['id']}/deny", {"note": "Solved by phone."})
    ).status == 200
    ended = await look(live, secret)
    assert (ended.body["state"], ended.body["note"]) == ("denied", "Solved by phone.")
    assert await live.kinds(request["id"]) == ["session.requested", "session.noted", "session.denied"]


@pytest.mark.parametrize(
    "closed",
    [
        {"is_open": False},
        {"redirect_url": "https://help.example"},
        {"features_off": "ask_for_help"},
        "no portal",
        "person",
        "archived",
        "group",
    ],
)
async def test_a_portal_that_is_not_open_is_the_same_as_none(live: LiveBroker, closed: Any) -> None:
    await set_up(live, **(closed if isinstance(closed, dict) else {}))
    if closed == "person":
        await live.end_user()
        # Even where the switch was left on, somebody who can sign in is in the way.
        await set_up(live)
    organization, group = tables.organizations, tables.portal_groups
    bodies = {
        "no portal": tables.portals.delete(),
        "archived": update(organization).values(archived_at=live.clock.now()),
        "group": update(group).where(group.c.id == BuiltInPortalGroup.NON_PORTAL.id).values(features="receipts"),
    }
    if isinstance(closed, str) and closed in bodies:
        await live.change(lambda change: change.connection.execute(bodies[closed]))
    missing = await live.get(None, "/api/open-portal?slug=nobody-has-this")
    assert await live.get(None, f"/api/open-portal?slug={await slug(live)}") == missing
    assert (await ask(live)) == await ask(live, slug="nobody-has-this")
    assert missing.code == "not_found"


async def test_what_is_missing_is_said_and_nothing_is_stored(live: LiveBroker) -> None:
    await set_up(live)
    for wrong, field in (({"name": ""}, "name"), ({"email": ""}, "email"), ({"reason": "Printer"}, "reason")):
        refused = await ask(live, **wrong)
        assert (refused.status, list(refused.body["error"]["fields"])) == (400, [field])
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    assert (await live.get(technician, "/api/sessions")).body["total"] == 0


async def test_where_contact_details_are_not_asked_for_a_visitor_leaves_none(live: LiveBroker) -> None:
    await set_up(live)
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    changes = [{"key": "ask_contact", "value": False, "version": 0}]
    # The instance may loosen; nearer places only tighten.
    assert (await live.patch(admin, "/api/settings", {"changes": changes})).status == 200
    facts = await live.get(None, f"/api/open-portal?slug={await slug(live)}")
    assert facts.body["asks_contact"] is False
    asked = await ask(live, name="", email="")
    assert asked.status == 201, asked.body
    assert (await look(live, asked.body["secret"])).body["state"] == "waiting"


async def test_one_address_asks_five_times_and_then_waits(live: LiveBroker) -> None:
    await set_up(live)
    for _ in range(rules.MOST_BY_ADDRESS):
        assert (await ask(live)).status == 201
    refused = await ask(live)
    assert (refused.status, refused.code) == (429, "open_portal.too_often")
    live.skip(rules.ADDRESS_WINDOW.total_seconds() + 1)
    assert (await ask(live)).status == 201


@pytest.mark.parametrize("state_name", ["requested", "ended"])
async def test_one_organization_gets_only_as_many_requests_as_it_can_answer(live: LiveBroker, state_name: str) -> None:
    await set_up(live)
    assert (await ask(live)).status == 201
    most = rules.MOST_WAITING if state_name == "requested" else rules.MOST_BY_ORGANIZATION
    visits, sessions = tables.visitor_requests, tables.sessions

    def fill(change: Change, count: int) -> None:
        """Have as many others ask as are missing, each from an address of its own."""
        first = change.connection.execute(select(sessions)).mappings().first()
        assert first is not None
        for number in range(count):
            name = f"{number:026d}"
            change.connection.execute(insert(sessions).values({**first, "id": name, "state_name": state_name}))
            row: dict[str, Any] = {
                "secret_hash": f"{number:064d}",
                "session_id": name,
                "organization_id": live.organization,
            }
            change.connection.execute(
                insert(visits).values(**row, address=f"198.51.100.{number}", created_at=change.now)
            )

    await live.change(lambda change: fill(change, most - 2))
    assert (await ask(live)).status == 201
    refused = await ask(live)
    assert (refused.status, refused.code) == (429, "open_portal.too_many")


async def test_a_secret_opens_its_own_request_only_and_not_for_ever(live: LiveBroker) -> None:
    await set_up(live)
    secret = (await ask(live)).body["secret"]
    for wrong in ("", "A" * 43, secret[:-1], secret + "A", secret.swapcase()):
        assert (await look(live, wrong)).code == "not_found"
    await live.end_user()
    assert (await look(live, secret)).body["state"] == "waiting"
    live.skip(rules.KEPT.total_seconds() + 1)
    assert (await look(live, secret)).code == "not_found"


async def test_where_a_request_came_from_is_forgotten_after_a_day(live: LiveBroker) -> None:
    await set_up(live)
    secret = (await ask(live)).body["secret"]
    visitors = OpenPortals(live.foundation.work, None, bytes, helps=None, settings=None, messages=None)  # type: ignore[arg-type]
    row = tables.visitor_requests.c

    async def addresses() -> list[str]:
        found: list[str] = await live.view(lambda view: list(view.connection.execute(select(row.address)).scalars()))
        return found

    await visitors.forget()
    assert await addresses() == ["127.0.0.1"]
    live.skip(timedelta(days=1, seconds=1).total_seconds())
    await visitors.forget()
    assert await addresses() == [""]
    assert (await look(live, secret)).status == 200
    live.skip(rules.KEPT.total_seconds())
    await visitors.forget()
    assert await addresses() == []


async def test_a_note_is_only_for_requests_that_wait_and_only_within_reach(live: LiveBroker) -> None:
    await set_up(live)
    await ask(live)
    near = await live.staff(BuiltInGroup.TECHNICIAN, where=live.organization)
    far = await live.staff(BuiltInGroup.TECHNICIAN, where=live.other_organization)
    auditor = await live.staff(BuiltInGroup.AUDITOR)
    request = await waiting_request(live, near)
    path = f"/api/sessions/{request['id']}/note"
    assert (await live.post(far, path, {"note": "Hello there"})).code == "not_found"
    assert (await live.post(auditor, path, {"note": "Hello there"})).code == "permission.missing"
    assert (await live.post(near, f"/api/sessions/{request['id']}/deny", {"note": ""})).status == 200
    assert (await live.post(near, path, {"note": "Too late"})).status == 409
