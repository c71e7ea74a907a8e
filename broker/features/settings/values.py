"""The forms that a setting's value can have: how each is read, and which of two values is the stricter.

Each form has `read` (takes what was written and gives the value, or raises Unfit) and `stricter` (gives the value that
allows less of two, and never more than either).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = bool | int | str | tuple[str, ...]


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
    """A time in whole seconds; the shorter is the stricter."""

    low: int
    high: int

    def read(self, raw: object) -> Value:
        if isinstance(raw, bool) or not isinstance(raw, int) or not self.low <= raw <= self.high:
            raise Unfit(f"whole seconds from {self.low} to {self.high}")
        return raw

    def stricter(self, one: Value, other: Value) -> Value:
        assert isinstance(one, int)
        assert isinstance(other, int)
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
        wanted = self._words(raw)
        if wanted is None or not wanted <= frozenset(self.options):
            raise Unfit(f"a list of {', '.join(self.options)}")
        return self._ordered(wanted)

    def stricter(self, one: Value, other: Value) -> Value:
        assert isinstance(one, tuple)
        assert isinstance(other, tuple)
        return self._ordered(frozenset(one) & frozenset(other))

    def _words(self, raw: object) -> frozenset[str] | None:
        if not isinstance(raw, list | tuple) or not all(isinstance(word, str) for word in raw):
            return None
        return frozenset(raw)

    def _ordered(self, words: Collection[str]) -> tuple[str, ...]:
        return tuple(option for option in self.options if option in words)


Form: TypeAlias = Switch | Seconds | Choice | Subset
