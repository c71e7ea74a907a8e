"""The hash chain of an organization's entries: how it grows, and where it was tampered with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from broker.audit.entry import FIRST_SEQUENCE, NO_HASH, ChainedEntry, Entry, hash_of
from protocol.identifiers import OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a chain: the number and hash of its newest entry."""

    sequence: int = FIRST_SEQUENCE - 1
    hash: str = NO_HASH


EMPTY = Head()


def extend(head: Head, entries: Sequence[Entry]) -> tuple[Head, list[ChainedEntry]]:
    """Put entries at the end of a chain, in their order."""
    chained: list[ChainedEntry] = []
    for entry in entries:
        sequence = head.sequence + 1
        digest = hash_of(entry, sequence, head.hash)
        chained.append(ChainedEntry(entry=entry, sequence=sequence, previous=head.hash, hash=digest))
        head = Head(sequence=sequence, hash=digest)
    return head, chained


class Tampering(StrEnum):
    """What was done to a chain at the place where it breaks first."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"
    REPEATED = "repeated"
    FOREIGN = "foreign"
    UNSIGNED = "unsigned"  # the chain holds, but the checkpoint at this entry is not one of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Every entry from the start on is as it was written; `head` is the last one."""

    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first entry that is not as it was written; all before it holds."""

    sequence: int
    how: Tampering
    holds_to: Head


Verdict: TypeAlias = Verified | Broken


def verify(
    entries: Iterable[ChainedEntry],
    *,
    organization: OrganizationId,
    start: Head = EMPTY,
    head: Head | None = None,
    checkpoints: Mapping[int, str] | None = None,
) -> Verdict:
    """Check the entries that follow `start`, against the stored `head` and the hashes in signed checkpoints.

    The checkpoints are what notices a chain that was rewritten whole, with all its hashes.
    """
    before, holds = start, start
    remaining = iter(entries)
    for entry in remaining:
        how = _fault(entry, holds, organization, remaining)
        expected = holds.sequence + 1
        if how is None and (checkpoints or {}).get(expected, entry.hash) != entry.hash:
            how = Tampering.CHANGED
        if how is Tampering.CHANGED and holds != start and _was_written_after_another(entry, holds):
            return Broken(sequence=holds.sequence, how=how, holds_to=before)
        if how is not None:
            return Broken(sequence=expected, how=how, holds_to=holds)
        before, holds = holds, Head(sequence=entry.sequence, hash=entry.hash)
    return _compare_end(holds, head, checkpoints or {})


def _fault(
    entry: ChainedEntry, holds: Head, organization: OrganizationId, remaining: Iterator[ChainedEntry]
) -> Tampering | None:
    expected = holds.sequence + 1
    if entry.entry.organization != organization:
        return Tampering.FOREIGN
    if entry.sequence < expected:
        return Tampering.REPEATED
    if entry.sequence == expected and _fits(entry, holds):
        return None
    if any(_fits(later, holds) for later in remaining):
        return Tampering.REORDERED
    return Tampering.MISSING if entry.sequence > expected else Tampering.CHANGED


def _fits(entry: ChainedEntry, holds: Head) -> bool:
    """Tell whether this is the entry that was written right after `holds`, whatever number it bears now."""
    return entry.previous == holds.hash and entry.hash == hash_of(entry.entry, holds.sequence + 1, holds.hash)


def _was_written_after_another(entry: ChainedEntry, holds: Head) -> bool:
    """Tell whether the entry itself is whole, so that it was the one before it that was given a new hash."""
    return entry.previous != holds.hash and entry.hash == hash_of(entry.entry, entry.sequence, entry.previous)


def _compare_end(holds: Head, head: Head | None, checkpoints: Mapping[int, str]) -> Verdict:
    last = max([*checkpoints, head.sequence if head else 0])
    if last > holds.sequence:
        return Broken(sequence=holds.sequence + 1, how=Tampering.MISSING, holds_to=holds)
    if head is not None and head != holds:
        return Broken(sequence=holds.sequence, how=Tampering.CHANGED, holds_to=holds)
    return Verified(head=holds)
