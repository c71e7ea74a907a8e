"""The sentences that a person reads at the device, from one catalogue a language in ICU's message form."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

FALLBACK_LANGUAGE: Final = "en"
_FOLDER: Final = Path(__file__).parent
_MISSING_BRACE: Final = "a brace is not closed in: {}"

Value = str | int
Plural = Callable[[int], str]


def _one_or_other(number: int) -> str:
    return "one" if number == 1 else "other"


def _english_ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "other"
    return {1: "one", 2: "two", 3: "few"}.get(number % 10, "other")


def _other(_number: int) -> str:
    return "other"


# CLDR's plural categories, for counts and for places; a language joins here together with its catalogue.
PLURALS: Final[Mapping[str, tuple[Plural, Plural]]] = {
    "en": (_one_or_other, _english_ordinal),
    "de": (_one_or_other, _other),
}


class Texts:
    """All sentences of one language: `texts("menu.in_session.control", who=name, minutes=12)`."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences
        self._plurals = PLURALS.get(language, (_one_or_other, _other))

    def __call__(self, key: str, **values: Value) -> str:
        """Give the sentence with its values; an unknown key is a fault of ours."""
        return format_message(self._sentences[key], values, self._plurals)

    def has(self, key: str) -> bool:
        """Tell whether there is such a sentence."""
        return key in self._sentences

    def pattern(self, key: str) -> str:
        """Give a sentence as the catalogue has it."""
        return self._sentences[key]

    def keys(self) -> frozenset[str]:
        """Give all keys, for comparing catalogues."""
        return frozenset(self._sentences)


@cache
def load_texts(language: str = FALLBACK_LANGUAGE) -> Texts:
    """Read the catalogue of a language, or the English one where there is none."""
    short = re.split(r"[-_]", language, maxsplit=1)[0].lower()
    path = _FOLDER / f"{short}.json"
    if not re.fullmatch(r"[a-z]{2,3}", short) or not path.is_file():
        short, path = FALLBACK_LANGUAGE, _FOLDER / f"{FALLBACK_LANGUAGE}.json"
    return Texts(short, json.loads(path.read_text(encoding="utf-8")))


def format_message(
    message: str, values: Mapping[str, Value], plurals: tuple[Plural, Plural], number: int | None = None
) -> str:
    """Fill in an ICU message: arguments, plural, selectordinal and select, each of which may hold the others."""
    written: list[str] = []
    at = 0
    while at < len(message):
        character = message[at]
        if character == "{":
            end = _closing(message, at)
            written.append(_argument(message[at + 1 : end], values, plurals))
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


def _argument(inside: str, values: Mapping[str, Value], plurals: tuple[Plural, Plural]) -> str:
    name, _, rest = inside.partition(",")
    value = values[name.strip()]
    if not rest:
        return str(value)
    kind, _, choices_text = rest.partition(",")
    choices = _choices(choices_text)
    if kind.strip() in ("plural", "selectordinal"):
        number = int(value)
        plural = plurals[kind.strip() == "selectordinal"]
        choice = choices.get(f"={number}", choices.get(plural(number), choices["other"]))
        return format_message(choice, values, plurals, number)
    return format_message(choices.get(str(value), choices["other"]), values, plurals)


def _choices(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while (opening := text.find("{", at)) >= 0:
        end = _closing(text, opening)
        found[text[at:opening].strip()] = text[opening + 1 : end]
        at = end + 1
    return found
