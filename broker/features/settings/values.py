"""The forms that a setting's value can have: how each is read, and which of two values is the stricter.

Each form has `read` (takes what was written and gives the value, or raises Unfit) and `stricter` (gives the value that
allows less of two, and never more than either). Texts and addresses have no stricter side: they are for preferences.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from broker.features.settings.hours import MAX_SCHEDULES, NotASchedule, read_schedule

Value: TypeAlias = bool | int | str | tuple[str, ...]

OFF: Final = 0
"""No limit of its own, where a time can be off."""
_ADDRESS: Final = re.compile(r"[^\s@,;<>\"]{1,64}@[^\s@,;<>\"]{1,180}")


class Unfit(Exception):
    """A value that a setting cannot have; the message says what it can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """On or off; `strict` is the side that allows less."""

    strict: bool

    def read(self, raw: object) -> Value:
        if not isinstance(raw, bool):
            raise Unfit("true or false")
        return raw

    def stricter(self, one: Value, other: Value) -> Value:
        return one if one == self.strict else other


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconds:
    """A time in whole seconds; the shorter is the stricter. Where it can be off, 0 is, and is the loosest."""

    low: int
    high: int
    can_be_off: bool = False

    def read(self, raw: object) -> Value:
        is_number = isinstance(raw, int) and not isinstance(raw, bool)
        if isinstance(raw, int) and is_number and (self.low <= raw <= self.high or (self.can_be_off and raw == OFF)):
            return raw
        raise Unfit(
            f"whole seconds from {self.low} to {self.high}" + (f", or {OFF} for off" if self.can_be_off else "")
        )

    def stricter(self, one: Value, other: Value) -> Value:
        assert isinstance(one, int)
        assert isinstance(other, int)
        if self.can_be_off and OFF in (one, other):
            return one or other
        return min(one, other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several words, the loosest first."""

    options: tuple[str, ...]

    def read(self, raw: object) -> Value:
        if not isinstance(raw, str) or raw not in self.options:
            raise Unfit(f"one of {', '.join(self.options)}")
        return raw

    def stricter(self, one: Value, other: Value) -> Value:
        return max(one, other, key=lambda value: self.options.index(str(value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset:
    """Some of several words; of two sets only what both hold remains."""

    options: tuple[str, ...]

    def read(self, raw: object) -> Value:
        wanted = _words(raw)
        if wanted is None or not frozenset(wanted) <= frozenset(self.options):
            raise Unfit(f"a list of {', '.join(self.options)}")
        return self._ordered(wanted)

    def stricter(self, one: Value, other: Value) -> Value:
        assert isinstance(one, tuple)
        assert isinstance(other, tuple)
        return self._ordered(frozenset(one) & frozenset(other))

    def _ordered(self, words: Collection[str]) -> tuple[str, ...]:
        return tuple(option for option in self.options if option in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Schedules that all have to be open; of two lists both count, none is any time."""

    def read(self, raw: object) -> Value:
        lines = _words(raw)
        if lines is None or len(lines) > MAX_SCHEDULES:
            raise Unfit(f"a list of at most {MAX_SCHEDULES} schedules")
        try:
            return _sorted(read_schedule(line).words for line in lines)
        except NotASchedule as fault:
            raise Unfit(str(fault)) from None

    def stricter(self, one: Value, other: Value) -> Value:
        assert isinstance(one, tuple)
        assert isinstance(other, tuple)
        return _sorted((*one, *other))


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A short line of text; empty is as good as any. With a pattern it is empty or fits that."""

    most: int
    pattern: str = ""
    words: str = ""
    """What the pattern takes, for people."""

    def read(self, raw: object) -> Value:
        kept = raw.strip() if isinstance(raw, str) else None
        if kept is None or len(kept) > self.most or not kept.isprintable():
            raise Unfit(self.words or f"a line of text of at most {self.most} characters")
        if self.pattern and kept and not re.fullmatch(self.pattern, kept):
            raise Unfit(self.words)
        return kept

    def stricter(self, one: Value, other: Value) -> Value:
        raise TypeError("a text has no stricter side")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """E-mail addresses."""

    most: int

    def read(self, raw: object) -> Value:
        found = _words(raw)
        if found is None or len(found) > self.most or not all(_ADDRESS.fullmatch(each.strip()) for each in found):
            raise Unfit(f"a list of at most {self.most} e-mail addresses")
        return tuple(dict.fromkeys(each.strip() for each in found))

    def stricter(self, one: Value, other: Value) -> Value:
        raise TypeError("addresses have no stricter side")


Form: TypeAlias = Switch | Seconds | Choice | Subset | Hours | Text | Addresses


def loosens(form: Form, above: Value, value: Value) -> bool:
    """Tell whether a value set below another would allow more than that; hours add up, and so never do."""
    return not isinstance(form, Hours) and form.stricter(above, value) != value


def _words(raw: object) -> tuple[str, ...] | None:
    if not isinstance(raw, list | tuple):
        return None
    words = tuple(word for word in raw if isinstance(word, str))
    return words if len(words) == len(raw) else None


def _sorted(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(lines)))
