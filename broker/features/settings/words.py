"""A setting's value in words, for sentences and the audit log; pure."""

from typing import Final

from broker.features.settings.catalogue import Setting
from broker.features.settings.values import Seconds, Value

_UNITS: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def value_words(setting: Setting, value: Value) -> str:
    """Say a value as a person would: "30 minutes", "off", "control"."""
    match value:
        case bool():
            return "on" if value else "off"
        case int():
            return _time_words(value) if isinstance(setting.form, Seconds) else str(value)
        case str():
            return value
        case _:
            return ", ".join(value) or "nothing"


def _time_words(seconds: int) -> str:
    """Name a time in the largest unit that leaves no rest."""
    size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
    count = seconds // size
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
