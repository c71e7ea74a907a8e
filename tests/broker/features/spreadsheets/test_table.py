"""Tests of CSV files: what is read, what is refused and why, and that no cell is a formula."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.errors import BadInput
from broker.features.spreadsheets.table import (
    MAX_BYTES,
    MAX_CELL_CHARACTERS,
    MAX_ROWS,
    Column,
    as_text,
    from_text,
    read_table,
    write_row,
)

COLUMNS = (Column(name="id"), Column(name="name", is_needed=True), Column(name="phone"))
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
cells = st.text(characters | st.sampled_from(";'\" =+-@\t\r\n"), max_size=20)


@pytest.mark.parametrize(
    "raw", [b"Name, phone\r\nMia,1\r\n", b"\xef\xbb\xbfname,phone\nMia,1\n", b"name,phone\n\nMia,1"]
)
def test_a_file_is_read_by_the_names_in_its_header(raw: bytes) -> None:
    (row,) = read_table(raw, COLUMNS)
    assert (row.cell("name"), row.cell("phone"), row.cell("id")) == ("Mia", "1", "")
    assert row.has("phone")
    assert not row.has("id")


def test_quotes_keep_commas_lines_and_quotes() -> None:
    (row,) = read_table(b'name,phone\n"Berg, ""Ada""","1\n2"\n', COLUMNS)
    assert (row.cell("name"), row.cell("phone"), row.number) == ('Berg, "Ada"', "1\n2", 2)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file.empty"),
        (b"\n \n", "file.empty"),
        (b"name\n\xff\xfe", "file.not_utf8"),
        ("name\nMia".encode("utf-16"), "file.not_utf8"),
        (b"name\nM\x00ia", "file.not_text"),
        (b"name;phone\nMia;1", "file.semicolons"),
        (b"name,colour\nMia,red", "file.unknown_column"),
        (b"name,Name\nMia,Mia", "file.column_twice"),
        (b"id,phone\n1,2", "file.missing_column"),
        (b"name,phone\nMia", "file.wrong_width"),
        (b"name,phone\nMia,1,2", "file.wrong_width"),
        (b'name,phone\n"Mia,1', "file.not_csv"),
        (b'name,phone\n"Mia"x,1', "file.not_csv"),
        (b"name\n" + b"m" * (MAX_CELL_CHARACTERS + 1), "file.long_cell"),
        (b"name\n" + b"m\n" * (MAX_ROWS + 1), "file.too_many_rows"),
        (b"name\n" + b"m" * MAX_BYTES, "file.too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_in_one_way_is_refused_with_its_reason(raw: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_table(raw, COLUMNS)
    assert refusal.value.code == code
    assert refusal.value.fields == {"file": refusal.value.message}


def test_as_much_as_the_limits_say_is_read() -> None:
    assert len(read_table(b"name\n" + b"m\n" * MAX_ROWS, COLUMNS)) == MAX_ROWS
    (row,) = read_table(b"name\n" + b"m" * MAX_CELL_CHARACTERS, COLUMNS)
    assert len(row.cell("name")) == MAX_CELL_CHARACTERS


@pytest.mark.parametrize("cell", ["=1+1", "+49 1", "-1", "@SUM(A1)", "\tx", "'=1", "''=1", '"=1', " =1"])
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "out"),
    [
        ("PC;=HYPERLINK(1)", "PC;'=HYPERLINK(1)"),
        ('PC;"=1', "PC;'\"=1"),
        ("PC; '+1", "PC;' '+1"),
        ("PC;;@1;x", "PC;;'@1;x"),
        ("PC\r\n-1", "PC\r\n'-1"),
    ],
)
def test_nothing_runs_where_a_spreadsheet_splits_at_semicolons_and_lines(cell: str, out: str) -> None:
    assert as_text(cell) == out
    assert from_text(out) == cell


@pytest.mark.parametrize("cell", ["Mia", "'s-Hertogenbosch", "1=1", "", "PC; x=1", "a;'b"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert as_text(cell) == cell
    assert from_text(cell) == cell


@given(cells)
def test_what_goes_out_comes_back_as_it_was(cell: str) -> None:
    assert from_text(as_text(cell)) == cell
    found = list(csv.reader(io.StringIO(write_row([cell, "end"]), newline="")))
    assert found[0][0][:1] not in set("=+-@\t\r")
    pieces = re.split("[;\t\r\n]", write_row(["start", cell, "end"]))
    assert all(piece.lstrip('" ')[:1] not in set("=+-@") for piece in pieces)
    assert from_text(found[0][0]) == cell
