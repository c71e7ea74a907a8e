"""Words of devices, on both databases: whose names they hold, and how many signs."""

from __future__ import annotations

from sqlalchemy import insert, select, true, update

from broker.access.permissions import Permission
from broker.storage import tables
from broker.storage.device_words import OF_WORDS, respell
from broker.storage.searching import MAX_SEARCHED
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from tests.fakes.actors import ORG_A, SYSTEM, named


async def test_words_are_those_of_organization_owner_and_device_cut_where_an_index_ends(work: UnitOfWork) -> None:
    owner = named("owner")

    def write(change: Change) -> list[str]:
        change.needs_no_entry(Upkeep.PRESENCE)
        place = {"id": ORG_A, "name": "ÄRZTE Süd", "slug": "a", "created_at": change.now}
        person = {"id": owner, "kind": "end_user", "organization_id": ORG_A, "name": "Öznur", "email": "o@a.example"}
        desk = {"id": named("desk"), "organization_id": ORG_A, "name": "DESK", "public_key": b"", "key_hash": "h"}
        change.connection.execute(insert(tables.organizations).values(place))
        change.connection.execute(
            insert(tables.accounts).values(person | {"email_key": "o@a.example", "created_at": change.now})
        )
        change.connection.execute(insert(tables.devices).values(desk | {"enrolled_at": change.now}))
        return [
            spelled(change),
            spelled(change, assigned_account_id=owner),
            spelled(change, own_text="x" * MAX_SEARCHED),
        ]

    def spelled(change: Change, **values: object) -> str:
        assert OF_WORDS.issuperset(values)
        if values:
            change.connection.execute(update(tables.devices).values(values))
        respell(change, true())
        return str(change.connection.execute(select(tables.devices.c.search_text)).scalar_one())

    alone, owned, long = await work.change(SYSTEM, Permission.SETTINGS_CHANGE, write)
    assert alone == "ärzte süd\ndesk"
    assert owned == "ärzte süd\nöznur\ndesk"
    assert (long[:16], len(long)) == ("ärzte süd\nöznur\n", MAX_SEARCHED)
