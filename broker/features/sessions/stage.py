"""What both sides of the exchange stand on, and its beginning: prepare, once viewer and device are here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from broker.access.actors import Actor, DeviceActor, SystemActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.clock import Clock
from broker.errors import NotFound, Refusal
from broker.features.devices.presence import PresenceBoard
from broker.features.sessions import rules, store
from broker.features.sessions.courier import Courier
from broker.features.sessions.exchange import Prepared, Rejected
from broker.features.sessions.leases import Signer
from broker.features.sessions.owners import gone
from broker.features.sessions.relay_credentials import RelayServers
from broker.features.sessions.running import RunningSessions
from broker.features.sessions.steps import Stepper
from broker.features.settings.service import Settings
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import Change, View
from protocol.grant import NONCE_BYTES
from protocol.identifiers import SessionId
from protocol.links.agent_broker import IceServer, Prepare
from protocol.session.reasons import EndReason
from protocol.session.states import Approved, Interrupted, Session, Side, grant_of
from protocol.trust import Purpose, SigningKey

JOB: Final = SystemActor(job="exchange")
# A device that was lost may still have its connection to the viewer; it is given this long to say so.
GRACE_SECONDS: Final = 3.0


class Keys(Signer, Protocol):
    """What signs proposals, and tells viewers with which key."""

    def public_keys(self, purpose: Purpose) -> tuple[SigningKey, ...]:
        """Give the public parts of all generations, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The parts that both sides of the exchange use."""

    work: UnitOfWork
    stepper: Stepper
    clock: Clock
    courier: Courier
    presences: PresenceBoard
    running: RunningSessions
    keys: Keys
    settings: Settings
    random_bytes: Callable[[int], bytes]
    new_id: Callable[[], str]
    call_later: Callable[[float, Callable[[], None]], object]
    instance_name: str
    relay: RelayServers | None = None

    def gone(self, view: View, session: Session) -> EndReason | None:
        """Say why the session of a device's owner may not go on, if it is one that may not."""
        return gone(view, self.settings, session)

    def set_up(self, session: Session, *, patiently: bool = False) -> None:
        """Begin an attempt if everybody it needs is here; patiently where the device may still be connected."""
        if not self._is_ready(session):
            return
        running = self.running.of(session.id)
        running.start_over()
        if patiently:
            running.later = self.call_later(GRACE_SECONDS, lambda: self._prepare(session))  # type: ignore[assignment]
        else:
            self._prepare(session)

    def _is_ready(self, session: Session) -> bool:
        waits = isinstance(session.state, Approved | Interrupted)
        here = session.device is not None and self.presences.presence(session.device) is not None
        return waits and here and self.courier.is_viewed(session.id)

    def _prepare(self, session: Session) -> None:
        if not self._is_ready(session) or session.device is None:
            return
        running = self.running.of(session.id)
        prepared = Prepared(
            session=session.id,
            device=session.device,
            attempt=max(session.attempts, running.begun) + 1,
            challenge=self.random_bytes(NONCE_BYTES),
        )
        running.prepared, running.begun = prepared, prepared.attempt
        self.courier.to_agent(
            session.device,
            Prepare(session=session.id, attempt=prepared.attempt, challenge=prepared.challenge),
        )

    def set_up_unless_under_way(self, session: Session) -> None:
        """Begin an attempt, unless the other side's word for the same loss has begun it already."""
        running = self.running.find(session.id)
        if running is None or not running.is_under_way:
            self.set_up(session)

    def newest_attempt(self, session: Session) -> int:
        """Give the number below which everything belongs to an attempt that is over."""
        running = self.running.find(session.id)
        return max(session.attempts, running.begun if running else 0)

    def ice_servers(self, session: Session, side: str) -> tuple[IceServer, ...]:
        """Mint relay credentials for one side of a session that has its yes."""
        grant = grant_of(session)
        if self.relay is None or grant is None:
            return ()
        return self.relay.for_side(session.id, side, grant.expires_at)

    async def reread(self, session: SessionId) -> Session | None:
        """Read a session as it is now."""
        try:
            found = await self.work.view(JOB, Permission.SESSION_READ, lambda view: store.load(view, session))
        except NotFound:
            return None
        return found.session

    async def reject(self, actor: Actor, session: Session, fault: Rejected) -> Refusal:
        """Put a message that does not hold on the audit log, and give what its sender is told."""

        def body(change: Change) -> None:
            if store.has_said_enough(change, session.id, AuditKind.SESSION_REJECTED):
                change.nothing_changed()
                return
            change.record(
                AuditKind.SESSION_REJECTED,
                organization=session.organization,
                session=session.id,
                device=session.device,
                person=session.ask.name or None,
                detail={"code": fault.code, "cause": fault.cause[:200]},
            )

        is_device = isinstance(actor, DeviceActor)
        permission = Permission.OWN_SESSION_ANSWER if is_device else rules.viewing_permission(actor)
        await self.work.change(actor, permission, body)
        return Refusal("This does not belong to the exchange as it was agreed.", code=fault.code, status=409)


def is_given_up(session: Session, attempt: int) -> bool:
    """Tell whether this attempt was agreed on and is over: what still comes of it is late, not wrong."""
    return attempt < session.attempts or (isinstance(session.state, Interrupted) and attempt == session.state.attempt)


def is_patient(session: Session) -> bool:
    """Tell whether the device may come back by itself: it or the broker was lost, not the viewer."""
    return isinstance(session.state, Interrupted) and session.state.side is not Side.VIEWER
