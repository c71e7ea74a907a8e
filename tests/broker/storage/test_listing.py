"""Parts of long lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, not_, true

from broker.storage import listing
from broker.storage.database import Database
from broker.storage.listing import Order, among, in_order, read_part
from broker.storage.tables import organizations
from tests.fakes.actors import named
from tests.fakes.clock import START

MADE = 12
_rows = organizations.c
IDS = sorted(named(f"place {number}") for number in range(MADE))


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """Organizations, three of each name, the later ones in the alphabet made first."""
    rows = [
        {"id": each, "name": f"Org {number // 3}", "slug": each, "created_at": START - timedelta(minutes=number)}
        for number, each in enumerate(IDS)
    ]
    with database.write() as opened:
        opened.execute(insert(organizations), rows)
        yield opened


@pytest.mark.parametrize("most", [MADE, 2])
@pytest.mark.parametrize("descending", [False, True])
def test_parts_follow_each_other_whether_or_not_all_are_counted(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, most: int, descending: bool
) -> None:
    monkeypatch.setattr(listing, "COUNTED_AT_MOST", most)
    order = Order(columns=(_rows.name, _rows.id), descending=descending)
    found: list[str] = []
    place: tuple[str, str] | None = None
    while True:
        part = read_part(connection, true(), order, place, 5)
        assert (part.total, part.at_least) == (most, most < MADE)
        found += part.ids
        if not part.has_more:
            break
        place = (f"Org {IDS.index(part.ids[-1]) // 3}", part.ids[-1])
    assert found == (IDS[::-1] if descending else IDS)


@pytest.mark.parametrize(("most", "total"), [(MADE, (MADE, False)), (MADE - 1, (MADE - 1, True))])
def test_counting_stops_at_its_limit_and_says_so(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, most: int, total: tuple[int, bool]
) -> None:
    monkeypatch.setattr(listing, "COUNTED_AT_MOST", most)
    order = Order(columns=(_rows.created_at, _rows.id))
    part = read_part(connection, true(), order, None, 50)
    assert (part.total, part.at_least) == total
    exact = read_part(connection, true(), order, None, 50, exact=True)
    assert (exact.total, exact.at_least, list(exact.ids)) == (MADE, False, IDS[::-1])


def test_a_list_of_nothing_is_counted_too(connection: Connection) -> None:
    part = read_part(connection, _rows.name == "none", Order(columns=(_rows.name, _rows.id)), None, 5)
    assert (part.ids, part.total, part.has_more) == ([], 0, False)


def test_many_identifiers_are_one_value(connection: Connection) -> None:
    many = [named(f"nobody {number}") for number in range(3000)]
    order = Order(columns=(_rows.name, _rows.id))
    assert read_part(connection, among(connection, _rows.id, [*many, IDS[3]]), order, None, 5).ids == [IDS[3]]
    others = read_part(connection, not_(among(connection, _rows.id, [*many, IDS[3]])), order, None, 50)
    assert others.ids == [each for each in IDS if each != IDS[3]]
    assert read_part(connection, among(connection, _rows.id, []), order, None, 5).total == 0


def test_rows_are_put_into_the_order_asked_for(connection: Connection) -> None:
    rows = connection.execute(organizations.select()).all()
    assert [row.id for row in in_order(rows, [IDS[2], "gone", IDS[0]])] == [IDS[2], IDS[0]]
