"""The device's half of the trust exchange, as checks without I/O: what is believed, and what is signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from protocol.capabilities import AVAILABLE, Capability, is_meaningful, is_narrower_or_equal, ordered
from protocol.codec import decode, encode
from protocol.envelope import document_hash, open_envelope
from protocol.errors import Untrusted
from protocol.exchange import Transcript, opens
from protocol.grant import (
    ACCEPT_TYPE,
    LEASE_TYPE,
    MIN_SESSION_SECONDS,
    NONCE_SECONDS,
    OFFER_TYPE,
    PROPOSAL_TYPE,
    QUESTION_TYPE,
    Accept,
    CodeMode,
    Decision,
    FurtherAnswer,
    FurtherQuestion,
    Lease,
    More,
    Offer,
    Origin,
    Proposal,
    Visit,
    Who,
)
from protocol.identifiers import DeviceId, KeyId, SessionId

MAX_OFFER_BYTES: Final = 1024
_CODES: Final = tuple(CodeMode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """What this device allows at most, whatever the broker says."""

    capabilities: frozenset[Capability] = AVAILABLE
    seconds: int = 12 * 3600
    asked_seconds: int = 12 * 3600
    """The longest time that a person may be asked for; what was agreed on before stays as it was."""
    consent_seconds: int = 600
    code: CodeMode = CodeMode.OFF
    """The least that is done with the code."""
    attended: bool = True
    """Whether a session may begin where somebody is there to be asked."""
    extension: bool = True
    """Whether the person may be asked for more time."""
    own_access: bool = True
    """Whether its owner may come from elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nonce:
    """A fresh single-use number that the next proposal must carry."""

    session: SessionId
    attempt: int
    value: bytes
    made_at: float

    def is_current(self, now: float) -> bool:
        """Tell whether it still counts, by the device's monotonic clock."""
        return 0 <= now - self.made_at < NONCE_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A proposal that holds, with the viewer's offer bound to it."""

    proposal: Proposal
    proposal_hash: bytes
    offer: Offer
    offer_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedMore:
    """A further question that holds, with its hash."""

    question: FurtherQuestion
    question_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What the person was shown when they said yes, what was settled with it, and which proposals rest on that."""

    who: Who
    organization: str
    """For whom they work, as the window said."""
    recording: bool
    attended: bool
    """Whether somebody was there to be asked when it began; what a later attempt says of that changes nothing."""
    resume_seconds: int
    """How long it waits for who was lost, as the policy said when it began."""
    code: CodeMode
    """What was done with the code when it began; a later attempt does no less."""
    origin: Origin
    """Which way it began; what lets somebody in, and what ends it, hangs on that."""
    visit: Visit | None
    proposals: tuple[str, ...]
    asked_person: bool = False
    """Whether somebody said yes; a rule of the settings, or silence, is nobody's word."""
    display: str | None = None
    """The one screen that the person gave; None where they gave all."""
    advance: str | None = None
    """The window ahead of time that it rests on; None where somebody or something else said yes."""
    capabilities: tuple[Capability, ...] = ()
    """What the first yes gave, or what was left of it where it was taken up again."""
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What runs now, that a further question is measured against."""

    device: DeviceId
    session: SessionId
    attempt: int
    newest: int
    """The newest further question that this session has seen."""
    agreed: Agreed
    ceiling: Ceiling


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the device remembers that a proposal is measured against."""

    device: DeviceId
    device_key: str
    nonce: Nonce | None
    last_attempt: int
    policy: int
    ceiling: Ceiling


def check_proposal(sealed: str, offer_text: str, keys: Mapping[KeyId, bytes], memory: Memory, now: float) -> Asked:
    """Believe a proposal and its offer, or raise Malformed or Untrusted with the code of the first broken rule."""
    proposal, proposal_hash = open_envelope(sealed.encode(), PROPOSAL_TYPE, keys, Proposal)
    _check_for_this_device(proposal, memory, now)
    _check_limits(proposal, memory)
    offer = decode(offer_text, Offer, max_bytes=MAX_OFFER_BYTES)
    if offer.proposal != proposal_hash:
        raise Untrusted("exchange.other_proposal")
    return Asked(
        proposal=proposal,
        proposal_hash=proposal_hash,
        offer=offer,
        offer_hash=document_hash(OFFER_TYPE, offer_text.encode()),
    )


