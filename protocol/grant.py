"""The documents of the trust exchange: who asks what of a device, what its person gave, and what keeps it alive."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from protocol.capabilities import Capability
from protocol.identifiers import AccountId, DeviceId, SessionId

LOGIN_TYPE: Final = "handrail.login.v1"
HELLO_TYPE: Final = "handrail.hello.v1"
PROPOSAL_TYPE: Final = "handrail.proposal.v1"
OFFER_TYPE: Final = "handrail.offer.v1"
ACCEPT_TYPE: Final = "handrail.accept.v1"
LEASE_TYPE: Final = "handrail.lease.v1"
EVENT_TYPE: Final = "handrail.event.v1"
QUESTION_TYPE: Final = "handrail.question.v1"
REPLY_TYPE: Final = "handrail.reply.v1"

NONCE_BYTES: Final = 32
# An agent's nonce serves one proposal and is void after this on the agent's own monotonic clock.
NONCE_SECONDS: Final = 120.0
MIN_SESSION_SECONDS: Final = 60
MAX_SESSION_SECONDS: Final = 12 * 3600
LEASE_EVERY_SECONDS: Final = 15
LEASE_TTL_SECONDS: Final = 90
# Where the person types the code: how long they have for it, how often another one may come, and how often it is asked
# in vain (the way was lost meanwhile), so that nobody in the middle can try until two codes happen to be the same.
CODE_SECONDS: Final = 120
CODE_TRIES: Final = 3
CODE_ASKED_IN_VAIN: Final = 5
MAX_REASON: Final = 1000
MAX_MESSAGE: Final = 2000
# Messages of one request or session, both sides together.
MOST_IN_THREAD: Final = 200
MAX_NAME: Final = 200

Bytes32 = Annotated[bytes, Meta(min_length=NONCE_BYTES, max_length=NONCE_BYTES)]
"""32 bytes: a nonce, a SHA-256 or a DTLS fingerprint (base64 in JSON)."""
Name = Annotated[str, Meta(max_length=MAX_NAME)]
Reason = Annotated[str, Meta(max_length=MAX_REASON)]
MessageText = Annotated[str, Meta(max_length=MAX_MESSAGE)]
Seconds = Annotated[int, Meta(ge=MIN_SESSION_SECONDS, le=MAX_SESSION_SECONDS)]
CapabilityList = Annotated[tuple[Capability, ...], Meta(max_length=16)]
Count = Annotated[int, Meta(ge=0)]


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all signed payloads share."""

    version: int = 1


class Witness(Document, frozen=True, kw_only=True):
    """The newest checkpoint that a device has seen of its organization's audit log."""

    sequence: Count
    hash: str


class Login(Document, frozen=True, kw_only=True):
    """The device signs in to its link (device key)."""

    device: DeviceId
    challenge: Bytes32
    boot: str
    counter: Count
    """Connections made since enrolment; one that goes back shows a clone."""
    witness: Witness | None


class Hello(Document, frozen=True, kw_only=True):
    """The device is ready for one proposal (device key)."""

    session: SessionId
    attempt: Count
    challenge: Bytes32
    agent_nonce: Bytes32
    boot: str
    counter: Count
    witness: Witness | None


