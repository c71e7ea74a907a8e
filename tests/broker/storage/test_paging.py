"""Cursors of long lists."""

from __future__ import annotations

import pytest

from broker.errors import BadInput
from broker.storage.paging import MAX_CURSOR, PageAsked, read_cursor, write_cursor


@pytest.mark.parametrize("position", [["a", "b"], [1234567890123, "x" * 26], ["Ä %_\"'", None]])
def test_a_cursor_reads_back_as_it_was_written(position: list[str | int | None]) -> None:
    assert read_cursor(write_cursor(position), 2) == position


@pytest.mark.parametrize("cursor", ["", "nonsense", "W10", "eyJhIjoxfQ", "W1tdLFtdXQ", "é", "a" * (MAX_CURSOR + 1)])
def test_what_is_no_cursor_of_ours_is_one_clear_error(cursor: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_cursor(cursor, 2)
    assert refused.value.code == "field.cursor"


def test_the_start_of_a_list_has_no_position() -> None:
    assert PageAsked().position(2) is None
