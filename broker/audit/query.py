"""The filter language of lists: words, `key:value`, `-key:value`, `a,b` for or, `*` at the end, `"quoted"`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from broker.errors import BadInput

LENGTH_LIMIT: Final = 500  # characters of a whole query
PART_LIMIT: Final = 20  # words and filters in it
VALUE_LIMIT: Final = 20  # values of one filter

# What each key of the audit log's list expects; the sentence stands on a wrong pill.
AUDIT_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kind": "a kind such as session.requested or session.*",
        "actor": "a name, or the start of one with * behind it",
        "device": "a device's name, or the start of one with * behind it",
        "person": "a person's name, or the start of one with * behind it",
        "org": "an organization's name or short name",
        "session": "a session's id",
        "result": "ok, refused or failed",
        "after": "a time such as 2d, 3h, 2030-01-31 or 2030-01-31T14:00",
        "before": "a time such as 2d, 3h, 2030-01-31 or 2030-01-31T14:00",
    }
)

_PART: Final = re.compile(
    r"""(?P<negated>-?)(?P<key>[a-z][a-z_]*):(?P<values>(?:"[^"]*"|[^\s"])*)   # key:value
      | "(?P<quoted>[^"]*)"                                                     # "some words"
      | (?P<word>\S+)                                                           # a word""",
    re.VERBOSE,
)
_VALUE: Final = re.compile(r'"(?P<quoted>[^"]*)"|(?P<plain>[^,"]+)')
_AGO: Final = re.compile(r"(\d{1,4})([mhdw])")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a filter; `is_start` when only the beginning has to match."""

    text: str
    is_start: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One `key:value,value`; any value matches, or none when negated."""

    key: str
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a person typed, understood; all words and filters must hold."""

    words: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()


def parse_query(text: str, keys: Mapping[str, str] = AUDIT_KEYS) -> Query:
    """Understand a query, or refuse it with the sentence that says what was expected."""
    if len(text) > LENGTH_LIMIT:
        raise _refused(f"A search takes at most {LENGTH_LIMIT} characters.", "query.too_long")
    words: list[str] = []
    filters: list[Filter] = []
    for part in _PART.finditer(text):
        if part["key"] is not None:
            filters.append(_filter(part, keys))
        elif word := (part["quoted"] if part["quoted"] is not None else part["word"]).strip():
            words.append(word.strip('"').casefold())
    if len(words) + len(filters) > PART_LIMIT:
        raise _refused(f"A search takes at most {PART_LIMIT} words and filters.", "query.too_long")
    return Query(words=tuple(word for word in words if word), filters=tuple(filters))


def _filter(part: "re.Match[str]", keys: Mapping[str, str]) -> Filter:
    key = part["key"]
    if key not in keys:
        instead = f"Use {', '.join(keys)}, or put the text in quotes." if keys else "Put the text in quotes."
        raise _refused(f"“{key}:” is not a filter here. {instead}", "query.key")
    values = tuple(_values(part["values"]))
    if not values or len(values) > VALUE_LIMIT:
        raise wrong_value(key, keys)
    return Filter(key=key, values=values, negated=part["negated"] == "-")


def _values(text: str) -> Iterable[Value]:
    for value in _VALUE.finditer(text):
        if value["quoted"] is not None:
            yield Value(text=value["quoted"])
        elif value["plain"] != "*":
            yield Value(text=value["plain"].removesuffix("*"), is_start=value["plain"].endswith("*"))
        else:
            yield Value(text="", is_start=True)


def parse_instant(text: str, now: datetime) -> datetime:
    """Understand `2d` (so long ago) or an ISO date, with a time if wanted; without a zone it is UTC."""
    if ago := _AGO.fullmatch(text):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        instant = datetime.fromisoformat(text)
        # Arithmetic with an offset can leave the years that there are.
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong_value("after") from None


def wrong_value(key: str, keys: Mapping[str, str] = AUDIT_KEYS) -> BadInput:
    """Say what a key expects."""
    return _refused(f"“{key}:” expects {keys[key]}.", "query.value")


def _refused(message: str, code: str) -> BadInput:
    return BadInput(message, code=code, fields={"q": message})
