"""Sent packets kept for repair, within bounds of size, age and repeats."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_AGE_SECONDS: Final = 3.0
MAX_REPEATS: Final = 4
# A number asked for twice within one round trip is one loss asked for twice.
LEAST_INTERVAL_SECONDS: Final = 0.02
# Repairs may take this share of the allowed rate, and save up for one second.
BUDGET_SHARE: Final = 0.3
LEAST_BUDGET_BITS: Final = 300_000


@dataclass(slots=True, kw_only=True)
class _Sent:
    packet: bytes
    at: float
    repeated_at: float = float("-inf")
    repeats: int = 0


class History:
    """Keeps packets by sequence number; `now` is monotonic seconds."""

    def __init__(self) -> None:
        self._packets: OrderedDict[int, _Sent] = OrderedDict()
        self._bytes = 0
        self._budget = LEAST_BUDGET_BITS / 8
        self._filled_at: float | None = None

    def __len__(self) -> int:
        return len(self._packets)

    def keep(self, sequence: int, packet: bytes, now: float) -> None:
        if (old := self._packets.pop(sequence, None)) is not None:
            self._bytes -= len(old.packet)
        self._packets[sequence] = _Sent(packet=packet, at=now)
        self._bytes += len(packet)
        while self._packets:
            oldest = next(iter(self._packets))
            sent = self._packets[oldest]
            if self._bytes <= MAX_BYTES and now - sent.at <= MAX_AGE_SECONDS:
                return
            del self._packets[oldest]
            self._bytes -= len(sent.packet)

    def repair(self, sequence: int, now: float, *, round_trip: float, rate: float) -> bytes | None:
        """The packet to send again, or None where it is gone, was just repeated, or the budget is spent."""
        sent = self._packets.get(sequence)
        self._fill(now, rate)
        if sent is None or sent.repeats >= MAX_REPEATS or self._budget < len(sent.packet):
            return None
        if now - sent.repeated_at < max(round_trip, LEAST_INTERVAL_SECONDS):
            return None
        sent.repeated_at, sent.repeats = now, sent.repeats + 1
        self._budget -= len(sent.packet)
        return sent.packet

    def _fill(self, now: float, rate: float) -> None:
        allowed = max(rate * BUDGET_SHARE, LEAST_BUDGET_BITS) / 8
        elapsed = 0.0 if self._filled_at is None else now - self._filled_at
        self._filled_at = now
        self._budget = min(allowed, self._budget + elapsed * allowed)
