"""The broker's side of the trust exchange: what it signs, and every check on what passes through it; pure."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Final, TypeVar

from broker.features.sessions.rules import visit_of
from protocol.capabilities import Capabilities, ordered
from protocol.codec import decode, encode
from protocol.envelope import MAX_ENVELOPE_BYTES, Envelope, document_hash, keys_of, open_envelope
from protocol.errors import ProtocolError
from protocol.exchange import opens
from protocol.grant import (
    ACCEPT_TYPE,
    CODE_SECONDS,
    EVENT_TYPE,
    HELLO_TYPE,
    OFFER_TYPE,
    PROPOSAL_TYPE,
    REPLY_TYPE,
    Accept,
    CodeMode,
    Decision,
    DeviceEvent,
    FurtherAnswer,
    FurtherQuestion,
    Hello,
    Offer,
    Origin,
    Proposal,
    Who,
)
from protocol.identifiers import DeviceId, SessionId
from protocol.session.reasons import EndReason
from protocol.session.states import Ask, Session

Payload = TypeVar("Payload")

MAX_OFFER_BYTES: Final = 1024
_CODE: Final = re.compile(r"[a-z_]{1,40}(\.[a-z_]{1,40}){1,2}")
_FINGERPRINT: Final = re.compile(r"^a=fingerprint:(\S+) (\S+?)\r?$", re.MULTILINE | re.IGNORECASE)

REASON_OF: Final = {
    Decision.NO: EndReason.CONSENT_REFUSED,
    Decision.NOT_ASKED_FOR: EndReason.NOT_ASKED_FOR,
    Decision.TIMED_OUT: EndReason.CONSENT_TIMED_OUT,
    Decision.NOBODY_THERE: EndReason.NOBODY_THERE,
    Decision.REFUSED: EndReason.SAFETY,
}


class Rejected(Exception):
    """A message of the exchange that does not hold; the code is stable, the cause is for the audit log."""

    def __init__(self, code: str, cause: str = "") -> None:
        super().__init__(f"{code}: {cause}" if cause else code)
        self.code = code
        self.cause = cause


class Outdated(Exception):
    """What belongs to an attempt that is over; it was on its way, and is dropped without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What the broker asked a device to say hello to."""

    session: SessionId
    device: DeviceId
    attempt: int
    challenge: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKey:
    """A device as the broker knows it: its public key, and how its link signed in."""

    device: DeviceId
    public: bytes
    boot: str
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the instance lays down for one proposal."""

    who: Who
    organization: str
    attended: bool
    seconds: int
    """The longest session that may be proposed; one that was agreed on stays as long as it was."""
    consent_seconds: int
    code: CodeMode
    policy: int
    """The number of the device's newest policy."""
    capabilities: Capabilities
    """The most that may be proposed; what was asked for is cut to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The proposal and the offer that an answer has to belong to."""

    sealed: str
    offer: str
    proposal: Proposal
    digest: bytes


def check_hello(sealed: str, prepared: Prepared, key: DeviceKey) -> Hello:
    """Believe a hello: signed by this device, for this session, attempt, challenge, start and connection.

    Raises Outdated for one that answers an earlier prepare.
    """
    hello, _ = _opened(sealed, HELLO_TYPE, key.public, Hello)
    _require(hello.session == prepared.session, "exchange.other_session")
    if hello.attempt < prepared.attempt:
        raise Outdated
    _require(hello.attempt == prepared.attempt, "exchange.other_attempt")
    _require(hmac.compare_digest(hello.challenge, prepared.challenge), "exchange.other_challenge")
    _require(hello.boot == key.boot, "exchange.other_boot")
    _require(hello.counter == key.counter, "exchange.other_connection")
    return hello


def make_proposal(session: Session, hello: Hello, key: DeviceKey, terms: Terms, previous: str | None) -> Proposal:
    """Write what a session would be, for one attempt."""
    return Proposal(
        session=session.id,
        attempt=hello.attempt,
        device=key.device,
        device_key=hashlib.sha256(key.public).hexdigest(),
        agent_nonce=hello.agent_nonce,
        who=terms.who,
        organization=terms.organization,
        origin=session.ask.origin,
        reason=session.ask.reason,
        request=request_hash(session.ask),
        attended=terms.attended,
        capabilities=ordered(_still_allowed(session) & terms.capabilities),
        seconds=session.ask.seconds if previous else min(session.ask.seconds, terms.seconds),
        consent_seconds=terms.consent_seconds,
        recording=False,
        code=terms.code,
        policy=terms.policy,
        previous=previous,
        visit=visit_of(session),
    )


def request_hash(ask: Ask) -> str:
    """Hash a request as it is stored (SHA-256, hex)."""
    return hashlib.sha256(encode(ask)).hexdigest()


def check_offer(text: str, proposal_hash: bytes) -> Offer:
    """Believe a viewer's offer: it is bound to this very proposal."""
    try:
        offer = decode(text, Offer, max_bytes=MAX_OFFER_BYTES)
    except ProtocolError as fault:
        raise Rejected("exchange.malformed", fault.code) from None
    _require(hmac.compare_digest(offer.proposal, proposal_hash), "exchange.other_proposal")
    return offer


