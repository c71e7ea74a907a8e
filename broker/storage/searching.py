"""How texts are kept to be searched: in one case, which databases do not agree on, so that both find the same."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement
from sqlalchemy.engine.default import DefaultExecutionContext

MAX_SEARCHED: Final = 400
"""Signs of a text that are searched: a row of an index has 2,704 bytes on PostgreSQL, and a name stands there too."""


def folded(text: str) -> str:
    """Spell a text as it is searched."""
    return text.casefold().replace("\x00", "")


def searchable(texts: Iterable[str | None]) -> str:
    """Put texts together to be searched."""
    return folded("\n".join(text for text in texts if text))[:MAX_SEARCHED]


def holds(column: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """Tell whether a column of folded text holds a word."""
    return column.contains(folded(word), autoescape=True)


def device_text(name: str, facts: str) -> str:
    """Gather what a device is searched by, from its name and its stored facts."""
    try:
        told = msgspec.json.decode(facts, type=dict[str, Any])
    except msgspec.MsgspecError:
        told = {}
    parts = (told.get(key) for key in ("system", "version", "person"))
    addresses = told.get("addresses") or ()
    return searchable(part for part in (name, told.get("name"), *parts, *addresses) if isinstance(part, str))


# What a new row is given where it says nothing itself.
def name_of_row(context: DefaultExecutionContext) -> str:
    return folded(_row(context)["name"])


def device_of_row(context: DefaultExecutionContext) -> str:
    row = _row(context)
    return device_text(row["name"], row.get("facts") or "{}")


def seen_of_row(context: DefaultExecutionContext) -> Any:
    row = _row(context)
    return row.get("last_seen_at") or row["enrolled_at"]


def _row(context: DefaultExecutionContext) -> dict[str, Any]:
    row: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return row
