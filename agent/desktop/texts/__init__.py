"""The sentences that a person reads at the device, from one catalogue a language in ICU's message form."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

FALLBACK_LANGUAGE: Final = "en"
RIGHT_TO_LEFT: Final = frozenset({"ar"})
_FOLDER: Final = Path(__file__).parent
_MISSING_BRACE: Final = "a brace is not closed in: {}"
# First strong isolate and its end (Unicode annex 9): what stands between turns nothing around it.
_ISOLATE: Final = "\u2068{}\u2069"
_LEFT: Final = frozenset({"L", "EN"})
_RIGHT: Final = frozenset({"R", "AL", "AN"})

Value = str | int
Plural = Callable[[int], str]


def _one_or_other(number: int) -> str:
    return "one" if number == 1 else "other"


def _english_ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "other"
    return {1: "one", 2: "two", 3: "few"}.get(number % 10, "other")


def _arabic(number: int) -> str:
    if number < len(_SMALL):
        return _SMALL[number]
    if 3 <= number % 100 <= 10:
        return "few"
    return "many" if number % 100 >= 11 else "other"


def _other(_number: int) -> str:
    return "other"


_SMALL: Final = ("zero", "one", "two")
# CLDR's plural categories, for counts and for places; a language joins here together with its catalogue.
PLURALS: Final[Mapping[str, tuple[Plural, Plural]]] = {
    "en": (_one_or_other, _english_ordinal),
    "de": (_one_or_other, _other),
    "ar": (_arabic, _other),
}


class Texts:
    """All sentences of one language: `texts("menu.in_session.control", who=name, minutes=12)`."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self.is_mirrored = language in RIGHT_TO_LEFT
        self.product = sentences["product"]
        """What the program calls itself; every sentence may have it as `{product}`."""
        self._sentences = sentences
        self._plurals = PLURALS.get(language, (_one_or_other, _other))

    def __call__(self, key: str, **values: Value) -> str:
        """Give the sentence with its values; an unknown key is a fault of ours."""
        return format_message(
            self._sentences[key], {"product": self.product, **values}, self._plurals, apart=self._apart
        )

    def has(self, key: str) -> bool:
        """Tell whether there is such a sentence."""
        return key in self._sentences

    def pattern(self, key: str) -> str:
        """Give a sentence as the catalogue has it."""
        return self._sentences[key]

    def keys(self) -> frozenset[str]:
        """Give all keys, for comparing catalogues."""
        return frozenset(self._sentences)

    def time(self, at: datetime, *, seconds: bool = False) -> str:
        """Write a time of day in the device's zone."""
        return self("moment.seconds" if seconds else "moment.time", **_parts(at))

    def day(self, at: datetime) -> str:
        """Write a day."""
        return self("moment.day", **_parts(at))

    def exact(self, at: datetime) -> str:
        """Write a moment with its day and zone."""
        return self("moment.exact", **_parts(at))

    def listed(self, parts: Iterable[str]) -> str:
        """Write several things one after the other."""
        return self("word.comma").join(parts)

    def _apart(self, value: str) -> str:
        """Keep what was written in the other direction from turning the sentence around it."""
        against = _LEFT if self.is_mirrored else _RIGHT
        turns = any(unicodedata.bidirectional(sign) in against for sign in value)
        return _ISOLATE.format(value) if turns else value


def choose_language(wanted: Iterable[str]) -> str:
    """Give the first language of a list, as a desktop's locale has it, that there is a catalogue for."""
    found = (short for short in map(_short, wanted) if short in languages())
    return next(found, FALLBACK_LANGUAGE)


def load_texts(language: str = FALLBACK_LANGUAGE) -> Texts:
    """Read the catalogue of a language, or the English one where there is none."""
    chosen = choose_language([language])
    return Texts(chosen, _sentences(chosen))


@cache
def languages() -> frozenset[str]:
    """Give the languages that there are catalogues for."""
    return frozenset(path.stem for path in _FOLDER.glob("*.json"))


@cache
def _sentences(language: str) -> Mapping[str, str]:
    read: Mapping[str, str] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return read


def _short(language: str) -> str:
    return re.split(r"[-_.@]", language, maxsplit=1)[0].lower()


def _parts(at: datetime) -> dict[str, str]:
    local = at.astimezone()
    signs = {"year": "Y", "month": "m", "day": "d", "hour": "H", "minute": "M", "second": "S", "zone": "Z"}
    return {name: local.strftime(f"%{sign}") for name, sign in signs.items()}


def format_message(
    message: str,
    values: Mapping[str, Value],
    plurals: tuple[Plural, Plural],
    number: int | None = None,
    *,
    apart: Callable[[str], str] = str,
) -> str:
    """Fill in an ICU message: arguments, plural, selectordinal and select, each of which may hold the others."""
    written: list[str] = []
    at = 0
    while at < len(message):
        character = message[at]
        if character == "{":
            end = _closing(message, at)
            written.append(_argument(message[at + 1 : end], values, plurals, apart))
            at = end + 1
            continue
        written.append(str(number) if character == "#" and number is not None else character)
        at += 1
    return "".join(written)


def _closing(message: str, opening: int) -> int:
    depth = 0
    for at in range(opening, len(message)):
        depth += {"{": 1, "}": -1}.get(message[at], 0)
        if depth == 0:
            return at
    raise ValueError(_MISSING_BRACE.format(message))


def _argument(
    inside: str, values: Mapping[str, Value], plurals: tuple[Plural, Plural], apart: Callable[[str], str]
) -> str:
    name, _, rest = inside.partition(",")
    value = values[name.strip()]
    if not rest:
        return apart(value) if isinstance(value, str) else str(value)
    kind, _, choices_text = rest.partition(",")
    choices = _choices(choices_text)
    if kind.strip() in ("plural", "selectordinal"):
        number = int(value)
        plural = plurals[kind.strip() == "selectordinal"]
        choice = choices.get(f"={number}", choices.get(plural(number), choices["other"]))
        return format_message(choice, values, plurals, number, apart=apart)
    return format_message(choices.get(str(value), choices["other"]), values, plurals, apart=apart)


def _choices(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while (opening := text.find("{", at)) >= 0:
        end = _closing(text, opening)
        found[text[at:opening].strip()] = text[opening + 1 : end]
        at = end + 1
    return found
