"""Where people are signed in, over HTTP: seen and ended by themselves and by those who look after them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.storage import tables
from tests.fakes.live_broker import Answer, LiveBroker, Person
from tests.fakes.scenes import offered

pytestmark = pytest.mark.slow

NOBODY = "a" * 26
LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


async def another_browser(live: LiveBroker, person: Person) -> Person:
    return await live._signed_in(person.id, person.name)


async def listed(live: LiveBroker, person: Person) -> list[dict[str, Any]]:
    return list((await live.get(person, "/api/me/sign-ins")).body["items"])


async def last_seen(live: LiveBroker, person: Person) -> Any:
    query = select(tables.sign_ins.c.last_seen_at).where(tables.sign_ins.c.id == person.sign_in)
    return await live.view(lambda view: view.connection.execute(query).scalar_one())


async def ask_as(live: LiveBroker, person: Person, **headers: str) -> int:
    async with live.client.get(f"{live.origin}/api/me", headers=live.headers(person) | headers) as response:
        return response.status


async def test_one_sees_where_one_is_signed_in_and_which_is_this(live: LiveBroker) -> None:
    here = await live.end_user()
    there = await another_browser(live, here)
    assert await ask_as(live, there, **{"User-Agent": LINUX}) == 200
    assert await ask_as(live, there, **{"User-Agent": "Another/1.0"}) == 200
    found = {each["id"]: each for each in await listed(live, here)}
    assert set(found) == {here.sign_in, there.sign_in}
    assert [found[each.sign_in]["is_this"] for each in (here, there)] == [True, False]
    # The name it came with first stays: whoever took the cookie does not change what is shown.
    assert found[there.sign_in]["browser"] == "Chrome on Linux"
    assert found[there.sign_in]["by"] == "app"


async def test_the_name_of_a_browser_is_cut_and_stripped(live: LiveBroker) -> None:
    here = await live.end_user()
    assert await ask_as(live, here, **{"User-Agent": "<script>" + "x" * 4000}) == 200
    (found,) = await listed(live, here)
    assert found["browser"] == ("<script>" + "x" * 4000)[:60]


async def test_one_ends_one_or_all_others(live: LiveBroker) -> None:
    here = await live.end_user()
    there, elsewhere, further = [await another_browser(live, here) for _ in range(3)]
    assert (await live.post(here, f"/api/me/sign-ins/{there.sign_in}/end", {})).status == 200
    assert (await live.get(there, "/api/me")).status == 401
    again = await live.post(here, f"/api/me/sign-ins/{there.sign_in}/end", {})
    assert again.status == 200
    left = await live.post(here, "/api/me/sign-ins/end-others", {})
    assert [each["id"] for each in left.body["items"]] == [here.sign_in]
    for gone in (elsewhere, further):
        assert (await live.get(gone, "/api/me")).status == 401
    assert (await live.get(here, "/api/me")).status == 200
    kinds = await live.all_kinds()
    assert (kinds.count("sign_in.revoked"), kinds.count("sign_in.all_revoked")) == (1, 1)


async def every_route(live: LiveBroker, actor: Person | None, account: str, sign_in: str) -> list[Answer]:
    return [
        await live.get(actor, f"/api/accounts/{account}/sign-ins"),
        await live.post(actor, f"/api/accounts/{account}/sign-ins/{sign_in}/end", {}),
        await live.post(actor, f"/api/accounts/{account}/sign-ins/end", {}),
        await live.post(actor, f"/api/me/sign-ins/{sign_in}/end", {}),
    ]


async def test_what_is_foreign_answers_byte_for_byte_like_what_never_was(live: LiveBroker) -> None:
    foreign = await live.end_user(name="Noa Birch", organization=live.other_organization)
    for actor in (
        await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, where=live.organization),
        await live.staff(BuiltInGroup.TECHNICIAN, where=live.organization),
        await live.end_user(),
        None,
    ):
        missing = await every_route(live, actor, NOBODY, NOBODY)
        assert await every_route(live, actor, foreign.id, foreign.sign_in) == missing
        assert {each.status for each in missing} <= {401, 403, 404}
    assert (await live.get(foreign, "/api/me")).status == 200


async def test_whoever_may_change_a_person_sees_and_ends_their_sign_ins_and_nobody_else_does(live: LiveBroker) -> None:
    person = await live.end_user()
    other = await another_browser(live, person)
    desk = await live.staff_with(frozenset({Permission.ACCOUNT_READ, Permission.END_USER_CHANGE}))
    path = f"/api/accounts/{person.id}/sign-ins"
    assert len((await live.get(desk, path)).body["items"]) == 2
    reader = await live.staff_with(frozenset({Permission.ACCOUNT_READ}))
    assert (await live.get(reader, path)).status == 403
    # A sign-in of somebody else does not become theirs by the path.
    assert (await live.post(desk, f"{path}/{desk.sign_in}/end", {})).status == 404
    assert len((await live.post(desk, f"{path}/{other.sign_in}/end", {})).body["items"]) == 1
    assert (await live.post(desk, f"{path}/end", {})).body["items"] == []
    assert (await live.get(person, "/api/me")).status == 401
    stronger = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    changer = await live.staff_with(frozenset({Permission.ACCOUNT_READ, Permission.STAFF_CHANGE}))
    for answer in (await every_route(live, changer, stronger.id, stronger.sign_in))[:3]:
        assert answer.status == 403
    assert (await live.get(stronger, "/api/me")).status == 200


async def test_what_stands_open_on_a_sign_in_closes_when_it_is_ended(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    other = await another_browser(live, scene.technician)
    ended = await live.post(other, f"/api/me/sign-ins/{scene.technician.sign_in}/end", {})
    assert [each["id"] for each in ended.body["items"]] == [other.sign_in]
    assert (await live.ended(scene.session)).reason == "revoked"


async def test_a_browser_at_which_nobody_is_does_not_keep_its_sign_in(live: LiveBroker) -> None:
    person = await live.end_user()
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    change = {"changes": [{"key": "idle_seconds", "value": 300, "version": 0}]}
    path = f"/api/organizations/{live.organization}/settings"
    begun = await last_seen(live, person)
    live.skip(200)
    assert await ask_as(live, person, **{"Handrail-Unattended": "1"}) == 200
    assert await last_seen(live, person) == begun
    assert (await live.patch(administrator, path, change)).status == 200
    attended = await another_browser(live, person)
    live.skip(200)
    assert await ask_as(live, attended) == 200
    assert await ask_as(live, person, **{"Handrail-Unattended": "1"}) == 401
    live.skip(299)
    assert await ask_as(live, attended) == 200
    assert [each["id"] for each in await listed(live, attended)] == [attended.sign_in]
    live.skip(301)
    assert await ask_as(live, attended) == 401
    assert await ask_as(live, replace(administrator)) == 200
