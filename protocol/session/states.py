"""The states of a session, each with only its own fields, and the session that carries one of them."""

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from protocol.capabilities import Capability
from protocol.grant import More, Origin
from protocol.identifiers import AccountId, DeviceId, OrganizationId, SessionId
from protocol.session.reasons import EndReason

REQUEST_SECONDS: Final = 8 * 3600
APPROVAL_SECONDS: Final = 15 * 60
CONNECT_SECONDS: Final = 60


class Side(StrEnum):
    """Who was lost."""

    DEVICE = "device"
    VIEWER = "viewer"
    BROKER = "broker"


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The times that settings decide for this session, in seconds, fixed when it begins."""

    consent_seconds: int = 60
    resume_seconds: int = 60
    lease_ttl_seconds: int = 90
    hard_cap_seconds: int = 12 * 3600
    silence_seconds: int = 0
    """How long to wait on for a device whose policy answers in the place of who did not."""


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of whom: never edited."""

    origin: Origin
    reason: str
    capabilities: tuple[Capability, ...]
    seconds: int
    name: str = ""
    email: str = ""
    phone: str = ""
    requester: AccountId | None = None
    sign_in: str | None = None
    """By which sign-in an owner came, who showed their second factor there: no other one sees it."""
    shown_again: bool = False
    """Whether who asks showed anew who they are, as the settings wanted of a visit by then."""


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What approval, consent and policy gave: never edited; narrowing is kept beside it."""

    technician: AccountId
    capabilities: tuple[Capability, ...]
    seconds: int
    consented_at: datetime
    expires_at: datetime
    asked_person: bool
    in_advance: bool = False
    """Whether the person had said yes ahead of time, and was not asked again."""
    proposal_hash: str
    accept_hash: str
    question: int = 0
    """The newest further question that was answered with yes."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """An open question to the person while the session runs: more time, or more capabilities."""

    number: int
    more: More
    capabilities: tuple[Capability, ...]
    seconds: int
    deadline: datetime


class State(msgspec.Struct, frozen=True, kw_only=True, tag_field="name"):
    """What all states share: their name in storage."""


class Requested(State, frozen=True, kw_only=True, tag="requested"):
    """Asked for by the person; waits for the portal's answer."""

    deadline: datetime


class Approved(State, frozen=True, kw_only=True, tag="approved"):
    """A technician stands behind it; waits for their viewer and for the device."""

    technician: AccountId
    note: str
    deadline: datetime


class AskingConsent(State, frozen=True, kw_only=True, tag="asking_consent"):
    """The person at the device is being asked."""

    technician: AccountId
    attempt: int
    proposal_hash: str
    capabilities: tuple[Capability, ...]
    seconds: int
    deadline: datetime
    attended: bool = True
    """Whether somebody is there to be asked; where not, the device's policy answers."""


class Granted(State, frozen=True, kw_only=True, tag="granted"):
    """The person said yes; relay credentials exist, nothing flows yet."""

    grant: Grant
    attempt: int
    deadline: datetime


class Connecting(State, frozen=True, kw_only=True, tag="connecting"):
    """Both peers build their connection."""

    grant: Grant
    attempt: int
    capabilities: tuple[Capability, ...]
    deadline: datetime
    resume_until: datetime | None = None


class Active(State, frozen=True, kw_only=True, tag="active"):
    """The screen is seen."""

    grant: Grant
    attempt: int
    since: datetime
    capabilities: tuple[Capability, ...]
    participants: tuple[AccountId, ...]
    driver: AccountId | None
    question: Question | None = None
    paused: bool = False


class Interrupted(State, frozen=True, kw_only=True, tag="interrupted"):
    """A side is lost; it may come back, or a new attempt may bring it back, without a new question."""

    grant: Grant
    attempt: int
    side: Side
    capabilities: tuple[Capability, ...]
    deadline: datetime


class Ended(State, frozen=True, kw_only=True, tag="ended"):
    """Over, for good."""

    at: datetime
    reason: EndReason
    by: str | None = None
    note: str | None = None
    grant: Grant | None = None
    since: datetime | None = None


AnyState = Requested | Approved | AskingConsent | Granted | Connecting | Active | Interrupted | Ended


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """The whole story from request to end, as a value."""

    id: SessionId
    organization: OrganizationId
    device: DeviceId | None
    ask: Ask
    limits: Limits
    created_at: datetime
    state: AnyState
    attempts: int = 0
    """Attempts made so far; the next one is this plus one, and a device never accepts a lower."""
    active_since: datetime | None = None
    questions: int = 0
    """Further questions asked so far."""
    taken: bool = False
    """Whether a technician took it by the right to offer help, because nobody had to approve it."""
    approved_by: AccountId | None = None
    """Who said yes to a technician's visit."""
    asked_in_vain: tuple[datetime, ...] = ()
    """When the last further questions without a yes were over."""


def grant_of(session: Session) -> Grant | None:
    """Give the grant, where there is one."""
    return getattr(session.state, "grant", None)


def technician_of(session: Session) -> AccountId | None:
    """Give the technician who stands behind the session, where there is one."""
    grant = grant_of(session)
    if isinstance(session.state, Requested) and session.ask.origin is Origin.UNATTENDED:
        # A visit is that of who asked for it, from the start.
        return session.ask.requester
    return grant.technician if grant else getattr(session.state, "technician", None)


def capabilities_of(session: Session) -> tuple[Capability, ...]:
    """Give what is allowed now: nothing before the yes and after the end."""
    match session.state:
        case Granted(grant=grant):
            return grant.capabilities
        case Connecting() | Active() | Interrupted():
            return session.state.capabilities
        case _:
            return ()
