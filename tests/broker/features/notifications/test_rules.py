"""What people can be told of, in which ways, and what is usual."""

import pytest

from broker.access.actors import AccountKind
from broker.audit.kinds import AuditKind
from broker.errors import BadInput
from broker.features.notifications.rules import (
    TELLS,
    Happening,
    NoticeWay,
    check_choices,
    read_ways,
    spelled,
    usual,
    write_ways,
)


def test_staff_are_told_what_waits_for_them_and_end_users_what_becomes_of_theirs() -> None:
    staff = {each.value for each, ways in usual(AccountKind.STAFF).items() if ways}
    assert staff == {"request_made", "waits_long", "not_asked_for", "message", "visit_asked", "visit_approved"}
    people = {each.value for each, ways in usual(AccountKind.END_USER).items() if ways}
    assert people == {"approved", "denied", "started", "ended", "message"}


def test_what_shows_or_sounds_in_the_browser_brings_the_bell_along() -> None:
    assert spelled([NoticeWay.SOUND]) == {NoticeWay.SOUND, NoticeWay.BELL}
    assert spelled([NoticeWay.BROWSER, NoticeWay.MAIL]) == {NoticeWay.BROWSER, NoticeWay.BELL, NoticeWay.MAIL}
    assert spelled([NoticeWay.MAIL]) == {NoticeWay.MAIL}
    assert spelled([]) == frozenset()


def test_nobody_chooses_what_they_are_never_told() -> None:
    check_choices(AccountKind.STAFF, set(Happening))
    check_choices(AccountKind.END_USER, {Happening.ENDED})
    with pytest.raises(BadInput):
        check_choices(AccountKind.END_USER, {Happening.REQUEST_MADE})


def test_ways_are_read_as_they_were_written() -> None:
    assert write_ways([NoticeWay.MAIL, NoticeWay.BELL]) == "bell mail"
    assert read_ways("bell mail") == {NoticeWay.BELL, NoticeWay.MAIL}
    assert read_ways("") == frozenset()


def test_each_happening_has_its_kinds_and_what_nobody_let_in_is_no_end() -> None:
    assert set(TELLS.values()) == set(Happening)
    for kind in (AuditKind.SESSION_WITHDRAWN, AuditKind.SESSION_CONNECT_FAILED, AuditKind.SESSION_NOBODY_THERE):
        assert kind not in TELLS
