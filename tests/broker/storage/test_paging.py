"""Pages of long lists."""

import base64
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from broker.errors import BadInput
from broker.storage import tables
from broker.storage.database import Database
from broker.storage.paging import MAX_CURSOR, PageAsked, Position, after, read_cursor, write_cursor
from tests.fakes.clock import START

values = st.text(max_size=20) | st.integers(min_value=-(2**63), max_value=2**63 - 1) | st.none()


@given(st.lists(values, min_size=1, max_size=4))
def test_a_cursor_comes_back_as_the_key_it_was_made_of(position: Position) -> None:
    cursor = write_cursor(position)
    assert read_cursor(cursor, len(position)) == position
    assert PageAsked(cursor=cursor).position(len(position)) == position


def test_the_first_page_has_no_position() -> None:
    assert PageAsked().position(2) is None


def spelled(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "!",
        "é",
        "AAAA",
        spelled("{}"),
        spelled("[1]"),
        spelled("[1,2,3]"),
        spelled("[1.5,2]"),
        spelled("[[1],2]"),
        spelled(f"[{2**63},2]"),
        spelled(f"[{-(2**63) - 1},2]"),
        spelled('["a","' + "b" * MAX_CURSOR + '"]'),
    ],
)
def test_what_is_no_cursor_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_cursor(cursor, 2)
    assert refused.value.code == "field.cursor"


@given(st.text(max_size=60))
def test_whatever_is_sent_as_a_cursor_is_read_or_refused(cursor: str) -> None:
    try:
        assert len(read_cursor(cursor, 2)) == 2
    except BadInput:
        return


@pytest.mark.parametrize("descending", [False, True])
def test_the_rows_behind_each_row_are_the_rest_of_the_list(database: Database, descending: bool) -> None:
    table = tables.organizations.c
    with database.writing.connect() as connection, connection.begin():
        for name, number in product("abc", range(3)):
            values_of_row = {"id": f"{name}{number}", "name": name, "slug": f"{name}{number}", "created_at": START}
            connection.execute(insert(tables.organizations).values(values_of_row))
    columns = (table.name, table.id)
    order = [column.desc() if descending else column.asc() for column in columns]
    with database.read() as connection:
        listed = connection.execute(select(*columns).order_by(*order)).all()
        for place, row in enumerate(listed):
            behind = select(*columns).where(after(columns, tuple(row), descending=descending)).order_by(*order)
            assert connection.execute(behind).all() == listed[place + 1 :]
