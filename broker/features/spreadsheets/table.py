"""CSV files, read strictly and written so that a spreadsheet program runs nothing in them; pure."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from broker.errors import BadInput

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_ROWS: Final = 20_000
MAX_CELL_CHARACTERS: Final = 1_000
# Spreadsheet programs take a cell that begins so for a formula; an apostrophe before it makes it text. Where commas are
# for decimals they split lines at semicolons, and see no quote that stands in the middle: a cell begins there too.
_BEGINNING: Final = r"(?:\A|(?<=[;\t\r\n]))"
_FORMULA: Final = r"(?=['\" ]*[=+\-@\t\r])"
_RUNS: Final = re.compile(f"{_BEGINNING}{_FORMULA}")
_STOPPED: Final = re.compile(f"{_BEGINNING}'{_FORMULA}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a file; one that is only shown is passed over when the file comes back."""

    name: str
    is_needed: bool = False
    is_only_shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row by its number in the file (the header is 1); columns that the file has not are not in it."""

    number: int
    cells: Mapping[str, str]

    def cell(self, name: str) -> str:
        """Give a cell without blanks around it; empty where the file has no such column."""
        return self.cells.get(name, "").strip()

    def has(self, name: str) -> bool:
        """Tell whether the file has this column."""
        return name in self.cells


def read_table(raw: bytes, columns: Sequence[Column]) -> tuple[Row, ...]:
    """Read a whole file, or raise BadInput with the row that cannot be read."""
    if len(raw) > MAX_BYTES:
        raise _wrong(f"A file has at most {MAX_BYTES // 1024 // 1024} MiB. Split it.", "too_large")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong("This is not UTF-8. Save it as CSV UTF-8.", "not_utf8") from None
    if "\x00" in text:
        raise _wrong("There are bytes in it that no text has. Save it as CSV UTF-8.", "not_text")
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    header: list[str] | None = None
    number = 0
    try:
        for cells in lines:
            number += 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells, columns)
            else:
                rows.append(_row(number, cells, header))
            if len(rows) > MAX_ROWS:
                raise _wrong(f"A file has at most {MAX_ROWS} rows below its header. Split it.", "too_many_rows")
    except csv.Error:
        raise _wrong(f"Row {number + 1} is no CSV: quotes are not closed, or stand in a cell.", "not_csv") from None
    if header is None:
        raise _wrong("There is nothing in this file.", "empty")
    return tuple(rows)


def write_row(cells: Iterable[str]) -> str:
    """Write one line; no cell is a formula to a spreadsheet program."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerow([as_text(cell) for cell in cells])
    return line.getvalue()


def as_text(cell: str) -> str:
    """Put an apostrophe before what would be a formula; `from_text` takes it away again, and no other."""
    return _RUNS.sub("'", cell)


def from_text(cell: str) -> str:
    return _STOPPED.sub("", cell)


def _header(cells: Sequence[str], columns: Sequence[Column]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    known = {column.name for column in columns}
    listed = ", ".join(column.name for column in columns)
    if len(names) == 1 and ";" in names[0]:
        raise _wrong("Cells stand between commas in this file, not semicolons.", "semicolons")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise _wrong(f"There is no column “{unknown[0][:80]}” here. The columns are: {listed}.", "unknown_column")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise _wrong(f"The column “{twice[0]}” is there twice.", "column_twice")
    missing = [column.name for column in columns if column.is_needed and column.name not in names]
    if missing:
        raise _wrong(f"The column “{missing[0]}” is missing. The columns are: {listed}.", "missing_column")
    return names


def _row(number: int, cells: Sequence[str], header: Sequence[str]) -> Row:
    if len(cells) != len(header):
        raise _wrong(f"Row {number} has {len(cells)} cells, and the header has {len(header)}.", "wrong_width")
    if any(len(cell) > MAX_CELL_CHARACTERS for cell in cells):
        raise _wrong(f"Row {number} has a cell of more than {MAX_CELL_CHARACTERS} characters.", "long_cell")
    return Row(number=number, cells={name: from_text(cell) for name, cell in zip(header, cells, strict=True)})


def _wrong(sentence: str, why: str) -> BadInput:
    return BadInput(sentence, code=f"file.{why}", fields={"file": sentence})
