"""Makes text from outside fit to be shown: without control and direction characters, capped and quoted."""

import re
import unicodedata
from typing import Final

NAME_LIMIT: Final = 80
# Cc control, Cf format (with all bidirectional marks and zero-width characters), Cs surrogates, Co private use,
# Cn unassigned, Zl and Zp line and paragraph separators: none of them belongs into a name.
_UNWANTED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_ELLIPSIS: Final = "…"
# Their letters look like those of the others: a word of any language is written in one of them.
_ALIKE: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})


def clean_name(text: str, limit: int = NAME_LIMIT) -> str:
    """Give one line that cannot change its direction, hide letters or imitate a second line."""
    kept = "".join(" " if character.isspace() else character for character in text if _is_shown(character))
    return _capped(" ".join(kept.split()), limit)


def clean_paragraph(text: str, limit: int) -> str:
    """Give text with its line breaks, at most two in a row, and nothing else that steers."""
    lines = [clean_name(line, limit) for line in text.replace("\r\n", "\n").split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return _capped("\n".join(kept).strip(), limit)


def mixes_alphabets(text: str) -> bool:
    """Tell whether one word has letters of two alphabets that look alike, as only somebody in disguise writes."""
    return any(len(_alphabets(word)) > 1 for word in re.split(r"[\W_]+", text))


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(sign, "").partition(" ")[0] for sign in word if sign.isalpha()} & _ALIKE


def _is_shown(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in _UNWANTED


def _capped(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + _ELLIPSIS
