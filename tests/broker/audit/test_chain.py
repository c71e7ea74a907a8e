"""The chain: each way to tamper with it is found, named and placed."""

import dataclasses
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.access.actors import ActorTitle
from broker.audit.chain import EMPTY, Broken, Head, Tampering, Verified, extend, verify
from broker.audit.entry import ChainedEntry, Entry, hash_of, new_entry
from broker.audit.kinds import AuditKind
from tests.fakes.actors import ORG_A, ORG_B, named
from tests.fakes.clock import START

ACTOR = ActorTitle(kind="system", id="test", name="Handrail")


def entry(number: int, organization: str = ORG_A) -> Entry:
    return new_entry(
        id=named(f"e{number}"),
        organization=ORG_A if organization == ORG_A else ORG_B,
        at=START + timedelta(seconds=number),
        kind=AuditKind.SETTINGS_CHANGED,
        actor=ACTOR,
        detail={"number": number},
    )


def chain(length: int) -> tuple[Head, list[ChainedEntry]]:
    return extend(EMPTY, [entry(number) for number in range(length)])


def rewritten(entries: Sequence[ChainedEntry], place: int) -> ChainedEntry:
    """Change what an entry says and give it the hash that fits, as somebody with the database could."""
    old = entries[place]
    changed = dataclasses.replace(old.entry, detail='{"number":-1}')
    return dataclasses.replace(old, entry=changed, hash=hash_of(changed, old.sequence, old.previous))


def check(entries: Sequence[ChainedEntry], head: Head | None = None) -> Verified | Broken:
    return verify(entries, organization=ORG_A, head=head)


lengths = st.integers(min_value=1, max_value=12)


@given(lengths, st.data())
def test_a_whole_chain_verifies_from_the_start_and_from_any_place(length: int, data: st.DataObject) -> None:
    head, entries = chain(length)
    assert check(entries, head) == Verified(head=head)
    place = data.draw(st.integers(0, length - 1))
    start = Head(sequence=entries[place].sequence, hash=entries[place].hash)
    assert verify(entries[place + 1 :], organization=ORG_A, start=start, head=head) == Verified(head=head)


def test_an_empty_chain_verifies() -> None:
    assert check([], EMPTY) == Verified(head=EMPTY)


def test_a_chain_grown_in_parts_is_the_same_as_one_grown_at_once() -> None:
    head, first = extend(EMPTY, [entry(0), entry(1)])
    head, second = extend(head, [entry(2)])
    assert (head, first + second) == chain(3)


@given(lengths, st.data())
def test_a_changed_entry_is_named(length: int, data: st.DataObject) -> None:
    head, entries = chain(length)
    place = data.draw(st.integers(0, length - 1))
    entries[place] = dataclasses.replace(rewritten(entries, place), hash=entries[place].hash)
    found = check(entries, head)
    assert isinstance(found, Broken)
    assert (found.sequence, found.how) == (place + 1, Tampering.CHANGED)
    assert found.holds_to.sequence == place


@given(lengths, st.data())
def test_a_changed_entry_with_a_fitting_hash_is_named_too(length: int, data: st.DataObject) -> None:
    head, entries = chain(length)
    place = data.draw(st.integers(0, length - 1))
    entries[place] = rewritten(entries, place)
    found = check(entries, head)
    assert isinstance(found, Broken)
    assert (found.sequence, found.how) == (place + 1, Tampering.CHANGED)


@given(lengths, st.data())
def test_a_missing_entry_is_named_even_the_last_one(length: int, data: st.DataObject) -> None:
    head, entries = chain(length)
    place = data.draw(st.integers(0, length - 1))
    del entries[place]
    found = check(entries, head)
    assert isinstance(found, Broken)
    assert (found.sequence, found.how) == (place + 1, Tampering.MISSING)


@given(st.integers(min_value=2, max_value=12), st.data())
def test_entries_that_changed_places_are_named(length: int, data: st.DataObject) -> None:
    head, entries = chain(length)
    one = data.draw(st.integers(0, length - 2))
    other = data.draw(st.integers(one + 1, length - 1))
    entries[one], entries[other] = entries[other], entries[one]
    found = check(entries, head)
    assert isinstance(found, Broken)
    assert (found.sequence, found.how) == (one + 1, Tampering.REORDERED)


@given(st.integers(min_value=2, max_value=12), st.data())
def test_entries_whose_numbers_were_exchanged_are_named(length: int, data: st.DataObject) -> None:
    head, entries = chain(length)
    one = data.draw(st.integers(0, length - 2))
    other = data.draw(st.integers(one + 1, length - 1))
    entries[one], entries[other] = (
        dataclasses.replace(entries[other], sequence=one + 1),
        dataclasses.replace(entries[one], sequence=other + 1),
    )
    found = check(entries, head)
    assert isinstance(found, Broken)
    assert (found.sequence, found.how) == (one + 1, Tampering.REORDERED)


@given(lengths, st.data())
def test_an_entry_that_stands_twice_is_named(length: int, data: st.DataObject) -> None:
    head, entries = chain(length)
    place = data.draw(st.integers(0, length - 1))
    entries.insert(place + 1, entries[place])
    found = check(entries, head)
    assert isinstance(found, Broken)
    assert (found.sequence, found.how) == (place + 2, Tampering.REPEATED)


def test_an_entry_of_another_organization_is_named() -> None:
    _, entries = chain(3)
    entries[1] = dataclasses.replace(entries[1], entry=entry(1, ORG_B))
    found = check(entries)
    assert isinstance(found, Broken)
    assert (found.sequence, found.how) == (2, Tampering.FOREIGN)


def test_a_chain_that_was_rewritten_whole_is_given_away_by_a_checkpoint() -> None:
    _, entries = chain(6)
    head, forged = extend(EMPTY, [entry(number + 100) for number in range(6)])
    assert check(forged, head) == Verified(head=head)
    found = verify(forged, organization=ORG_A, head=head, checkpoints={4: entries[3].hash})
    assert isinstance(found, Broken)
    assert (found.sequence, found.how) == (4, Tampering.CHANGED)


def test_a_chain_cut_short_with_its_head_is_given_away_by_a_checkpoint() -> None:
    _, entries = chain(6)
    head = Head(sequence=3, hash=entries[2].hash)
    assert check(entries[:3], head) == Verified(head=head)
    found = verify(entries[:3], organization=ORG_A, head=head, checkpoints={5: entries[4].hash})
    assert isinstance(found, Broken)
    assert (found.sequence, found.how) == (4, Tampering.MISSING)


@pytest.mark.parametrize("head", [Head(sequence=3, hash="f" * 64), Head(sequence=2, hash="f" * 64)])
def test_a_head_that_does_not_fit_the_last_entry_is_noticed(head: Head) -> None:
    _, entries = chain(3)
    assert isinstance(check(entries, head), Broken)
