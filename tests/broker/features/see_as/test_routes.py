"""See as over HTTP: everything is read as the other, nothing changed, and it ends."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from tests.fakes.agent_on_link import enrolled
from tests.fakes.live_broker import Answer, LiveBroker, Person

pytestmark = pytest.mark.slow

HEADER = "Handrail-See-As"
ADMINISTRATOR, AUDITOR = BuiltInGroup.PROVIDER_ADMINISTRATOR, BuiltInGroup.AUDITOR


async def ask(
    live: LiveBroker, person: Person, path: str, sight: str, *, method: str = "GET", body: dict[str, Any] | None = None
) -> Answer:
    headers = live.headers(person) | {HEADER: sight, "Content-Type": "application/json"}
    data = msgspec.json.encode(body) if body is not None else None
    async with live.client.request(method, f"{live.origin}{path}", headers=headers, data=data) as response:
        return Answer(status=response.status, body=await response.json())


async def begin(live: LiveBroker, viewer: Person, seen: str) -> str:
    answer = await live.post(viewer, "/api/see-as", {"account_id": seen})
    assert answer.status == 201, answer.body
    return str(answer.body["id"])


async def test_everything_is_read_as_the_other_reads_it(live: LiveBroker) -> None:
    device = await enrolled(live)
    elsewhere = await enrolled(live, organization=live.other_organization, name="LAP-207")
    admin = await live.staff(ADMINISTRATOR)
    auditor = await live.staff(AUDITOR, name="Ines Auditor", where=live.organization)
    sight = await begin(live, admin, auditor.id)
    for path in ("/api/me", "/api/devices", f"/api/devices/{elsewhere.device}", "/api/audit", "/api/security-groups"):
        mine, theirs = await ask(live, admin, path, sight), await live.get(auditor, path)
        assert (mine.status, mine.body) == (theirs.status, theirs.body), path
    assert (await ask(live, admin, f"/api/devices/{elsewhere.device}", sight)).status == 404
    assert (await live.get(admin, f"/api/devices/{elsewhere.device}")).status == 200
    assert (await ask(live, admin, f"/api/devices/{device.device}", sight)).status == 200


async def test_nothing_is_changed_through_the_eyes_of_another(live: LiveBroker) -> None:
    admin, other = await live.staff(ADMINISTRATOR), await live.staff(ADMINISTRATOR, name="Ines Other")
    sight = await begin(live, admin, other.id)
    changes: dict[str, dict[str, Any]] = {
        "/api/organizations": {"name": "Org C"},
        "/api/tickets": {"link": "portal"},
        f"/api/accounts/{other.id}/disable": {},
        "/api/see-as": {"account_id": other.id},
        f"/api/see-as/{sight}/stop": {},
    }
    for path, body in changes.items():
        answer = await ask(live, admin, path, sight, method="POST", body=body)
        assert (answer.status, answer.code) == (403, "see_as.only_look"), path
    assert "organization.created" in await live.all_kinds()
    assert (await live.get(admin, "/api/organizations?q=Org C")).body["total"] == 0


async def test_a_denial_is_not_put_to_the_account_of_who_is_seen(live: LiveBroker) -> None:
    admin, auditor = await live.staff(ADMINISTRATOR), await live.staff(AUDITOR, name="Ines Auditor")
    sight = await begin(live, admin, auditor.id)
    assert (await ask(live, admin, "/api/mails", sight)).status == 403
    assert "access.denied" not in await live.all_kinds()


async def test_beginning_and_end_are_on_the_log(live: LiveBroker) -> None:
    admin, auditor = await live.staff(ADMINISTRATOR), await live.staff(AUDITOR, name="Ines Auditor")
    sight = await begin(live, admin, auditor.id)
    assert (await live.post(admin, f"/api/see-as/{sight}/stop", {})).status == 200
    assert (await live.post(admin, f"/api/see-as/{sight}/stop", {})).status == 200
    over = await ask(live, admin, "/api/me", sight)
    assert (over.status, over.code) == (403, "see_as.over")
    kinds = [kind for kind in await live.all_kinds() if kind.startswith("see_as")]
    assert kinds == ["see_as.begun", "see_as.ended"]
    entries = (await live.get(admin, "/api/audit?q=kind:see_as.*")).body["items"]
    assert [each["sentence"] for each in entries] == [
        f"{admin.name} no longer sees what Ines Auditor sees.",
        f"{admin.name} began to see what Ines Auditor sees.",
    ]


async def test_it_ends_with_the_hour_with_another_and_with_the_right_to_it(live: LiveBroker) -> None:
    admin, auditor = await live.staff(ADMINISTRATOR), await live.staff(AUDITOR, name="Ines Auditor")
    first = await begin(live, admin, auditor.id)
    second = await begin(live, admin, auditor.id)
    assert (await ask(live, admin, "/api/me", first)).code == "see_as.over"
    await live.join(auditor.id, frozenset({Permission.KEYS_READ}), None)
    assert (await ask(live, admin, "/api/me", second)).status == 200
    live.skip(3_600)
    assert (await ask(live, admin, "/api/me", second)).code == "see_as.over"
    third = await begin(live, admin, auditor.id)
    await live.leave_all_groups(admin)
    assert (await ask(live, admin, "/api/me", third)).code == "see_as.over"


async def test_only_over_the_sign_in_that_began_it(live: LiveBroker) -> None:
    admin, auditor = await live.staff(ADMINISTRATOR), await live.staff(AUDITOR, name="Ines Auditor")
    stranger = await live.staff(ADMINISTRATOR, name="Otto Other")
    sight = await begin(live, admin, auditor.id)
    for person in (stranger, auditor):
        assert (await ask(live, person, "/api/devices", sight)).code == "see_as.over"
    for hostile in ("", "a" * 26, auditor.id, "'; drop table", "x" * 5_000):
        assert (await ask(live, admin, "/api/me", hostile)).code == "see_as.over"


async def test_who_holds_less_or_is_foreign_sees_nobody(live: LiveBroker) -> None:
    admin, auditor = await live.staff(ADMINISTRATOR), await live.staff(AUDITOR, name="Ines Auditor")
    end_user = await live.end_user()
    refused = await live.post(auditor, "/api/see-as", {"account_id": admin.id})
    assert (refused.status, refused.code) == (403, "see_as.not_held")
    assert (await live.post(auditor, "/api/see-as", {"account_id": end_user.id})).status == 201
    elsewhere = await live.staff(ADMINISTRATOR, name="Otto Other", where=live.other_organization)
    hidden = await live.post(elsewhere, "/api/see-as", {"account_id": end_user.id})
    assert hidden == await live.post(elsewhere, "/api/see-as", {"account_id": "a" * 26})
    assert hidden.status == 404
    assert (await live.post(end_user, "/api/see-as", {"account_id": admin.id})).status == 403
    assert (await live.post(admin, "/api/see-as", {"account_id": admin.id})).code == "see_as.oneself"


async def test_an_end_users_portal_shows_what_is_theirs(live: LiveBroker) -> None:
    device = await enrolled(live)
    await enrolled(live, name="LAP-207")
    admin, person = await live.staff(ADMINISTRATOR), await live.end_user()
    await live.post(admin, f"/api/devices/{device.device}/assign", {"account_id": person.id})
    sight = await begin(live, admin, person.id)
    listing = await ask(live, admin, "/api/devices", sight)
    assert [each["name"] for each in listing.body["items"]] == ["DESK-014"]
    assert (await ask(live, admin, "/api/accounts", sight)).status == 403
    me = (await ask(live, admin, "/api/me", sight)).body
    assert me["account"]["id"] == person.id
