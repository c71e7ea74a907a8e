"""Exact tiles to one viewer: after everything else, never more than a little on the way, dropped when they move."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from agent import clock
from agent.media.rate import RateControl

# What may wait here; a screen of text is some fifteen times this.
MAX_WAITING_BYTES: Final = 64 * 1024
# What may lie in the channel before another tile is put behind it: what is said meanwhile waits for no more than this.
MAX_BACKLOG_BYTES: Final = 16 * 1024
PUMP_SECONDS: Final = 0.002
# The longest look apart where nothing leaves: a viewer that takes nothing keeps nobody busy.
MOST_PUMP_SECONDS: Final = 0.02
# Of the rate that the way carries; the rest is left to what the viewer and its heartbeats need.
RATE_SHARE: Final = 0.9
BURST_BYTES: Final = 32 * 1024


class TilePath(Protocol):
    """The channel for tiles, reliable and in order."""

    def send_tile(self, message: bytes) -> bool:
        """Send; False where it is closed or full."""

    def backlog(self) -> int:
        """Bytes of it that have not left yet."""


class TileSender:
    """Implements `TileReceiver`; lives in the event loop, except what its port says of the capture thread."""

    def __init__(self, path: TilePath, rate: RateControl, is_video_waiting: Callable[[], bool]) -> None:
        self._path, self._rate, self._is_video_waiting = path, rate, is_video_waiting
        self._queue: deque[tuple[int, bytes]] = deque()
        self._waiting = 0
        # One is written by the capture thread, the other by the event loop.
        self._promised = self._taken = 0
        self._allowance = float(BURST_BYTES)
        self._paced_at = clock.monotonic()
        self._pumping: asyncio.TimerHandle | None = None
        self._wait = PUMP_SECONDS
        self.wanted = True
        self.sent = 0

    def close(self) -> None:
        """Send nothing more, also not what waits."""
        self.wanted = False
        self._forget()

    def room(self) -> int:
        return MAX_WAITING_BYTES - self._waiting - (self._promised - self._taken) if self.wanted else 0

    def promise(self, octets: int) -> None:
        self._promised += octets

    def begin(self, message: bytes) -> None:
        self._forget()
        self._say(message)

    def moved(self, message: bytes, cells: tuple[int, ...]) -> None:
        """Say so before all that waits; of that, what moved is not sent any more."""
        stale = set(cells)
        self._queue = deque((cell, tile) for cell, tile in self._queue if cell not in stale)
        self._waiting = sum(len(tile) for _, tile in self._queue)
        self._say(message)

    def tile(self, message: bytes, cell: int) -> None:
        self._taken += len(message)
        if not self.wanted:
            return
        self._queue.append((cell, message))
        self._waiting += len(message)
        if self._pumping is None:
            self._pump()

    def _say(self, message: bytes) -> None:
        # A viewer that does not hear of it would keep what does not hold: it hides its tiles by the frames' own mark.
        if self.wanted and not self._path.send_tile(message):
            self.close()

    def _pump(self) -> None:
        """Send what may leave now, and come back for the rest."""
        self._pumping = None
        now = clock.monotonic()
        pace = self._rate.rate * RATE_SHARE / 8
        self._allowance = min(float(BURST_BYTES), self._allowance + (now - self._paced_at) * pace)
        self._paced_at = now
        before = self.sent
        while self._queue and self._may_send():
            _, message = self._queue.popleft()
            self._waiting -= len(message)
            self._allowance -= len(message)
            if not self._path.send_tile(message):
                self.close()
                return
            self.sent += 1
        if self._queue:
            self._wait = PUMP_SECONDS if self.sent > before else min(2 * self._wait, MOST_PUMP_SECONDS)
            wait = max(self._wait, -self._allowance / pace)
            self._pumping = asyncio.get_running_loop().call_later(wait, self._pump)

    def _may_send(self) -> bool:
        return self._allowance > 0 and self._path.backlog() <= MAX_BACKLOG_BYTES and not self._is_video_waiting()

    def _forget(self) -> None:
        self._queue.clear()
        self._waiting = 0
        if self._pumping is not None:
            self._pumping.cancel()
            self._pumping = None