def _check_for_this_device(proposal: Proposal, memory: Memory, now: float) -> None:
    if proposal.device != memory.device or proposal.device_key != memory.device_key:
        raise Untrusted("exchange.other_device")
    nonce = memory.nonce
    if nonce is None or proposal.agent_nonce != nonce.value or not nonce.is_current(now):
        raise Untrusted("exchange.replayed")
    if (proposal.session, proposal.attempt) != (nonce.session, nonce.attempt):
        raise Untrusted("exchange.other_session")
    if proposal.attempt <= memory.last_attempt:
        raise Untrusted("exchange.old_attempt")
    if proposal.policy < memory.policy:
        raise Untrusted("exchange.old_policy")


def _check_limits(proposal: Proposal, memory: Memory) -> None:
    if not memory.ceiling.capabilities:
        raise Untrusted("exchange.support_off")
    if not is_meaningful(proposal.capabilities):
        raise Untrusted("exchange.nothing_to_see")
    if not is_narrower_or_equal(proposal.capabilities, memory.ceiling.capabilities):
        raise Untrusted("exchange.too_wide")
    if proposal.origin is Origin.OWN and not memory.ceiling.own_access:
        raise Untrusted("exchange.own_access_off")
    if proposal.seconds > memory.ceiling.seconds:
        raise Untrusted("exchange.too_long")
    if proposal.previous is None:
        _check_question(proposal, memory.ceiling)


def _check_question(proposal: Proposal, ceiling: Ceiling) -> None:
    """Check what a question to the person is measured by; further attempts of a session ask nobody."""
    if proposal.attended and not ceiling.attended:
        raise Untrusted("exchange.no_session_here")
    if proposal.seconds > ceiling.asked_seconds or proposal.consent_seconds > ceiling.consent_seconds:
        raise Untrusted("exchange.too_long")
    is_visit = proposal.origin is Origin.UNATTENDED
    if is_visit is not (proposal.visit is not None):
        raise Untrusted("exchange.no_visit")
    least = CodeMode.TYPE if is_visit and proposal.attended else ceiling.code
    if _CODES.index(proposal.code) < _CODES.index(least):
        raise Untrusted("exchange.code_left_out")


def stricter_code(one: CodeMode, other: CodeMode) -> CodeMode:
    """Give the one of two that proves more."""
    return max(one, other, key=_CODES.index)


def check_resumed(proposal: Proposal, agreed: Agreed) -> None:
    """Refuse a further attempt, which nobody is asked about, where it is not what the person said yes to."""
    if proposal.previous not in agreed.proposals:
        raise Untrusted("exchange.nothing_to_resume")
    if (_person(proposal.who), proposal.organization) != (_person(agreed.who), agreed.organization):
        raise Untrusted("exchange.other_person")
    if (proposal.origin, proposal.visit) != (agreed.origin, agreed.visit):
        raise Untrusted("exchange.other_origin")
    if proposal.recording and not agreed.recording:
        raise Untrusted("exchange.too_wide")


def check_question(sealed: str, keys: Mapping[KeyId, bytes], present: Present) -> AskedMore:
    """Believe a further question, or raise Malformed or Untrusted with the code of the first broken rule."""
    question, question_hash = open_envelope(sealed.encode(), QUESTION_TYPE, keys, FurtherQuestion)
    if question.device != present.device:
        raise Untrusted("exchange.other_device")
    if (question.session, question.attempt) != (present.session, present.attempt):
        raise Untrusted("exchange.other_session")
    if question.number <= present.newest:
        raise Untrusted("exchange.replayed")
    if question.previous not in present.agreed.proposals:
        raise Untrusted("exchange.other_proposal")
    if _person(question.who) != _person(present.agreed.who):
        raise Untrusted("exchange.other_person")
    if not is_narrower_or_equal(question.capabilities, present.ceiling.capabilities):
        raise Untrusted("exchange.too_wide")
    if question.more is More.EXTEND and not present.ceiling.extension:
        raise Untrusted("exchange.no_extension")
    if question.seconds > min(present.ceiling.seconds, present.ceiling.asked_seconds):
        raise Untrusted("exchange.too_long")
    if question.consent_seconds > present.ceiling.consent_seconds:
        raise Untrusted("exchange.too_long")
    if question.more is More.EXTEND and question.seconds < MIN_SESSION_SECONDS:
        raise Untrusted("exchange.too_short")
    return AskedMore(question=question, question_hash=question_hash)


