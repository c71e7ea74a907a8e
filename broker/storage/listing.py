"""Parts of long lists: found, counted and sorted by an index alone, whoever looks and however long the list is."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, String, any_, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from broker.storage.paging import after

Item_co = TypeVar("Item_co", covariant=True)
COUNTED_AT_MOST: Final = 10_000
"""So many rows are counted, and then no more: nobody reads on, and the database would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a list is sorted by, all one way round; the last column is the identifier."""

    columns: tuple[ColumnElement[Any], ...]
    descending: bool = False

    def sorting(self, columns: Iterable[ColumnElement[Any]]) -> Sequence[ColumnElement[Any]]:
        return [each.desc() if self.descending else each.asc() for each in columns]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which rows a part of a list has, in order, whether it goes on, and how many there are."""

    ids: Sequence[str]
    has_more: bool
    total: int
    at_least: bool = False
    """There are more than `total`: counting stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[Item_co]):
    """A part of a list as it is given away; `next` is the cursor of the part behind it."""

    items: tuple[Item_co, ...]
    next: str | None
    total: int
    at_least: bool = False


def read_part(
    connection: Connection,
    condition: ColumnElement[bool],
    order: Order,
    place: tuple[Any, ...] | None,
    limit: int,
    *,
    exact: bool = False,
) -> Part:
    """Find the part of a list behind a place; `exact` counts on, where there can be no more than some ten thousand.

    What matches is gathered once, for the count and for the part, unless that is more than anybody counts; then there
    are matches everywhere, and the part is read along the order.
    """
    keys = select(*order.columns).where(condition)
    total, ids = _gathered(connection, keys, order, place, limit)
    if total > COUNTED_AT_MOST:
        ids = _along(connection, keys, order, place, limit)
        counting = select(func.count()).select_from(keys.subquery())
        total = connection.execute(counting).scalar_one() if exact else COUNTED_AT_MOST
        return Part(ids=ids[:limit], has_more=len(ids) > limit, total=total, at_least=not exact)
    return Part(ids=ids[:limit], has_more=len(ids) > limit, total=total)


def _gathered(
    connection: Connection, keys: Select[Any], order: Order, place: tuple[Any, ...] | None, limit: int
) -> tuple[int, list[str]]:
    # Named twice, it is kept by both databases rather than made twice.
    matching = keys.limit(COUNTED_AT_MOST + 1).cte("matching")
    counted = select(func.count().label("total")).select_from(matching).subquery("counted")
    columns = tuple(matching.c)
    part = select(*columns).order_by(*order.sorting(columns)).limit(limit + 1)
    part = part.where(select(counted.c.total).scalar_subquery() <= COUNTED_AT_MOST)
    if place is not None:
        part = part.where(after(columns, place, descending=order.descending))
    shown = part.subquery("shown")
    query = select(counted.c.total, shown.c.id).select_from(counted.outerjoin(shown, true()))
    rows = connection.execute(query.order_by(*order.sorting(shown.c))).all()
    return rows[0].total, [row.id for row in rows if row.id is not None]


def _along(
    connection: Connection, keys: Select[Any], order: Order, place: tuple[Any, ...] | None, limit: int
) -> list[str]:
    if place is not None:
        keys = keys.where(after(order.columns, place, descending=order.descending))
    rows = connection.execute(keys.order_by(*order.sorting(order.columns)).limit(limit + 1)).all()
    return [row.id for row in rows]


def among(connection: Connection, column: ColumnElement[str], ids: Sequence[str]) -> ColumnElement[bool]:
    """Tell whether a column is one of identifiers that may be many thousands; they are handed over as one value."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(ids), ARRAY(String)))
    return column.in_(select(func.json_each(json.dumps(ids)).table_valued("value", name="each").c.value))


def in_order(rows: Sequence[Any], ids: Sequence[str]) -> list[Any]:
    """Put rows into the order of their identifiers."""
    by_id = {row.id: row for row in rows}
    return [by_id[each] for each in ids if each in by_id]
