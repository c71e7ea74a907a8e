"""What the device keeps on disk of a session: enough to resume it after a crash, and the receipts."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec

from agent.exchange import Agreed, Asked
from agent.permit import Permit
from certs.files import write_private
from protocol.capabilities import Capability, ordered
from protocol.grant import Accept, CodeMode, Origin, Proposal, Visit, Who
from protocol.identifiers import SessionId
from protocol.links.core_desktop import MAX_RECEIPTS, Receipt
from protocol.policy import Running

MAX_PROPOSALS: Final = 20
_LIVE: Final = "live.json"
_RECEIPTS: Final = "receipts.json"
_SEEN: Final = "visits_seen.json"
_OFFERS: Final = "offers.json"


class OffersMade(msgspec.Struct, frozen=True, kw_only=True):
    """When offers of help reached the person lately, in monotonic seconds of a boot."""

    boot: str
    at: tuple[float, ...]


class LiveRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The yes that stands, for as long as a new attempt may lean on it. Times are this boot's monotonic seconds."""

    session: SessionId
    boot: str
    attempt: int
    proposals: tuple[str, ...]
    """Hashes (hex) of this session's proposals, any of which a resuming one may name as its previous."""
    accept: str
    """The newest yes, as signed."""
    capabilities: tuple[Capability, ...]
    who: Who
    organization: str
    recording: bool
    attended: bool
    resume_seconds: int
    code: CodeMode
    origin: Origin
    visit: Visit | None
    asked_person: bool
    display: str | None = None
    advance: str | None = None
    ends_at: float
    alive_at: float

    @property
    def agreed(self) -> Agreed:
        """What the person said yes to."""
        return Agreed(
            who=self.who,
            organization=self.organization,
            recording=self.recording,
            attended=self.attended,
            resume_seconds=self.resume_seconds,
            code=self.code,
            origin=self.origin,
            visit=self.visit,
            asked_person=self.asked_person,
            capabilities=self.capabilities,
            proposals=self.proposals,
            display=self.display,
            advance=self.advance,
        )

    def allows_resume(self, session: SessionId, boot: str, now: float) -> bool:
        """Tell whether a new attempt may go on without a new question, if it is what was agreed on."""
        return (
            self.session == session
            and self.boot == boot
            and now < self.ends_at
            and 0 <= now - self.alive_at < self.resume_seconds
        )


def agreed_in(first: Proposal, running: Running, record: LiveRecord | None, *, attended: bool) -> Agreed:
    """Say what the person agrees to with the proposal that they see, or agreed to where a record is taken up."""
    if record is not None:
        return record.agreed
    return Agreed(
        who=first.who,
        organization=first.organization,
        recording=first.recording,
        attended=attended,
        resume_seconds=running.resume_seconds,
        code=first.code,
        origin=first.origin,
        visit=first.visit,
        proposals=(),
    )


def agreed_again(before: Agreed, asked: Asked) -> Agreed:
    """Add the proposal of a further attempt; the first is the one that the person saw, and that the broker names."""
    first, *others = (*before.proposals, asked.proposal_hash.hex())
    return replace(before, proposals=(first, *others[-MAX_PROPOSALS:]))


def agreed_by(before: Agreed, asked: Asked, answer: Accept) -> Agreed:
    """Add a first yes, or one by which a record is taken up; then whoever said yes before still did."""
    return replace(
        before,
        proposals=(*before.proposals, asked.proposal_hash.hex()),
        asked_person=before.asked_person or answer.asked_person,
        capabilities=answer.capabilities,
        seconds=answer.seconds,
    )


