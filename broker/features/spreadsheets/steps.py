"""What an import would do with each row, or what is wrong with it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from sqlalchemy import ColumnElement

from broker.access.permissions import Permission
from broker.features.spreadsheets.table import Column, Row
from broker.storage.work import Change, View

CHUNK: Final = 500  # names looked up by one query


class Act(StrEnum):
    """What becomes of a row."""

    CREATE = "create"
    CHANGE = "change"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a row cannot be imported, in a sentence, and which of its columns to look at."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is to be done with a row; whoever does it asks for the permission first."""

    row: Row
    act: Act
    permission: Permission
    do: Callable[[Change], object] = lambda change: None
    is_weighty: bool = False
    """Whether it is done only for a person who has shown lately that it is them."""


Verdict: TypeAlias = Step | Problem


class Sheet(Protocol):
    """One sort of file."""

    @property
    def columns(self) -> tuple[Column, ...]: ...

    @property
    def reading(self) -> Permission:
        """What an export needs."""
        ...

    @property
    def needs(self) -> tuple[Permission, ...]:
        """Any of these lets somebody import; each row asks again for its own organization."""
        ...

    def keys_of(self, row: Row) -> Iterable[str]:
        """Say what a row names; two rows of a file that name the same are a mistake."""
        ...

    def verdicts(self, view: View, rows: Sequence[Row]) -> list[Verdict]:
        """Look at some rows as stored state is now; in the order of the rows."""
        ...

    def lines(self, view: View, after: str, most: int) -> list[tuple[str, Sequence[str]]]:
        """Give the next lines of an export behind an id, each with its id."""
        ...


def twice_in(sheet: Sheet, rows: Sequence[Row]) -> dict[int, Problem]:
    """Find the rows that name again what a row before them names."""
    seen: dict[str, int] = {}
    found: dict[int, Problem] = {}
    for row in rows:
        for key in sheet.keys_of(row):
            first = seen.setdefault(key, row.number)
            if first != row.number:
                sentence = f"Row {first} names the same."
                found[row.number] = Problem(row=row.number, column="", sentence=sentence)
    return found


def chunked(column: ColumnElement[str], values: Iterable[str]) -> list[ColumnElement[bool]]:
    """Spell *is one of these* as conditions that every database takes."""
    listed = sorted(set(values))
    return [column.in_(listed[at : at + CHUNK]) for at in range(0, len(listed), CHUNK)]
