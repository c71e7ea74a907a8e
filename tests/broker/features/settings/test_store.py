"""Settings as they are stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.features.settings import store
from broker.features.settings.catalogue import Key
from broker.features.settings.places import THE_INSTANCE, Place
from broker.features.settings.store import Stored
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork
from tests.broker.features.settings.conftest import Set
from tests.fakes.actors import ORG_A, ORG_B, SYSTEM, named

A, B = Place(organization=ORG_A), Place(organization=ORG_B)


async def stored(work: UnitOfWork, *places: Place) -> Any:
    return await work.view(SYSTEM, Permission.SETTINGS_READ, lambda view: store.stored_in(view, places))


async def test_what_is_set_is_read_where_it_was_set_and_nowhere_else(work: UnitOfWork, set_value: Set) -> None:
    await set_value(A, Key.SESSION_SECONDS, 900)
    await set_value(THE_INSTANCE, Key.CAPABILITIES_OFFERED, ())
    assert await stored(work, A, B, THE_INSTANCE) == {
        A: {Key.SESSION_SECONDS: Stored(value=900, version=1)},
        B: {},
        THE_INSTANCE: {Key.CAPABILITIES_OFFERED: Stored(value=(), version=1)},
    }


async def test_a_version_counts_on_when_nothing_is_set_any_more(work: UnitOfWork, set_value: Set) -> None:
    for value, version in ((900, 1), (None, 2), (900, 3)):
        await set_value(A, Key.SESSION_SECONDS, value)
        assert await stored(work, A) == {A: {Key.SESSION_SECONDS: Stored(value=value, version=version)}}


async def test_what_this_version_does_not_know_is_passed_over(work: UnitOfWork) -> None:
    device = Place(organization=ORG_A, device=named("desk"))

    def body(change: Change) -> None:
        for place, key, value in (
            (A, "of_tomorrow", "1"),
            (A, "session_seconds", "1"),
            (A, "code_mode", "not json"),
            (device, "idle_seconds", "600"),
        ):
            row = {"scope": place.key, "key": key, "value": value, "changed_at": change.now}
            change.connection.execute(insert(tables.settings).values(**row))
        change.record(AuditKind.SETTINGS_CHANGED, organization=ORG_A)

    await work.change(SYSTEM, Permission.SETTINGS_CHANGE, body)
    assert await stored(work, A, device) == {A: {}, device: {}}
