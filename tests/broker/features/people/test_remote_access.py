"""The switch *Enable remote access*: refused by the name of what is not met, turned by who may, and audited."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.storage import tables
from tests.fakes.live_broker import LiveBroker

pytestmark = pytest.mark.slow


async def test_it_is_enabled_once_all_is_met_and_switched_off_by_one_word(live: LiveBroker) -> None:
    admin, person = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR), await live.end_user()
    path = f"/api/accounts/{person.id}/remote-access"
    assert (await live.get(admin, path)).body == {"is_on": False, "unmet": ["factor_not_used"], "has_feature": True}
    place = f"/api/organizations/{live.organization}/settings"
    for version, value in enumerate((False, None)):
        change = {"key": "end_user_portal", "value": value, "version": version}
        assert (await live.patch(admin, place, {"changes": [change]})).status == 200
        unmet = (["portal"] if value is False else []) + ["factor_not_used"]
        assert (await live.get(admin, path)).body["unmet"] == unmet
    refused = await live.post(admin, f"{path}/enable", {})
    assert (refused.status, refused.code) == (409, "remote_access.unmet")
    assert list(refused.body["error"]["fields"]) == ["factor_not_used"]
    row = tables.accounts
    used = update(row).where(row.c.id == person.id).values(totp_last_step=2**40)
    await live.change(lambda change: change.connection.execute(used))
    for _ in range(2):
        turned = await live.post(admin, f"{path}/enable", {})
        assert (turned.status, turned.body["is_on"]) == (200, True)
    for _ in range(2):
        turned = await live.post(admin, f"{path}/disable", {})
        assert (turned.status, turned.body["is_on"]) == (200, False)
    kinds = await live.all_kinds()
    assert (kinds.count("remote_access.enabled"), kinds.count("remote_access.disabled")) == (1, 1)


async def test_only_who_may_turns_it_for_end_users_within_reach(live: LiveBroker) -> None:
    person = await live.end_user()
    path = f"/api/accounts/{person.id}/remote-access"
    everything = frozenset(Permission)
    almost = await live.staff_with(everything - {Permission.REMOTE_ACCESS_CHANGE})
    assert (await live.post(almost, f"{path}/enable", {})).code == "permission.missing"
    foreign = await live.administrator(live.other_organization)
    for act in ("enable", "disable"):
        assert (await live.post(foreign, f"{path}/{act}", {})).code == "not_found"
    assert (await live.get(foreign, path)).code == "not_found"
    admin, colleague = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR), await live.staff(None)
    assert (await live.get(admin, f"/api/accounts/{colleague.id}/remote-access")).code == "account.wrong_kind"
    assert (await live.post(person, f"{path}/enable", {})).code == "permission.missing"


async def test_for_everybody_it_takes_the_typed_name_and_answers_row_by_row(live: LiveBroker) -> None:
    admin, person = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR), await live.end_user()
    path = f"/api/organizations/{live.organization}/remote-access"
    assert (await live.get(admin, path)).body == {"people": 1, "enabled": 0}
    assert (await live.post(admin, f"{path}/enable-all", {"name": "Org B"})).code == "account.name_not_typed"
    answer = await live.post(admin, f"{path}/enable-all", {"name": "Org A"})
    row = {"id": person.id, "name": person.name, "changed": False, "unmet": ["factor_not_used"]}
    assert (answer.status, answer.body) == (200, {"rows": [row], "next": None})
    assert (await live.post(admin, f"{path}/enable-all", {"name": "Org A", "limit": 101})).status == 400
