"""A setting's value in words, for sentences and the audit log; pure."""

from typing import Final

from broker.features.settings.catalogue import Setting
from broker.features.settings.values import OFF, Hours, Value

MOST_SHOWN: Final = 300
"""Signs of a value on the audit log: an entry has an end, and a list of twenty addresses none of its own."""
_UNITS: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def value_words(setting: Setting, value: Value) -> str:
    """Say a value as a person would: "30 minutes", "off", "control"."""
    match value:
        case bool():
            return "on" if value else "off"
        case int():
            return _time_words(value)
        case str():
            return value or "the usual"
        case _:
            return "; ".join(value) or "any time" if isinstance(setting.form, Hours) else ", ".join(value) or "nothing"


def shortened(words: str) -> str:
    """Cut what would not fit into an entry, and say so."""
    return words if len(words) <= MOST_SHOWN else f"{words[: MOST_SHOWN - 1]}…"


def _time_words(seconds: int) -> str:
    """Name a time in the largest unit that leaves no rest."""
    if seconds == OFF:
        return "off"
    size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
    count = seconds // size
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
