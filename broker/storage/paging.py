"""Pages of long lists: keyset cursors, which stay right while rows come and go, and need no session."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from sqlalchemy import ColumnElement, tuple_

from broker.entropy import url_text
from broker.errors import BadInput
from broker.storage.columns import instant_of

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 200
MAX_CURSOR: Final = 600
_LATEST: Final = 253_402_300_799_999  # the last millisecond of the year 9999

# Databases keep integers in 64 bits.
Position = list[str | Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAsked:
    """Which part of a list is wanted: after a cursor, at most so many."""

    cursor: str | None = None
    limit: int = DEFAULT_LIMIT

    def position(self, length: int) -> Position | None:
        """Give the key of the last row seen, or None at the start; raises BadInput for what is no cursor of ours."""
        return None if self.cursor is None else read_cursor(self.cursor, length)


def write_cursor(position: Position) -> str:
    """Spell the key of a row."""
    return url_text(msgspec.json.encode(position))


def read_cursor(cursor: str, length: int) -> Position:
    """Read back the key of a row."""
    try:
        if len(cursor) > MAX_CURSOR:
            raise ValueError
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        position = msgspec.json.decode(raw, type=Position)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        position = []
    if len(position) != length:
        raise _gone()
    return position


def _gone() -> BadInput:
    return BadInput("This page of the list is not there any more. Start at the top.", code="field.cursor")


def place_after(position: Position, *, by_instant: bool) -> tuple[str | datetime, str]:
    """Give the first column and the identifier behind which a list goes on; raises BadInput for another order's key."""
    first, identifier = position
    if isinstance(identifier, str) and "\x00" not in identifier:
        if by_instant and isinstance(first, int) and 0 <= first <= _LATEST:
            return instant_of(first), identifier
        if not by_instant and isinstance(first, str) and "\x00" not in first:
            return first, identifier
    raise _gone()


def after(columns: tuple[ColumnElement[Any], ...], values: tuple[Any, ...], *, descending: bool) -> ColumnElement[bool]:
    """Give the condition for the rows behind a key, all columns sorted the same way."""
    key = tuple_(*columns)
    return key < values if descending else key > values
