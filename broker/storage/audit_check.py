"""Checking the stored chains, and signing how far they have come."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import func, select

from broker.audit.chain import EMPTY, Broken, Head, Tampering, Verdict, Verified, verify
from broker.audit.checkpoint import Checkpoint, Sign, SignedCheckpoint, sign_checkpoint, signed_head
from broker.audit.entry import ChainedEntry
from broker.storage.audit_log import entry_of, read_head
from broker.storage.tables import audit_entries, audit_heads, checkpoints
from broker.storage.work import Change, Upkeep, View
from protocol.envelope import Keys
from protocol.errors import ProtocolError
from protocol.identifiers import OrganizationId

_BATCH: Final = 1000  # rows held at once while a chain is checked


def chains(view: View) -> list[OrganizationId]:
    """List the chains within the view's reach."""
    listing = select(audit_heads.c.organization_id).where(view.within_reach(audit_heads.c.organization_id))
    return [OrganizationId(name) for name in view.connection.execute(listing.order_by("organization_id")).scalars()]


def check_chain(view: View, organization: OrganizationId, *, start: Head = EMPTY, keys: Keys | None = None) -> Verdict:
    """Check a chain from `start` (a head that was verified before) to its end.

    With `keys`, all checkpoint keys there ever were, the checkpoints themselves are checked too, and what they state
    counts, not what stands beside them; without, whoever can write the database can write checkpoints as well.
    """
    stated, unsigned = _checkpoints(view, organization, start, keys)
    verdict = verify(
        _stored(view, organization, start),
        organization=organization,
        start=start,
        head=read_head(view.connection, organization),
        checkpoints=stated,
    )
    if isinstance(verdict, Verified) and unsigned:
        first = min(unsigned)
        believed = max((sequence for sequence in stated if sequence < first), default=None)
        holds_to = start if believed is None else Head(sequence=believed, hash=stated[believed])
        return Broken(sequence=first, how=Tampering.UNSIGNED, holds_to=holds_to)
    return verdict


def _stored(view: View, organization: OrganizationId, start: Head) -> Iterator[ChainedEntry]:
    reading = (
        select(audit_entries)
        .where(audit_entries.c.organization_id == organization, audit_entries.c.sequence > start.sequence)
        .order_by(audit_entries.c.sequence)
        .execution_options(yield_per=_BATCH)
    )
    for row in view.connection.execute(reading):
        yield entry_of(row)


def _checkpoints(
    view: View, organization: OrganizationId, start: Head, keys: Keys | None
) -> tuple[dict[int, str], set[int]]:
    """Give the hashes that checkpoints state, by number, and the numbers of those that cannot be believed."""
    reading = select(checkpoints).where(
        checkpoints.c.organization_id == organization, checkpoints.c.sequence > start.sequence
    )
    stated: dict[int, str] = {}
    unsigned: set[int] = set()
    for row in view.connection.execute(reading):
        try:
            head = Head(sequence=row.sequence, hash=row.hash)
            head = head if keys is None else signed_head(row.signed, organization, keys)
        except ProtocolError:
            unsigned.add(row.sequence)
            continue
        if head.sequence != row.sequence:
            unsigned.add(row.sequence)
        if head.sequence > start.sequence:
            stated[head.sequence] = head.hash
    return stated, unsigned


def newest_checkpoint(view: View, organization: OrganizationId) -> SignedCheckpoint | None:
    """Read the newest checkpoint of a chain."""
    reading = select(checkpoints).where(checkpoints.c.organization_id == organization)
    row = view.connection.execute(reading.order_by(checkpoints.c.sequence.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    head = Head(sequence=row.sequence, hash=row.hash)
    return SignedCheckpoint(
        checkpoint=Checkpoint(organization=organization, head=head, at=row.at),
        signed=row.signed,
    )


def contradicts(view: View, organization: OrganizationId, sequence: int, stated: str) -> bool:
    """Tell whether a witness saw another entry at this place than the one that is stored, or one that is gone."""
    if sequence == EMPTY.sequence:
        return False
    entry = audit_entries.c
    reading = select(entry.hash).where(entry.organization_id == organization, entry.sequence == sequence)
    return bool(view.connection.execute(reading).scalar_one_or_none() != stated)


def waiting_for_checkpoint(view: View) -> dict[OrganizationId, int]:
    """Count for each chain within reach the newest entries that no checkpoint covers yet."""
    heads, points = audit_heads.c, checkpoints.c
    covered = select(func.max(points.sequence)).where(points.organization_id == heads.organization_id).scalar_subquery()
    waiting = heads.sequence - func.coalesce(covered, EMPTY.sequence)
    query = select(heads.organization_id, waiting.label("waiting")).where(view.within_reach(heads.organization_id))
    rows = view.connection.execute(query.order_by(heads.organization_id))
    return {OrganizationId(row.organization_id): row.waiting for row in rows}


def make_checkpoints(change: Change, sign: Sign) -> list[SignedCheckpoint]:
    """Sign how far each chain within reach has come; chains that their newest checkpoint covers are left alone."""
    made = [
        _make_checkpoint(change, organization, sign)
        for organization, waiting in waiting_for_checkpoint(change).items()
        if waiting > 0
    ]
    if made:
        change.needs_no_entry(Upkeep.CHECKPOINT)
    else:
        change.nothing_changed()
    return made


def _make_checkpoint(change: Change, organization: OrganizationId, sign: Sign) -> SignedCheckpoint:
    head = read_head(change.connection, organization)
    signed = sign_checkpoint(Checkpoint(organization=organization, head=head, at=change.now), sign)
    change.connection.execute(
        checkpoints.insert().values(
            organization_id=organization,
            sequence=head.sequence,
            hash=head.hash,
            at=change.now,
            signed=signed.signed,
        )
    )
    return signed
