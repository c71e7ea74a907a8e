"""What people can be told of, in which ways, and what is usual; pure."""

from collections.abc import Iterable, Mapping, Set
from datetime import timedelta
from enum import StrEnum
from typing import Final

from broker.access.actors import AccountKind
from broker.audit.kinds import AuditKind
from broker.errors import BadInput

WAITS_LONG: Final = timedelta(minutes=10)
"""A request that nobody answered for so long waits too long."""
KEPT: Final = timedelta(days=30)
MOST_LISTED: Final = 100
"""The bell shows so many; older ones are on the pages they tell of."""
MOST_MAILS_AN_HOUR: Final = 30
MOST_MAILS_WITH_MESSAGE: Final = 20
"""Mails of an hour beyond which messages are told in the portal alone, so that some are left for what happens."""
MOST_MAILS_WITH_ALARM: Final = 40
"""Mails of an hour up to which an alarm is mailed, whatever else was."""
"""More than that is told in the portal alone: nobody reads on, and mail servers shut the door."""


class Happening(StrEnum):
    """What people can be told of."""

    REQUEST_MADE = "request_made"
    WAITS_LONG = "waits_long"
    APPROVED = "approved"
    DENIED = "denied"
    STARTED = "started"
    ENDED = "ended"
    NOT_ASKED_FOR = "not_asked_for"
    MESSAGE = "message"
    VISIT_ASKED = "visit_asked"
    VISIT_APPROVED = "visit_approved"


class NoticeWay(StrEnum):
    """How somebody is told: by the bell, by a notification of the browser, by a sound, by e-mail."""

    BELL = "bell"
    BROWSER = "browser"
    SOUND = "sound"
    MAIL = "mail"


Choices = Mapping[Happening, frozenset[NoticeWay]]

_IN_PORTAL: Final = frozenset({NoticeWay.BELL})
OF_KIND: Final[Mapping[AccountKind, tuple[Happening, ...]]] = {
    AccountKind.STAFF: tuple(Happening),
    AccountKind.END_USER: (
        Happening.APPROVED,
        Happening.DENIED,
        Happening.STARTED,
        Happening.ENDED,
        Happening.MESSAGE,
    ),
}
USUAL_OF_NAMED: Final = frozenset({NoticeWay.BELL, NoticeWay.MAIL})
"""How somebody whom the settings name is told of sessions, where they chose nothing about that themselves."""
_USUAL_OF_STAFF: Final = frozenset(
    {
        Happening.REQUEST_MADE,
        Happening.WAITS_LONG,
        Happening.NOT_ASKED_FOR,
        Happening.MESSAGE,
        Happening.VISIT_ASKED,
        Happening.VISIT_APPROVED,
    }
)

TELLS: Final[Mapping[AuditKind, Happening]] = {
    AuditKind.SESSION_REQUESTED: Happening.REQUEST_MADE,
    AuditKind.SESSION_WAITS_LONG: Happening.WAITS_LONG,
    AuditKind.SESSION_UNATTENDED_ASKED: Happening.VISIT_ASKED,
    AuditKind.SESSION_UNATTENDED_APPROVED: Happening.VISIT_APPROVED,
    AuditKind.SESSION_APPROVED: Happening.APPROVED,
    AuditKind.SESSION_TAKEN: Happening.APPROVED,
    AuditKind.SESSION_DENIED: Happening.DENIED,
    AuditKind.SESSION_CONSENT_REFUSED: Happening.DENIED,
    AuditKind.SESSION_CONSENT_TIMED_OUT: Happening.DENIED,
    AuditKind.SESSION_ACTIVE: Happening.STARTED,
    AuditKind.SESSION_NOT_ASKED_FOR: Happening.NOT_ASKED_FOR,
    AuditKind.MESSAGE_BY_PERSON: Happening.MESSAGE,
    AuditKind.MESSAGE_BY_STAFF: Happening.MESSAGE,
} | dict.fromkeys(
    (
        AuditKind.SESSION_DONE_AT_DEVICE,
        AuditKind.SESSION_DONE_BY_TECHNICIAN,
        AuditKind.SESSION_DONE_BY_OWNER,
        AuditKind.SESSION_EXPIRED,
        AuditKind.SESSION_IDLE,
        AuditKind.SESSION_TERMINATED,
        AuditKind.SESSION_LOCKED,
        AuditKind.SESSION_SIGNED_OUT,
        AuditKind.SESSION_VIEW_TAKEN_BACK,
        AuditKind.SESSION_REVOKED,
        AuditKind.SESSION_OWN_ACCESS_OFF,
        AuditKind.SESSION_NOT_THEIRS,
        AuditKind.SESSION_DEVICE_LOST,
        AuditKind.SESSION_VIEWER_LOST,
        AuditKind.SESSION_LEASE_RAN_OUT,
        AuditKind.SESSION_RECORDING_FAILED,
        AuditKind.SESSION_SAFETY,
        AuditKind.SESSION_FAILED,
    ),
    Happening.ENDED,
)
"""The kinds of the audit log that are told; what ended a session before anybody was let in is among the others."""


def usual(kind: AccountKind) -> Choices:
    """Say what somebody is told who chose nothing: staff what waits for them, end users what becomes of theirs."""
    if kind is AccountKind.END_USER:
        return dict.fromkeys(OF_KIND[kind], _IN_PORTAL)
    return {each: _IN_PORTAL if each in _USUAL_OF_STAFF else frozenset() for each in OF_KIND[kind]}


def spelled(ways: Iterable[NoticeWay]) -> frozenset[NoticeWay]:
    """Spell a choice: what shows or sounds in the browser comes from the bell, and brings it along."""
    chosen = frozenset(ways)
    return chosen | _IN_PORTAL if chosen & {NoticeWay.BROWSER, NoticeWay.SOUND} else chosen


def check_choices(kind: AccountKind, happenings: Set[Happening]) -> None:
    """Refuse a choice about what this kind of person is never told."""
    if not happenings <= frozenset(OF_KIND[kind]):
        raise BadInput("You are not told of this, whatever you choose.", code="notices.not_for_you")


def read_ways(text: str) -> frozenset[NoticeWay]:
    """Read ways as they are stored."""
    return frozenset(NoticeWay(each) for each in text.split())


def write_ways(ways: Iterable[NoticeWay]) -> str:
    """Spell ways as they are stored."""
    chosen = frozenset(ways)
    return " ".join(each.value for each in NoticeWay if each in chosen)


def most_mails(happening: Happening) -> int:
    """Say up to how many mails within an hour somebody is mailed of this too."""
    match happening:
        case Happening.MESSAGE:
            return MOST_MAILS_WITH_MESSAGE
        case Happening.NOT_ASKED_FOR:
            return MOST_MAILS_WITH_ALARM
        case _:
            return MOST_MAILS_AN_HOUR
