"""How fast codes may be tried: each try counts from its beginning, so that many at once are no way around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from broker.clock import Clock
from broker.errors import Refusal
from broker.features.devices.slowing import Slowing
from broker.features.sessions.join_codes import REFUSED

WAIT: Final = "join.wait"
WRONG_IN_ALL: Final = 100
"""Wrong codes a minute, of all technicians together and of all strangers together, before all of those have to wait."""
_ALL: Final = ""


class JoinPace:
    """Counts wrong codes: of each technician and address, and of all of them; strangers hold up no technician."""

    def __init__(self, clock: Clock) -> None:
        self._technicians = _Pace(clock)
        self._strangers = _Pace(clock)
        self.looks = Slowing(clock, WAIT)
        """Of wrong secrets, which nobody guesses: they slow down their own address alone."""

    @contextmanager
    def of_technician(self, account: str) -> Iterator[None]:
        """Have somebody signed in try one code."""
        with self._technicians.one_try(account):
            yield

    @contextmanager
    def of_stranger(self, address: str) -> Iterator[None]:
        """Have a computer try one code."""
        with self._strangers.one_try(address):
            yield


class _Pace:
    def __init__(self, clock: Clock) -> None:
        self._each = Slowing(clock, WAIT)
        self._all = Slowing(clock, WAIT, free=WRONG_IN_ALL)

    @contextmanager
    def one_try(self, who: str) -> Iterator[None]:
        """Count a try, and give it back unless the code was wrong, or nobody knows how it ended."""
        self._each.taken(who)
        try:
            self._all.taken(_ALL)
        except Refusal:
            self._each.given_back(who)
            raise
        try:
            yield
        except Refusal as refusal:
            if refusal.code != REFUSED:
                self._give_back(who)
            raise
        self._give_back(who)

    def _give_back(self, who: str) -> None:
        self._each.given_back(who)
        self._all.given_back(_ALL)
