"""Lists: the query that asks for a page of one, and the page."""

from typing import Annotated, Final, Generic, TypeVar

import msgspec
from msgspec import Meta

MAX_LIMIT: Final = 200
DEFAULT_LIMIT: Final = 50

Item = TypeVar("Item")


class ListQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every list understands: words to match, where to go on, how many."""

    q: Annotated[str, Meta(max_length=500)] = ""
    cursor: Annotated[str, Meta(max_length=500)] | None = None
    limit: Annotated[int, Meta(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT


class Page(msgspec.Struct, Generic[Item], frozen=True, kw_only=True):
    """A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see."""

    items: tuple[Item, ...]
    next: str | None
    total: int
