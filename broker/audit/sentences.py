"""The sentence an entry reads as, from the catalogue of a language."""

import functools
import importlib.resources
import json
from collections.abc import Mapping
from typing import Final

from broker.audit.kinds import AuditKind

# What stands in a sentence where an entry does not say.
_UNSAID: Final = {
    "actor": "Somebody",
    "device": "a device",
    "person": "Somebody",
    "technician": "A technician",
    "viewer": "Somebody",
}


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return _UNSAID.get(key, "not said")


@functools.cache
def catalogue(language: str = "en") -> Mapping[str, str]:
    """Load the sentences of a language; the catalogues are part of the program."""
    text = importlib.resources.files("broker.audit").joinpath("catalogue", f"{language}.json").read_text("utf-8")
    sentences: dict[str, str] = json.loads(text)
    return sentences


def sentence(kind: str, words: Mapping[str, object], language: str = "en") -> str:
    """Write the sentence of a kind; a word the entry does not have is named as not said, never an error."""
    template = catalogue(language).get(kind)
    if template is None:
        return kind
    said = {key: str(value) for key, value in words.items() if value not in (None, "")}
    return template.format_map(_Words(said))


def kinds_without_a_sentence(language: str = "en") -> list[AuditKind]:
    """List the kinds that the catalogue forgot."""
    return [kind for kind in AuditKind if kind.value not in catalogue(language)]
