"""What is known of a session only while this process runs: who views it, and how far the exchange has come."""

import asyncio
from dataclasses import dataclass, field

from broker.access.actors import AccountActor
from broker.features.sessions.exchange import Prepared
from protocol.grant import Proposal
from protocol.identifiers import SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposal that went to the viewer, with its hash and its envelope."""

    proposal: Proposal
    digest: bytes
    sealed: str


@dataclass(slots=True, kw_only=True)
class Running:
    """One session's volatile side; each part serves once."""

    viewer: AccountActor | None = None
    device_name: str = ""
    prepared: Prepared | None = None
    proposed: Proposed | None = None
    offer: str | None = None
    question_shown: bool = False
    begun: int = 0
    """The highest attempt that was begun: none is begun twice, so that what belongs to an older one is known by it."""
    turn: int = 0
    """Counts the exchanges that were dropped; who waited meanwhile sees by it that a new one began."""
    revealed: int = 0
    answered: int = 0
    later: asyncio.TimerHandle | None = None

    @property
    def is_under_way(self) -> bool:
        """Tell whether a new attempt is being agreed on."""
        return self.prepared is not None or self.proposed is not None

    @property
    def waits_for_offer(self) -> bool:
        """Tell whether a new attempt was begun, so that an answer can only belong to one before."""
        return self.offer is None and (self.is_under_way or self.later is not None)

    def start_over(self) -> None:
        """Forget an exchange that was begun: a new one takes its place."""
        self.turn += 1
        self.prepared = self.proposed = self.offer = None
        self.question_shown = False
        if self.later is not None:
            self.later.cancel()
            self.later = None


@dataclass(slots=True)
class RunningSessions:
    """All of them, by session; forgotten when a session ends."""

    _all: dict[SessionId, Running] = field(default_factory=dict)

    def of(self, session: SessionId) -> Running:
        """Give what is known of a session; a new page of notes where there is none."""
        return self._all.setdefault(session, Running())

    def find(self, session: SessionId) -> Running | None:
        """Give what is known of a session, or None."""
        return self._all.get(session)

    def forget(self, session: SessionId) -> None:
        """Forget a session that has ended, with its timer."""
        running = self._all.pop(session, None)
        if running is not None:
            running.start_over()
