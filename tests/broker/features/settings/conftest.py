"""Settings that are written straight into storage, as others would have left them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.features.settings import store
from broker.features.settings.catalogue import Key
from broker.features.settings.places import Place
from broker.features.settings.store import Stored
from broker.features.settings.values import Value
from broker.storage.unit_of_work import Change, UnitOfWork
from tests.fakes.actors import SYSTEM

Set = Callable[[Place, Key, Value | None], Awaitable[None]]


@pytest.fixture
def set_value(work: UnitOfWork) -> Set:
    async def keep(place: Place, key: Key, value: Value | None) -> None:
        def body(change: Change) -> None:
            before = store.stored_in(change, (place,))[place].get(key, Stored())
            store.keep(change, place, key, Stored(value=value, version=before.version + 1))
            change.record(AuditKind.SETTINGS_CHANGED, organization=place.organization)

        await work.change(SYSTEM, Permission.SETTINGS_CHANGE, body)

    return keep
