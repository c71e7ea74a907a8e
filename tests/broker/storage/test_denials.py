"""Counting denials."""

from datetime import timedelta

from broker.access.actors import AnonymousActor
from broker.access.permissions import Permission
from broker.storage.denials import TRACKED_LIMIT, Denial, DenialCounter
from tests.fakes.actors import ORG_A, STRANGER, end_user
from tests.fakes.clock import START

READ, OFFER = Permission.AUDIT_READ, Permission.SESSION_OFFER
MINUTE = timedelta(minutes=1)


def test_the_first_denial_is_written_at_once_and_its_repeats_when_the_minute_is_over() -> None:
    counter = DenialCounter()
    assert list(counter.note(STRANGER, READ, START)) == [Denial(actor=STRANGER, permission=READ, times=1)]
    assert [list(counter.note(STRANGER, READ, START)) for _ in range(9)] == [[]] * 9
    assert counter.due(START) == []
    assert counter.due(START + MINUTE) == [Denial(actor=STRANGER, permission=READ, times=9)]
    assert counter.due(START + MINUTE) == []


def test_a_denial_that_was_not_repeated_is_not_written_twice() -> None:
    counter = DenialCounter()
    counter.note(STRANGER, READ, START)
    assert counter.due(START + MINUTE) == []


def test_each_actor_and_permission_is_counted_apart() -> None:
    counter = DenialCounter()
    noted = [
        list(counter.note(actor, permission, START))
        for actor in (STRANGER, end_user(ORG_A))
        for permission in (READ, OFFER)
    ]
    assert [len(denials) for denials in noted] == [1, 1, 1, 1]


def test_the_next_minute_brings_the_last_ones_repeats_along() -> None:
    counter = DenialCounter()
    for _ in range(4):
        counter.note(STRANGER, READ, START)
    assert [denial.times for denial in counter.note(STRANGER, READ, START + MINUTE)] == [3, 1]


def test_a_date_that_is_put_back_hides_nothing() -> None:
    counter = DenialCounter()
    counter.note(STRANGER, READ, START)
    counter.note(STRANGER, READ, START)
    assert [denial.times for denial in counter.note(STRANGER, READ, START - MINUTE)] == [1, 1]


def test_a_flood_from_many_addresses_is_counted_as_one_beyond_the_limit() -> None:
    counter = DenialCounter()
    crowd = [AnonymousActor(address=str(number)) for number in range(TRACKED_LIMIT + 50)]
    written = [len(list(counter.note(actor, READ, START))) for actor in crowd]
    assert sum(written) == TRACKED_LIMIT + 1
    assert counter.due(None) == [Denial(actor=AnonymousActor(address="many addresses"), permission=READ, times=49)]


def test_beyond_the_limit_people_who_are_signed_in_still_count_for_themselves() -> None:
    counter = DenialCounter()
    for number in range(TRACKED_LIMIT):
        counter.note(AnonymousActor(address=str(number)), READ, START)
    assert list(counter.note(end_user(ORG_A), READ, START)) == [Denial(actor=end_user(ORG_A), permission=READ, times=1)]
