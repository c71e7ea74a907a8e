"""People over HTTP: who sees and changes whom, and what happens to what they are in the middle of."""

from __future__ import annotations

import pytest

from broker.access.groups import BuiltInGroup
from tests.fakes.live_broker import Answer, LiveBroker, Person

pytestmark = pytest.mark.slow

NOBODY = "a" * 26


async def every_route(live: LiveBroker, actor: Person | None, account: str, organization: str) -> list[Answer]:
    answers = [
        await live.get(actor, f"/api/accounts/{account}"),
        await live.post(actor, f"/api/accounts/{account}/disable", {}),
        await live.post(actor, f"/api/accounts/{account}/enable", {}),
        await live.post(actor, f"/api/accounts/{account}/delete", {"name": "Noa Birch"}),
        await live.post(actor, f"/api/accounts/{account}/keep", {}),
        await live.get(actor, f"/api/accounts/{account}/factors"),
        await live.post(actor, f"/api/accounts/{account}/factors/reset", {}),
        await live.get(actor, f"/api/organizations/{organization}"),
        await live.post(actor, f"/api/organizations/{organization}/archive", {}),
        await live.post(actor, f"/api/organizations/{organization}/restore", {}),
    ]
    # What is said here and not by the comparison: a broker too busy to answer is no difference that tells anything.
    assert {each.status for each in answers} <= {401, 403, 404}, answers
    return answers


async def test_what_is_foreign_answers_byte_for_byte_like_what_never_was(live: LiveBroker) -> None:
    foreign = await live.end_user(name="Noa Birch", organization=live.other_organization)
    provider = await live.staff(BuiltInGroup.TECHNICIAN, name="Tom Reyes")
    here = live.organization
    for actor in (
        await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, where=here),
        await live.staff(BuiltInGroup.AUDITOR, where=here),
        await live.staff(BuiltInGroup.TECHNICIAN, where=here),
        await live.end_user(),
        None,
    ):
        missing = await every_route(live, actor, NOBODY, NOBODY)
        assert await every_route(live, actor, foreign.id, live.other_organization) == missing
        assert (await every_route(live, actor, provider.id, NOBODY)) == missing
    narrow = await live.staff(BuiltInGroup.AUDITOR, where=here)
    for query in ("q=Noa", f"organization={live.other_organization}", "kind=staff"):
        found = await live.get(narrow, f"/api/accounts?{query}")
        assert found.body == {"items": [], "next": None, "total": 0, "at_least": False}


async def test_a_person_is_made_found_disabled_and_out_at_once(live: LiveBroker) -> None:
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    body = {"kind": "end_user", "name": "Mia", "email": "mia@a.example", "organization_id": live.organization}
    made = await live.post(administrator, "/api/accounts", body)
    assert (made.status, made.body["status"]) == (201, "active")
    assert (await live.get(administrator, "/api/accounts?q=mia&kind=end_user")).body["items"] == [made.body]
    person = await live.end_user()
    assert (await live.get(person, "/api/me")).status == 200
    assert (await live.post(administrator, f"/api/accounts/{person.id}/disable", {})).body["status"] == "disabled"
    assert (await live.get(person, "/api/me")).status == 401


async def test_what_a_disabled_person_asked_for_ends_with_revoked(live: LiveBroker) -> None:
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    person = await live.end_user()
    asked = await live.post(
        person, "/api/requests", {"name": "Erin", "email": "", "phone": "", "reason": "Printer jams", "device_id": None}
    )
    assert asked.status in {200, 201}, asked.body
    await live.post(administrator, f"/api/accounts/{person.id}/disable", {})
    assert (await live.ended(asked.body["id"])).reason == "revoked"


async def test_where_links_go_is_changed_only_by_who_has_shown_lately_that_it_is_them(live: LiveBroker) -> None:
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    path = f"/api/accounts/{(await live.end_user()).id}"
    body = {"version": 1, "name": "Erin", "email": "elsewhere@a.example", "phone": ""}
    live.skip(601)
    assert (await live.patch(administrator, path, body)).code == "step_up.needed"
    fresh = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    assert (await live.patch(fresh, path, body)).body["email"] == "elsewhere@a.example"
    # One's own address takes the password too, and a link to the new mailbox: both are asked for on the profile.
    own = (await live.get(fresh, f"/api/accounts/{fresh.id}")).body
    wished = {"version": own["version"], "name": "Ada", "email": own["email"], "phone": "214"}
    assert (await live.patch(fresh, f"/api/accounts/{fresh.id}", wished)).status == 200
    moved = wished | {"version": own["version"] + 1, "email": "mine@a.example"}
    assert (await live.patch(fresh, f"/api/accounts/{fresh.id}", moved)).code == "account.own_address"


async def test_auditors_and_technicians_read_and_change_nothing(live: LiveBroker) -> None:
    person = await live.end_user()
    for group in (BuiltInGroup.AUDITOR, BuiltInGroup.TECHNICIAN):
        actor = await live.staff(group)
        assert (await live.get(actor, f"/api/accounts/{person.id}")).status == 200
        assert (await live.post(actor, f"/api/accounts/{person.id}/disable", {})).code == "permission.missing"


async def test_a_second_factor_is_asked_for_and_reset(live: LiveBroker) -> None:
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    person = await live.end_user()
    path = f"/api/accounts/{person.id}/factors"
    before = await live.get(administrator, path)
    assert (before.body["needs"], before.body["passkeys"], before.body["required"]) == ([], 0, False)
    assert before.body["app_since"] is not None
    assert (await live.put(administrator, path, {"required": True})).body["needs"] == ["account"]
    assert (await live.get(person, "/api/me")).status == 200
    assert (await live.post(administrator, f"{path}/reset", {})).body["app_since"] is None
    assert (await live.get(person, "/api/me")).status == 401