def record_of(
    proposal: Proposal, boot: str, agreed: Agreed, accept: str, permit: Permit, *, alive_at: float
) -> LiveRecord:
    """Write down the yes that stands; `proposal` is the newest attempt's, `accept` its answer as signed."""
    return LiveRecord(
        session=proposal.session,
        boot=boot,
        attempt=proposal.attempt,
        proposals=agreed.proposals,
        accept=accept,
        capabilities=ordered(permit.capabilities),
        who=agreed.who,
        organization=agreed.organization,
        recording=agreed.recording,
        attended=agreed.attended,
        resume_seconds=agreed.resume_seconds,
        code=agreed.code,
        origin=agreed.origin,
        visit=agreed.visit,
        asked_person=agreed.asked_person,
        display=agreed.display,
        advance=agreed.advance,
        ends_at=permit.ends_at,
        alive_at=alive_at,
    )


class SessionFiles:
    """The record of the session that runs, and the receipts of those that ended."""

    def __init__(self, state: Path) -> None:
        self._state = state

    def live(self) -> LiveRecord | None:
        """Read the record of a session that may be resumed."""
        try:
            return msgspec.json.decode((self._state / _LIVE).read_bytes(), type=LiveRecord)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def keep_live(self, record: LiveRecord) -> None:
        """Store the record."""
        write_private(self._state / _LIVE, msgspec.json.encode(record))

    def forget_live(self) -> None:
        """The session has ended."""
        (self._state / _LIVE).unlink(missing_ok=True)

    def offers(self, boot: str) -> tuple[float, ...]:
        """Read when offers reached the person; those before this boot are none of its seconds."""
        try:
            kept = msgspec.json.decode((self._state / _OFFERS).read_bytes(), type=OffersMade)
        except (FileNotFoundError, msgspec.DecodeError):
            return ()
        return kept.at if kept.boot == boot else ()

    def keep_offers(self, made: OffersMade) -> None:
        """Store them."""
        write_private(self._state / _OFFERS, msgspec.json.encode(made))

    def receipts(self, *, running: SessionId | None = None) -> tuple[Receipt, ...]:
        """Read the receipts, newest first; that of the session that runs is not complete yet, and left out."""
        try:
            kept = msgspec.json.decode((self._state / _RECEIPTS).read_bytes(), type=tuple[Receipt, ...])
        except (FileNotFoundError, msgspec.DecodeError):
            return ()
        return tuple(receipt for receipt in kept if receipt.session != running)

    def receipt_of(self, session: SessionId) -> Receipt | None:
        """Read what is kept of a session that was seen, whether it has ended or not."""
        return next((receipt for receipt in self.receipts() if receipt.session == session), None)

    def visits(self, *, running: SessionId | None = None) -> tuple[Receipt, ...]:
        """Read the receipts of sessions to which nobody said yes, and that the person has not seen yet."""
        seen = self._seen()
        receipts = self.receipts(running=running)
        return tuple(receipt for receipt in receipts if _is_visit(receipt) and receipt.session not in seen)

    def see(self, sessions: Iterable[str]) -> None:
        """The person has seen these."""
        kept = {receipt.session for receipt in self.receipts() if _is_visit(receipt)}
        write_private(self._state / _SEEN, msgspec.json.encode(sorted(kept & (self._seen() | set(sessions)))))

    def unsee(self, session: SessionId) -> None:
        """A session that the person has seen goes on: what follows is news again."""
        seen = self._seen()
        if session in seen:
            write_private(self._state / _SEEN, msgspec.json.encode(sorted(seen - {session})))

    def _seen(self) -> frozenset[str]:
        try:
            return msgspec.json.decode((self._state / _SEEN).read_bytes(), type=frozenset[str])
        except (FileNotFoundError, msgspec.DecodeError):
            return frozenset()

    def add_receipt(self, receipt: Receipt) -> None:
        """Store a receipt in the place of one of the same session; the oldest give way."""
        others = (each for each in self.receipts() if each.session != receipt.session)
        kept = (receipt, *others)[:MAX_RECEIPTS]
        write_private(self._state / _RECEIPTS, msgspec.json.encode(kept))


def _is_visit(receipt: Receipt) -> bool:
    """Tell whether nobody said yes to it: by a rule nobody was asked, or nobody answered, which was a yes."""
    return receipt.unasked or not (receipt.asked_person or receipt.in_advance)
