"""Tests of pages and their cursors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.errors import BadInput
from broker.web.paging import read_cursor, write_place


@given(
    st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=120),
    st.text("abcdefghij234567", min_size=26, max_size=26),
)
def test_a_place_is_read_as_it_was_written(name: str, identifier: str) -> None:
    assert read_cursor(write_place(name, identifier)) == (name, identifier)


@given(st.text(max_size=500))
def test_any_text_is_a_cursor_or_one_clear_refusal(text: str) -> None:
    try:
        found = read_cursor(text)
    except BadInput as refusal:
        found = (refusal.code, "query.bad_cursor")
    assert found is not None
    assert len(found) == 2


@pytest.mark.parametrize(
    "cursor", ["", "x", "W10=", "WzEsMl0=", "ä", "eyJhIjoxfQ==", "WyJcdWQ4MDAiLCAiYSJd", "WyJhXHUwMDAwIiwgImIiXQ=="]
)
def test_what_nobody_wrote_is_refused(cursor: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_cursor(cursor)
    assert refused.value.code == "query.bad_cursor"


def test_no_cursor_is_the_beginning() -> None:
    assert read_cursor(None) is None
