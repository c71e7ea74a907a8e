"""Texts as they are searched."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from broker.access.permissions import Permission
from broker.features.devices import store as devices
from broker.storage import tables
from broker.storage.searching import MAX_SEARCHED, device_text, folded, holds, searchable
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from tests.fakes.actors import ORG_A, SYSTEM, named


def test_texts_are_folded_put_together_and_cut_where_an_index_ends() -> None:
    assert folded("ÄRZTE\x00 Straße") == "ärzte strasse"
    assert searchable(["One", None, "", "Two"]) == "one\ntwo"
    assert len(searchable(["a" * MAX_SEARCHED])) == len(searchable(["a" * (MAX_SEARCHED + 1)])) == MAX_SEARCHED


def test_a_device_is_searched_by_its_name_and_by_what_it_told_whatever_that_was() -> None:
    told = '{"name":"D","system":"Debian","person":null,"addresses":["10.0.0.1",7],"displays":[{"name":"DP-1"}]}'
    assert device_text("DESK-1", told) == "desk-1\nd\ndebian\n10.0.0.1"
    assert device_text("DESK-1", "[]") == device_text("DESK-1", "{") == "desk-1"


async def test_every_database_finds_a_word_in_any_case_and_signs_mean_themselves(work: UnitOfWork) -> None:
    def write(change: Change) -> None:
        place = {"id": ORG_A, "name": "ÄRZTE 100% Süd", "slug": "a", "created_at": change.now}
        change.connection.execute(insert(tables.organizations).values(place))
        key = {"id": named("desk"), "organization_id": ORG_A, "name": "DESK", "public_key": b"", "key_hash": "h"}
        change.connection.execute(insert(tables.devices).values(key | {"enrolled_at": change.now}))
        devices.alter(change, named("desk"), {"facts": '{"system":"ÜBUNTU"}'})
        change.needs_no_entry(Upkeep.PRESENCE)

    def found(change: Change) -> list[bool]:
        change.needs_no_entry(Upkeep.PRESENCE)
        name, text = tables.organizations.c.name_key, tables.devices.c.search_text
        words = ((name, "ärzte"), (name, "SÜD"), (name, "0%"), (name, "0_"), (text, "übuntu"), (text, "desk"))
        asked = [select(column).where(holds(column, word)) for column, word in words]
        return [change.connection.execute(query).first() is not None for query in asked]

    await work.change(SYSTEM, Permission.SETTINGS_CHANGE, write)
    assert await work.change(SYSTEM, Permission.SETTINGS_CHANGE, found) == [True, True, True, False, True, True]


async def test_a_device_keeps_when_it_was_here_last_or_came_to_be(work: UnitOfWork) -> None:
    def write(change: Change) -> list[bool]:
        place = {"id": ORG_A, "name": "A", "slug": "a", "created_at": change.now}
        change.connection.execute(insert(tables.organizations).values(place))
        key = {"id": named("desk"), "organization_id": ORG_A, "name": "DESK", "public_key": b"", "key_hash": "h"}
        change.connection.execute(insert(tables.devices).values(key | {"enrolled_at": change.now}))
        seen_at = select(tables.devices.c.seen_at)
        fresh = change.connection.execute(seen_at).scalar_one() == change.now
        change.connection.execute(update(tables.devices).values(seen_at=change.now.replace(year=2000)))
        devices.alter(change, named("desk"), {"last_seen_at": change.now})
        change.needs_no_entry(Upkeep.PRESENCE)
        return [fresh, change.connection.execute(seen_at).scalar_one() == change.now]

    assert await work.change(SYSTEM, Permission.SETTINGS_CHANGE, write) == [True, True]
