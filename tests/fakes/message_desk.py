"""Messages over a database, with a courier that keeps what it was given."""

from __future__ import annotations

from dataclasses import dataclass, field

from broker.entropy import new_id
from broker.features.messages.service import Messages
from broker.features.sessions.courier import Hint
from broker.features.sessions.errands import Errand
from broker.storage.unit_of_work import UnitOfWork
from protocol.identifiers import AccountId, DeviceId, SessionId
from protocol.links.agent_broker import Messages as Frame


@dataclass(slots=True)
class KeptCourier:
    """A courier whose devices all listen."""

    frames: list[tuple[str, Frame]] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)

    def to_agent(self, device: DeviceId, message: object) -> bool:
        assert isinstance(message, Frame)
        self.frames.append((device, message))
        return True

    def to_viewer(self, session: SessionId, message: object) -> bool:
        return False

    def is_viewed(self, session: SessionId) -> bool:
        return False

    def hint(self, hint: Hint) -> None:
        self.hints.append(hint)


@dataclass(slots=True, kw_only=True)
class MessageDesk:
    """The messages, and what they left for others to do."""

    work: UnitOfWork
    courier: KeptCourier = field(default_factory=KeptCourier)
    errands: list[Errand] = field(default_factory=list)
    rung: list[frozenset[AccountId]] = field(default_factory=list)

    @property
    def messages(self) -> Messages:
        return Messages(
            work=self.work,
            courier=self.courier,
            new_id=new_id,
            soon=self.errands.append,
            told=lambda _, people: self.rung.append(people),
        )

    async def errands_done(self) -> None:
        while self.errands:
            await self.errands.pop(0)()