def reply(asked: AskedMore, decision: Decision, capabilities: tuple[Capability, ...], seconds: int) -> FurtherAnswer:
    """Answer a further question; a yes is cut to what was asked, and one that gives nothing is a no."""
    question = asked.question
    given = ordered(frozenset(capabilities) & frozenset(question.capabilities))
    longer = min(seconds, question.seconds)
    if decision is Decision.YES and not (given if question.more is More.WIDEN else longer):
        decision = Decision.NO
    yes = decision is Decision.YES
    return FurtherAnswer(
        session=question.session,
        number=question.number,
        question=asked.question_hash,
        decision=decision,
        capabilities=given if yes and question.more is More.WIDEN else (),
        seconds=longer if yes and question.more is More.EXTEND else 0,
    )


def _person(who: Who) -> tuple[str, str, str]:
    # How they signed in may be another way by now.
    return who.name, who.email, who.company


def accept(
    asked: Asked,
    *,
    capabilities: tuple[Capability, ...],
    seconds: int,
    fingerprint: bytes,
    agent_random: bytes,
    asked_person: bool,
    in_advance: bool = False,
) -> Accept:
    """Write the yes; it is cut to what was asked, whatever came from the window."""
    return Accept(
        session=asked.proposal.session,
        attempt=asked.proposal.attempt,
        proposal=asked.proposal_hash,
        offer=asked.offer_hash,
        decision=Decision.YES,
        asked_person=asked_person,
        in_advance=in_advance,
        capabilities=ordered(frozenset(capabilities) & frozenset(asked.proposal.capabilities)),
        seconds=min(seconds, asked.proposal.seconds),
        fingerprint=fingerprint,
        agent_random=agent_random,
    )


def refuse(asked: Asked, decision: Decision, *, asked_person: bool) -> Accept:
    """Write the no, with its kind."""
    return Accept(
        session=asked.proposal.session,
        attempt=asked.proposal.attempt,
        proposal=asked.proposal_hash,
        offer=asked.offer_hash,
        decision=decision,
        asked_person=asked_person,
        capabilities=(),
        seconds=0,
        fingerprint=None,
        agent_random=None,
    )


def check_reveal(asked: Asked, answer: Accept, accept_hash: bytes, fingerprint: bytes, random: bytes) -> Transcript:
    """Check that the viewer is the one that committed itself before the person was asked."""
    if answer.fingerprint is None or answer.agent_random is None:
        raise Untrusted("exchange.not_accepted")
    if not opens(asked.offer.commitment, fingerprint, random):
        raise Untrusted("exchange.other_viewer")
    return Transcript(
        proposal=asked.proposal_hash,
        offer=asked.offer_hash,
        accept=accept_hash,
        viewer_fingerprint=fingerprint,
        viewer_random=random,
        agent_fingerprint=answer.fingerprint,
        agent_random=answer.agent_random,
    )


def accept_hash_of(answer: Accept) -> bytes:
    """Hash an accept as signed."""
    return document_hash(ACCEPT_TYPE, encode(answer))


def check_lease(sealed: str, keys: Mapping[KeyId, bytes], session: SessionId, attempt: int) -> Lease:
    """Believe a lease for the session that runs and no attempt beyond its newest."""
    lease, _ = open_envelope(sealed.encode(), LEASE_TYPE, keys, Lease)
    if lease.session != session or lease.attempt > attempt:
        raise Untrusted("exchange.other_session")
    return lease
