"""Lists as files over HTTP: how they come and go, and who may."""

from __future__ import annotations

import pytest

from broker.access.groups import BuiltInGroup
from tests.fakes.live_broker import Answer, LiveBroker, Person

pytestmark = pytest.mark.slow

ADMINISTRATOR = BuiltInGroup.PROVIDER_ADMINISTRATOR
TEXT = "organization,name,email\norg-a,Mia,mia@a.example\n"


async def sent(live: LiveBroker, person: Person | None, path: str, raw: bytes, form: str = "text/csv") -> Answer:
    headers = live.headers(person) | {"Content-Type": form}
    async with live.client.post(f"{live.origin}/api/imports/{path}", data=raw, headers=headers) as response:
        return Answer(status=response.status, body=await response.json())


async def test_a_list_is_checked_imported_and_exported(live: LiveBroker) -> None:
    ada = await live.staff(ADMINISTRATOR)
    checked = await sent(live, ada, "end-users", TEXT.encode())
    assert (checked.status, checked.body["created"], checked.body["problems"]) == (200, 1, [])
    assert (await live.get(ada, "/api/accounts?q=mia")).body["total"] == 0
    assert (await sent(live, ada, "end-users?dry_run=false", TEXT.encode())).body["created"] == 1
    assert (await live.get(ada, "/api/accounts?q=mia")).body["total"] == 1
    async with live.client.get(f"{live.origin}/api/exports/end-users", headers=live.headers(ada)) as response:
        assert response.headers["Content-Disposition"] == 'attachment; filename="end-users.csv"'
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert ',"org-a","Mia","mia@a.example","",' in await response.text()
    assert "list.exported" in await live.all_kinds()
    assert await live.chains_hold()


async def test_what_is_no_csv_file_is_refused_with_its_reason(live: LiveBroker) -> None:
    ada = await live.staff(ADMINISTRATOR)
    assert (await sent(live, ada, "end-users", b"{}", "application/json")).code == "body.content_type"
    assert (await sent(live, ada, "end-users", b"name\n")).code == "file.missing_column"
    assert (await sent(live, ada, "end-users", b"x" * (10 * 1024 * 1024 + 1))).code == "body.too_large"
    assert (await sent(live, ada, "end-users?from_row=1", b"x")).code == "field.wrong"


async def test_who_may_not_neither_takes_nor_gives(live: LiveBroker) -> None:
    auditor, person = await live.staff(BuiltInGroup.AUDITOR), await live.end_user()
    for name in ("organizations", "end-users", "owners"):
        assert (await sent(live, auditor, name, TEXT.encode())).code == "permission.missing"
        assert (await sent(live, person, name, TEXT.encode())).code == "permission.missing"
        assert (await live.get(person, f"/api/exports/{name}")).code == "permission.missing"
        assert (await live.get(None, f"/api/exports/{name}")).status == 401


async def test_another_address_asks_again_who_it_is_and_takes_no_token(live: LiveBroker) -> None:
    ada, mia = await live.staff(ADMINISTRATOR), await live.end_user(name="Mia")
    place = (await live.get(ada, f"/api/organizations/{live.organization}")).body["slug"]
    moving = f"id,organization,name,email\n{mia.id},{place},Mia,elsewhere@a.example\n".encode()
    naming = f"id,organization,name,email\n{mia.id},{place},Maria,"
    told = await live.get(ada, f"/api/accounts/{mia.id}")
    wish = {"organization_id": live.organization, "name": "Here", "permissions": ["end_user:change"], "days": 1}
    made = await live.post(ada, "/api/tokens", wish)
    headers = {"Authorization": f"Bearer {made.body['token']}", "Content-Type": "text/csv"}
    url = f"{live.origin}/api/imports/end-users?dry_run=false"
    async with live.client.post(url, data=moving, headers=headers) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (403, "token.not_here")
    live.skip(601)
    assert (await sent(live, ada, "end-users", moving)).body["changed"] == 1
    assert (await sent(live, ada, "end-users?dry_run=false", moving)).code == "step_up.needed"
    # Nothing else in a file asks.
    renamed = f"{naming}{told.body['email']}\n".encode()
    assert (await sent(live, ada, "end-users?dry_run=false", renamed)).body["changed"] == 1
    # An address that is only found by the same letters is another mailbox all the same.
    folded = f"{naming}{told.body['email'].replace('s', chr(0x17F), 1)}\n".encode()
    assert folded != renamed
    assert (await sent(live, ada, "end-users?dry_run=false", folded)).code == "step_up.needed"
    async with live.client.post(url, data=folded, headers=headers) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (403, "token.not_here")
    fresh = await live.staff(ADMINISTRATOR)
    assert (await sent(live, fresh, "end-users?dry_run=false", moving)).body["changed"] == 1