def offer_hash(text: str) -> bytes:
    """Hash an offer's text as it was sent."""
    return document_hash(OFFER_TYPE, text.encode())


def check_accept(
    sealed: str, public: bytes, proposal: Proposal, proposal_hash: bytes, offer: str
) -> tuple[Accept, str]:
    """Believe a device's answer and give it with its hash in hex: bound to proposal and offer, and nothing wider.

    Raises Outdated for the answer to an earlier proposal.
    """
    accept, digest = _opened(sealed, ACCEPT_TYPE, public, Accept)
    _require(accept.session == proposal.session, "exchange.other_session")
    if accept.attempt < proposal.attempt:
        raise Outdated
    _require(accept.attempt == proposal.attempt, "exchange.other_attempt")
    _require(hmac.compare_digest(accept.proposal, proposal_hash), "exchange.other_proposal")
    _require(hmac.compare_digest(accept.offer, offer_hash(offer)), "exchange.other_offer")
    if accept.decision is Decision.YES:
        _require(frozenset(accept.capabilities) <= frozenset(proposal.capabilities), "exchange.too_wide")
        _require(0 < accept.seconds <= proposal.seconds, "exchange.too_long")
        _require(accept.fingerprint is not None and accept.agent_random is not None, "exchange.no_fingerprint")
    return accept, digest.hex()


def check_reply(sealed: str, public: bytes, question: FurtherQuestion, digest: bytes) -> tuple[FurtherAnswer, str]:
    """Believe a device's answer to a further question and give it with its hash in hex: bound to it, nothing wider.

    Raises Outdated for the answer to an earlier question.
    """
    answer, answer_digest = _opened(sealed, REPLY_TYPE, public, FurtherAnswer)
    _require(answer.session == question.session, "exchange.other_session")
    if answer.number < question.number:
        raise Outdated
    _require(hmac.compare_digest(answer.question, digest), "exchange.other_question")
    _require(frozenset(answer.capabilities) <= frozenset(question.capabilities), "exchange.too_wide")
    _require(answer.seconds <= question.seconds, "exchange.too_long")
    given = bool(answer.capabilities) or answer.seconds > 0
    _require(given == (answer.decision is Decision.YES), "exchange.empty_answer")
    return answer, answer_digest.hex()


def check_reveal(offer: str, fingerprint: bytes, random: bytes, sdp: str) -> None:
    """Believe a viewer's reveal: it opens the commitment, and its SDP carries that fingerprint alone."""
    try:
        committed = decode(offer, Offer, max_bytes=MAX_OFFER_BYTES).commitment
    except ProtocolError as fault:
        raise Rejected("exchange.malformed", fault.code) from None
    _require(opens(committed, fingerprint, random), "exchange.bad_commitment")
    check_sdp(sdp, fingerprint)


def check_sdp(sdp: str, fingerprint: bytes | None) -> None:
    """Refuse an SDP whose fingerprints are anything but one SHA-256, the agreed one."""
    expected = fingerprint.hex() if fingerprint else ""
    found = {(kind.lower(), value.replace(":", "").lower()) for kind, value in _FINGERPRINT.findall(sdp)}
    _require(found == {("sha-256", expected)}, "exchange.other_fingerprint")


def check_event(sealed: str, public: bytes, number: int) -> tuple[DeviceEvent, str]:
    """Believe a journalled event of a device."""
    event, digest = _opened(sealed, EVENT_TYPE, public, DeviceEvent)
    _require(event.number == number, "exchange.other_number")
    return event, digest.hex()


def stored(sealed: str, kind: str, expected: type[Payload]) -> tuple[Payload, bytes]:
    """Read a document that was believed before it was stored, with its hash."""
    payload = base64.b64decode(decode(sealed, Envelope, max_bytes=MAX_ENVELOPE_BYTES).p, validate=True)
    return decode(payload, expected), document_hash(kind, payload)


def code_seconds(proposal: Proposal) -> int:
    """Give the time that a person has to type the code, beyond the usual one; none where it is not typed."""
    is_typed = proposal.code is CodeMode.TYPE and proposal.origin is not Origin.OWN
    return CODE_SECONDS if is_typed else 0


def plain_code(code: str) -> str:
    """Take a device's code if it looks like one; it is foreign text."""
    return code if _CODE.fullmatch(code) else "exchange.refused"


def _still_allowed(session: Session) -> Capabilities:
    return frozenset(getattr(session.state, "capabilities", None) or session.ask.capabilities)


def _opened(sealed: str, kind: str, public: bytes, expected: type[Payload]) -> tuple[Payload, bytes]:
    try:
        return open_envelope(sealed.encode(), kind, keys_of(public), expected)
    except (ProtocolError, UnicodeEncodeError) as fault:
        raise Rejected("exchange.not_signed", getattr(fault, "code", "body.not_utf8")) from None


def _require(holds: bool, code: str) -> None:
    if not holds:
        raise Rejected(code)


def kept_of(sealed: str, offer: str) -> Kept:
    """Read both as they were stored."""
    proposal, digest = stored(sealed, PROPOSAL_TYPE, Proposal)
    return Kept(sealed=sealed, offer=offer, proposal=proposal, digest=digest)
