"""Settings in storage, by the place they are set in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import structlog
from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from broker.features.settings.catalogue import CATALOGUE, Key
from broker.features.settings.places import Place
from broker.features.settings.rules import Layer
from broker.features.settings.values import Unfit, Value
from broker.storage import tables
from broker.storage.unit_of_work import Change, View

_rows = tables.settings.c
_log = structlog.get_logger(__name__)
NEVER_SET: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is set in one place for one key, and how often that was changed."""

    value: Value | None = None
    locked: bool = False
    version: int = NEVER_SET


def stored_in(view: View, places: Iterable[Place]) -> dict[Place, dict[Key, Stored]]:
    """Read what is set in these places; what a newer version of the program left is passed over."""
    by_key = {place.key: place for place in places}
    found: dict[Place, dict[Key, Stored]] = {place: {} for place in by_key.values()}
    query = select(tables.settings).where(_rows.scope.in_(sorted(by_key)))
    for row in view.connection.execute(query):
        place = by_key[row.scope]
        read = _read(row, place)
        if read is not None:
            found[place][read[0]] = read[1]
    return found


def layer_of(place: Place, stored: Mapping[Key, Stored], name: str = "") -> Layer:
    """Make the layer of one place."""
    return Layer(
        scope=place.scope,
        name=name,
        values={key: each.value for key, each in stored.items() if each.value is not None},
        locks=frozenset(key for key, each in stored.items() if each.locked),
    )


def keep(change: Change, place: Place, key: Key, stored: Stored) -> bool:
    """Store a setting as its next version, whose number `stored` carries; no where another process was faster."""
    values = {
        "value": msgspec.json.encode(stored.value).decode(),
        "locked": stored.locked,
        "version": stored.version,
        "changed_at": change.now,
    }
    if stored.version == NEVER_SET + 1:
        row = {"scope": place.key, "key": key.value, "organization_id": place.home}
        dialect = postgresql if change.connection.dialect.name == "postgresql" else sqlite
        fresh = dialect.insert(tables.settings).values(**row, **values)
        return change.connection.execute(fresh.on_conflict_do_nothing().returning(_rows.key)).first() is not None
    before = (_rows.scope == place.key, _rows.key == key.value, _rows.version == stored.version - 1)
    return change.connection.execute(update(tables.settings).where(*before).values(**values)).rowcount == 1


def _read(row: Row[Any], place: Place) -> tuple[Key, Stored] | None:
    try:
        setting = CATALOGUE[Key(row.key)]
        raw = msgspec.json.decode(row.value)
        value = None if raw is None else setting.form.read(raw)
    except (ValueError, Unfit, msgspec.MsgspecError) as fault:
        _log.error("settings.not_readable", key=row.key, scope=place.key, error=str(fault))
        return None
    if place.scope not in setting.scopes:
        return None
    return setting.key, Stored(value=value, locked=row.locked, version=row.version)