class Who(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person who would see the screen, as the instance vouches for them."""

    name: Name
    email: Name
    company: Name
    signed_in_by: Name
    """How they proved it, in words: password and code, passkey."""


class Origin(StrEnum):
    """Which way a session starts."""

    REQUEST = "request"
    OFFER = "offer"
    UNATTENDED = "unattended"
    """A technician comes where nobody can be asked."""
    OWN = "own"
    """The device's owner comes from elsewhere."""


class Visit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who comes unattended, and who else said yes to that."""

    account: AccountId
    approved_by: AccountId | None = None


class CodeMode(StrEnum):
    """What is done with the verification code."""

    OFF = "off"
    SHOW = "show"
    TYPE = "type"


class Proposal(Document, frozen=True, kw_only=True):
    """What a session would be, for one attempt on one device (grant key)."""

    session: SessionId
    attempt: Annotated[int, Meta(ge=1)]
    device: DeviceId
    device_key: str
    """SHA-256 of the device's public key, in hex."""
    agent_nonce: Bytes32
    who: Who
    organization: Name
    origin: Origin
    reason: Reason
    request: str
    """SHA-256 of the request as stored, in hex."""
    attended: bool
    capabilities: CapabilityList
    seconds: Seconds
    consent_seconds: Annotated[int, Meta(ge=1, le=600)]
    recording: bool
    code: CodeMode
    policy: Count
    previous: str | None
    """Hash of the proposal this one extends or resumes, in hex."""
    visit: Visit | None = None
    """With a technician's unattended visit, and with nothing else."""


class Offer(Document, frozen=True, kw_only=True):
    """The viewer binds itself to a proposal and commits to its DTLS fingerprint without showing it (unsigned)."""

    proposal: Bytes32
    commitment: Bytes32


class Decision(StrEnum):
    """What the person, or the rule that stands for them, answered."""

    YES = "yes"
    NO = "no"
    NOT_ASKED_FOR = "not_asked_for"
    TIMED_OUT = "timed_out"
    NOBODY_THERE = "nobody_there"
    REFUSED = "refused"


class Accept(Document, frozen=True, kw_only=True):
    """The answer at the device (device key): with a yes the consent receipt, and with the proposal the grant."""

    session: SessionId
    attempt: Annotated[int, Meta(ge=1)]
    proposal: Bytes32
    offer: Bytes32
    decision: Decision
    asked_person: bool
    """False where a rule or an earlier yes stood for the person."""
    in_advance: bool = False
    """Whether the person had said yes to exactly this technician ahead of time."""
    capabilities: CapabilityList
    seconds: Annotated[int, Meta(ge=0, le=MAX_SESSION_SECONDS)]
    fingerprint: Bytes32 | None
    agent_random: Bytes32 | None


class More(StrEnum):
    """What a further question asks for while a session runs."""

    WIDEN = "widen"
    EXTEND = "extend"


class FurtherQuestion(Document, frozen=True, kw_only=True):
    """Asks the person for more while the session runs: capabilities, or another time from the yes on (grant key)."""

    session: SessionId
    attempt: Annotated[int, Meta(ge=1)]
    device: DeviceId
    number: Annotated[int, Meta(ge=1)]
    """Counts the questions of a session; a device takes none twice and none older."""
    previous: str
    """Hash of the proposal that the person said yes to, in hex."""
    who: Who
    more: More
    capabilities: CapabilityList
    seconds: Annotated[int, Meta(ge=0, le=MAX_SESSION_SECONDS)]
    consent_seconds: Annotated[int, Meta(ge=1, le=600)]


class FurtherAnswer(Document, frozen=True, kw_only=True):
    """The answer to a further question (device key): with a yes a consent receipt of its own."""

    session: SessionId
    number: Annotated[int, Meta(ge=1)]
    question: Bytes32
    decision: Decision
    capabilities: CapabilityList
    seconds: Annotated[int, Meta(ge=0, le=MAX_SESSION_SECONDS)]


class Lease(Document, frozen=True, kw_only=True):
    """The session may go on for a while; it may only narrow what the person gave (grant key)."""

    session: SessionId
    attempt: Annotated[int, Meta(ge=1)]
    sequence: Count
    ttl_seconds: Annotated[int, Meta(ge=30, le=900)]
    capabilities: CapabilityList
    seconds_left: Annotated[int, Meta(ge=0, le=MAX_SESSION_SECONDS)]
    question: Count = 0
    """The newest further question whose yes is in this lease; what the person gave then holds from here on."""


class DeviceEvent(Document, frozen=True, kw_only=True):
    """Something the agent did or saw, journalled on the device before it is told (device key)."""

    session: SessionId
    number: Count
    kind: Annotated[str, Meta(max_length=64)]
    seconds_ago: Annotated[float, Meta(ge=0)]
    detail: dict[str, str | int | float | bool | None]
