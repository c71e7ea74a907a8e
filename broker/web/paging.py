"""Lists: the query that asks for a page of one, and the page."""

import base64
import binascii
import json
from typing import Annotated, Final, Generic, TypeVar

import msgspec
from msgspec import Meta

from broker.errors import BadInput

MAX_LIMIT: Final = 200
DEFAULT_LIMIT: Final = 50

Item = TypeVar("Item")


class ListQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every list understands: words to match, where to go on, how many."""

    q: Annotated[str, Meta(max_length=500)] = ""
    cursor: Annotated[str, Meta(max_length=500)] | None = None
    limit: Annotated[int, Meta(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT


class Page(msgspec.Struct, Generic[Item], frozen=True, kw_only=True):
    """A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see.

    Where `at_least` is true, counting stopped there: there are more. A search that goes through a long log piece by
    piece may find nothing in one; it goes on as long as there is a `next`.
    """

    items: tuple[Item, ...]
    next: str | None
    total: int
    at_least: bool = False


def write_place(name: str, identifier: str) -> str:
    """Name the place in a list by name after which its next part begins."""
    return base64.urlsafe_b64encode(json.dumps([name, identifier]).encode()).decode()


def read_cursor(cursor: str | None) -> tuple[str, str] | None:
    if cursor is None:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, ValueError, RecursionError):
        found = None
    if not (isinstance(found, list) and len(found) == 2 and all(_can_be_stored(each) for each in found)):
        raise BadInput("This list cannot go on from there. Begin it anew.", code="query.bad_cursor")
    return found[0], found[1]


def _can_be_stored(text: object) -> bool:
    """Tell whether a value is a text that a database takes: it is compared with what stands there."""
    return isinstance(text, str) and "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
