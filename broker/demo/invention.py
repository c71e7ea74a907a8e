"""Invents a large installation: the same organizations, people, devices and sessions each time, as they could be."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from protocol.identifiers import ENTROPY_BYTES, identifier_from

_LOOK: Final = Path(__file__).parent / "look"
_WORDS: Final = (_LOOK / "words.txt").read_text("utf-8").split()
_TRADES: Final = ("Practice", "Partners", "Logistics", "School", "Foods", "Engineering", "Legal", "Travel")
_FIRST, _LAST = (line.split() for line in (_LOOK / "names.txt").read_text("utf-8").splitlines())
_SYSTEMS: Final = (("Debian", "12"), ("Debian", "13"), ("Ubuntu", "22.04"), ("Ubuntu", "24.04"), ("Fedora", "42"))
_ROLES: Final = ("DESK", "LAP", "TILL", "LAB", "HALL")
_REASONS: Final = (
    "The printer on the second floor does not answer",
    "Mail asks for the password again and again",
    "The invoice program closes by itself",
    "Cannot open the shared folder since this morning",
    "Screen stays dark after waking up",
    "Please install the new label software",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much there is of everything."""

    organizations: int
    end_users: int
    devices: int
    sessions: int


LARGE: Final = Size(organizations=500, end_users=20_000, devices=100_000, sessions=20_000)


class Inventor:
    """Draws everything from one seed, so that two runs invent the same."""

    def __init__(self, now: datetime, seed: int = 7) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - nothing here is a secret
        self.now = now

    def id(self) -> str:
        return identifier_from(self._chance.randbytes(ENTROPY_BYTES))

    def key(self) -> bytes:
        return self._chance.randbytes(32)

    def before(self, days: float) -> datetime:
        """Give a moment of the last so many days."""
        return self.now - timedelta(milliseconds=self._chance.randrange(1, round(days * 86_400_000)))

    def organization(self, number: int) -> tuple[str, str]:
        """Name the nth organization, and its address."""
        word, trade = _WORDS[number % len(_WORDS)], _TRADES[number // len(_WORDS) % len(_TRADES)]
        again = number // (len(_WORDS) * len(_TRADES))
        suffix = f" {again + 1}" if again else ""
        name = f"{word.capitalize()} {trade}{suffix}"
        return name, name.lower().replace(" ", "-")

    def person(self) -> str:
        return f"{self._chance.choice(_FIRST)} {self._chance.choice(_LAST)}"

    def device_name(self, number: int) -> str:
        return f"{self._chance.choice(_ROLES)}-{number:06d}"

    def system(self) -> tuple[str, str]:
        return self._chance.choice(_SYSTEMS)

    def reason(self) -> str:
        return self._chance.choice(_REASONS)

    def one_in(self, count: int) -> bool:
        return self._chance.randrange(count) == 0

    def between(self, low: int, high: int) -> int:
        return self._chance.randint(low, high)

    def shares(self, total: int, parts: int) -> Iterator[int]:
        """Share something out among organizations: few are large and many are small, none is left with nothing."""
        weights = [1 / (place + 6) for place in range(parts)]
        self._chance.shuffle(weights)
        spare, given = total - parts, 0
        for number, weight in enumerate(weights):
            share = spare - given if number == parts - 1 else round(spare * weight / sum(weights))
            share = min(share, spare - given)
            given += share
            yield share + 1
