"""What a session on the device is given to work with, and how it ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from agent import clock
from agent.advance import AdvanceKeeper
from agent.exchange import Asked
from agent.identity import DeviceKey
from agent.sessions.ports import Broker, Desktop, PeerFactory, PictureFactory
from agent.sessions.record import SessionFiles
from agent.visitors import Visitors
from protocol.grant import Accept, Decision, Proposal, Witness
from protocol.identifiers import AccountId, KeyId, OrganizationId
from protocol.links.agent_broker import Presence
from protocol.links.core_desktop import Display
from protocol.policy import Policy
from protocol.session import events as on
from protocol.session.reasons import EndReason
from protocol.session.states import APPROVAL_SECONDS, Approved, Ask, Limits, Session, grant_of

# The broker's own time limit on consent comes first; this one stands where the broker is gone.
CONSENT_GRACE_SECONDS: Final = 10
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)

Detail = dict[str, str | int | float | bool | None]

REASON_OF: Final = {
    Decision.NO: EndReason.CONSENT_REFUSED,
    Decision.NOT_ASKED_FOR: EndReason.NOT_ASKED_FOR,
    Decision.TIMED_OUT: EndReason.CONSENT_TIMED_OUT,
    Decision.NOBODY_THERE: EndReason.NOBODY_THERE,
    Decision.REFUSED: EndReason.REVOKED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a session on this device works with."""

    key: DeviceKey
    boot: str
    broker: Broker
    desktop: Desktop
    files: SessionFiles
    advance: AdvanceKeeper
    make_peer: PeerFactory
    make_picture: PictureFactory
    presence: Callable[[], Presence]
    """Says who is at the device now, as the device sees it."""
    displays: Callable[[], tuple[Display, ...]]
    """Gives the screens that the person's side sees, in their order."""
    surely_locked: Callable[[], bool]
    """Says whether the system told just now that the screen is locked."""
    tell_visits: Callable[[], object]
    """Tells whoever is there who was here while nobody could be asked."""
    touched_at: Callable[[], float]
    """Gives the monotonic second of the person's last own input, as far as it is known."""
    journal: Callable[[Proposal, str, Detail], None]
    """Writes an event of the session down and tells the broker as soon as it can."""
    grant_keys: Callable[[], dict[KeyId, bytes]]
    policy: Callable[[], Policy]
    """Gives the policy that counts on this device now."""
    visitors: Visitors
    """Whom the device lets in unattended."""
    witness: Callable[[], Witness | None]
    """Gives the newest checkpoint of the audit log that this device has seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Why it ends, on whose word, and whether the broker has to be told."""

    reason: EndReason
    by: str | None = None
    note: str | None = None
    tell_broker: bool = True


def moment() -> datetime:
    """Give the session machine a time that only ever goes forward, whatever the wall clock does."""
    return _EPOCH + timedelta(seconds=clock.monotonic())


def end_of(session: Session) -> float:
    """Give the monotonic second at which a session ends that somebody said yes to."""
    grant = grant_of(session)
    assert grant is not None
    return clock.monotonic() + (grant.expires_at - moment()).total_seconds()


def session_of(proposal: Proposal, resume_seconds: int) -> Session:
    """Begin the device's own copy of the session, just before the person is asked."""
    now = moment()
    return Session(
        id=proposal.session,
        organization=OrganizationId(""),
        device=proposal.device,
        ask=Ask(
            origin=proposal.origin,
            reason=proposal.reason,
            capabilities=proposal.capabilities,
            seconds=proposal.seconds,
        ),
        limits=Limits(consent_seconds=proposal.consent_seconds + CONSENT_GRACE_SECONDS, resume_seconds=resume_seconds),
        created_at=now,
        state=Approved(technician=AccountId(""), note="", deadline=now + timedelta(seconds=APPROVAL_SECONDS)),
        attempts=proposal.attempt - 1,
    )


def asking(asked: Asked, *, attended: bool) -> on.AskPerson:
    """Write the step by which the person is asked for the first time."""
    proposal = asked.proposal
    return on.AskPerson(
        attempt=proposal.attempt,
        proposal_hash=asked.proposal_hash.hex(),
        capabilities=proposal.capabilities,
        seconds=proposal.seconds,
        attended=attended,
    )


def consenting(asked: Asked, answer: Accept, digest: bytes) -> on.Consent:
    """Write the step of a yes."""
    return on.Consent(
        attempt=answer.attempt,
        proposal_hash=asked.proposal_hash.hex(),
        accept_hash=digest.hex(),
        capabilities=answer.capabilities,
        seconds=answer.seconds,
        asked_person=answer.asked_person,
        in_advance=answer.in_advance,
    )
