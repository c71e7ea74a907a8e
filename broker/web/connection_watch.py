"""The rules that one HTTP connection keeps: how long it may idle, how long headers and body may take; pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_END_OF_HEADERS: Final = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds and bytes that a connection is given (aiohttp itself closes none of these)."""

    handshake_seconds: float = 10.0
    header_seconds: float = 10.0
    body_seconds: float = 60.0
    idle_seconds: float = 75.0
    stalled_seconds: float = 75.0
    header_bytes: int = 32 * 1024


class Phase(StrEnum):
    """What a connection is doing."""

    IDLE = "idle"
    HEADERS = "headers"
    BODY = "body"
    HANDLING = "handling"
    PARTING = "parting"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a connection is closed; also what is counted."""

    IDLE = "idle"
    SLOW_HEADERS = "slow_headers"
    LARGE_HEADERS = "large_headers"
    SLOW_BODY = "slow_body"
    STALLED = "stalled"
    TOO_MANY = "too_many"


_OVERDUE: Final = {
    Phase.IDLE: Reason.IDLE,
    Phase.HEADERS: Reason.SLOW_HEADERS,
    Phase.BODY: Reason.SLOW_BODY,
    Phase.PARTING: Reason.SLOW_BODY,
}


class ConnectionWatch:
    """One connection's state; `now` is seconds on a monotonic clock."""

    def __init__(self, limits: Limits, now: float) -> None:
        self.limits = limits
        self.phase = Phase.IDLE
        self.deadline: float | None = now + limits.idle_seconds
        self._tail = b""
        self._header_bytes = 0
        self._paused_at: float | None = None

    def received(self, content: bytes, now: float) -> Reason | None:
        """Note bytes from the other side; a reason means that the connection is to be closed."""
        if self.phase is Phase.IDLE:
            self._tail, self._header_bytes = b"", 0
            self._enter(Phase.HEADERS, now + self.limits.header_seconds)
        if self.phase is not Phase.HEADERS:
            return None
        seen = self._tail + content
        end = seen.find(_END_OF_HEADERS)
        self._header_bytes += len(content) if end < 0 else end + len(_END_OF_HEADERS) - len(self._tail)
        self._tail = seen[-(len(_END_OF_HEADERS) - 1) :]
        if self._header_bytes > self.limits.header_bytes:
            return self._refuse(Reason.LARGE_HEADERS)
        if end >= 0:
            self._enter(Phase.BODY, now + self.limits.body_seconds)
        return None

    def started(self, now: float) -> None:
        """Note that a handler was given a request; with pipelining its headers came earlier."""
        if self.phase is not Phase.BODY:
            self._enter(Phase.BODY, now + self.limits.body_seconds)

    def body_read(self) -> None:
        """Note that the request is here in full: from now on it is our turn."""
        if self.phase is Phase.BODY:
            self._enter(Phase.HANDLING, None)

    def finished(self, now: float, *, body_left: bool = False) -> None:
        """Note that the answer is given; with a body that nobody read the connection is about to be closed."""
        if self.phase is Phase.REFUSED:
            return
        if body_left:
            self._enter(Phase.PARTING, now + self.limits.header_seconds)
        else:
            self._enter(Phase.IDLE, now + self.limits.idle_seconds)

    def writing_paused(self, now: float) -> None:
        """Note that the other side takes no more bytes."""
        self._paused_at = now

    def writing_resumed(self) -> None:
        self._paused_at = None

    def next_look(self) -> float | None:
        """Say when to call `overdue` next; None while nothing can become overdue."""
        stalled = None if self._paused_at is None else self._paused_at + self.limits.stalled_seconds
        known = [each for each in (self.deadline, stalled) if each is not None]
        return min(known, default=None)

    def overdue(self, now: float) -> Reason | None:
        """Tell whether a limit is reached, and which."""
        if self._paused_at is not None and now >= self._paused_at + self.limits.stalled_seconds:
            return self._refuse(Reason.STALLED)
        if self.deadline is None or now < self.deadline:
            return None
        return self._refuse(_OVERDUE[self.phase])

    def _enter(self, phase: Phase, deadline: float | None) -> None:
        self.phase, self.deadline = phase, deadline

    def _refuse(self, reason: Reason) -> Reason:
        self._enter(Phase.REFUSED, None)
        self._paused_at = None
        return reason
