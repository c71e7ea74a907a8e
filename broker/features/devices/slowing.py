"""Slows down an address that brings one wrong secret after the other; kept in memory, bounded."""

from collections import OrderedDict
from typing import Final

from broker.clock import Clock
from broker.errors import Refusal

FREE: Final = 10
WINDOW_SECONDS: Final = 60.0
MOST_ADDRESSES: Final = 10_000


class Slowing:
    """Counts failures per address within a minute."""

    def __init__(self, clock: Clock, code: str, *, free: int = FREE) -> None:
        self._clock = clock
        self._free = free
        self._code = code
        self._failures: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def check(self, address: str) -> None:
        """Refuse an address that has failed too often just now."""
        begun, count = self._failures.get(address, (0.0, 0))
        left = begun + WINDOW_SECONDS - self._clock.monotonic()
        if count >= self._free and left > 0:
            wait = int(left) + 1
            raise Refusal(f"Too many tries. Wait {wait} seconds.", code=self._code, status=429, retry_after=wait)

    def taken(self, address: str) -> None:
        """Begin a try, which counts as a failure until it is given back: nobody comes in between check and count."""
        self.check(address)
        self.failed(address)

    def given_back(self, address: str) -> None:
        """Take one try back, because it was no failure."""
        begun, count = self._failures.get(address, (0.0, 0))
        if count > 1:
            self._failures[address] = (begun, count - 1)
        else:
            self._failures.pop(address, None)

    def failed(self, address: str) -> None:
        """Count one failure."""
        now = self._clock.monotonic()
        begun, count = self._failures.pop(address, (now, 0))
        if now - begun >= WINDOW_SECONDS:
            begun, count = now, 0
        self._failures[address] = (begun, count + 1)
        while len(self._failures) > MOST_ADDRESSES:
            self._failures.popitem(last=False)
