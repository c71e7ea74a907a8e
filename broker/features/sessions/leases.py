"""Leases: every 15 seconds a signed word that a session may go on; without it the agent ends the session itself."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from broker.clock import Clock
from broker.errors import Fault, Refusal
from broker.features.sessions.courier import Courier
from protocol.capabilities import ordered
from protocol.grant import LEASE_EVERY_SECONDS, LEASE_TYPE, MAX_SESSION_SECONDS, Lease
from protocol.identifiers import SessionId
from protocol.links.agent_broker import LeaseFrame
from protocol.session.states import Active, Connecting, Interrupted, Session
from protocol.trust import Purpose

_log = structlog.get_logger(__name__)
_TICK_SECONDS: Final = 1.0

Reread = Callable[[SessionId], Awaitable[Session | None]]


class Signer(Protocol):
    """What signs as this instance."""

    def sign(self, purpose: Purpose, kind: str, payload: object) -> bytes:
        """Seal a payload with the current key of a purpose."""
        ...


class Leases:
    """Keeps the running sessions alive."""

    def __init__(self, *, clock: Clock, courier: Courier, signer: Signer) -> None:
        self._clock = clock
        self._courier = courier
        self._signer = signer
        self._due: dict[SessionId, float] = {}
        self._sequences: dict[SessionId, int] = {}
        self._news = asyncio.Event()

    def keep(self, session: Session) -> None:
        """Have a lease sent as soon as it was looked at whether the session may go on, and then every 15 seconds."""
        self._due[session.id] = self._clock.monotonic()
        self._news.set()

    def drop(self, session: SessionId) -> None:
        """Send no more leases."""
        self._due.pop(session, None)
        self._sequences.pop(session, None)

    def send(self, session: Session) -> None:
        """Send one lease for the session as it is now, with what is left of time and capabilities."""
        state = session.state
        if not isinstance(state, Connecting | Active | Interrupted) or session.device is None:
            return
        now = self._clock.now()
        lease = Lease(
            session=session.id,
            attempt=state.attempt,
            sequence=self._next_sequence(session.id, state.grant.consented_at, now),
            ttl_seconds=session.limits.lease_ttl_seconds,
            capabilities=ordered(state.capabilities),
            seconds_left=_whole_seconds(state.grant.expires_at - now),
            question=state.grant.question,
        )
        sealed = self._signer.sign(Purpose.GRANT, LEASE_TYPE, lease).decode()
        self._courier.to_agent(session.device, LeaseFrame(session=session.id, lease=sealed))

    async def run(self, reread: Reread) -> None:
        """Send what is due, for ever."""
        while True:
            self._news.clear()
            now = self._clock.monotonic()
            for session in [each for each, due in self._due.items() if due <= now]:
                await self._renew(session, reread)
            try:
                async with asyncio.timeout(_TICK_SECONDS if self._due else None):
                    await self._news.wait()
            except TimeoutError:
                pass

    async def _renew(self, session: SessionId, reread: Reread) -> None:
        try:
            found = await reread(session)
        except (Refusal, Fault) as fault:
            # No word from the database is no word to the agent: its session ends by itself if this lasts.
            _log.error("session.lease_not_sent", session=session, error=str(fault))
            self._due[session] = self._clock.monotonic() + _TICK_SECONDS
            return
        if found is None or not isinstance(found.state, Connecting | Active | Interrupted):
            self.drop(session)
        elif session in self._due:
            self.send(found)
            self._due[session] = self._clock.monotonic() + LEASE_EVERY_SECONDS

    def _next_sequence(self, session: SessionId, begun: datetime, now: datetime) -> int:
        """Count milliseconds since the yes, so that a restarted broker goes on above what it sent before."""
        number = max(int((now - begun).total_seconds() * 1000), self._sequences.get(session, -1) + 1, 0)
        self._sequences[session] = number
        return number


def _whole_seconds(left: timedelta) -> int:
    """Say how long is left as a lease may say it: beyond any session where this clock was set back."""
    return min(max(0, int(left.total_seconds())), MAX_SESSION_SECONDS)
