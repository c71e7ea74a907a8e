"""What a person gives ahead of time: one technician, one stretch of time, no more than this; rules alone, pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from protocol.capabilities import AVAILABLE, is_meaningful
from protocol.grant import MIN_SESSION_SECONDS, CapabilityList, Document, Origin, Proposal, Seconds, Who

ADVANCE_TYPE: Final = "handrail.advance.v1"
MOST_WINDOWS: Final = 5
SHORTEST: Final = timedelta(minutes=5)
LONGEST: Final = timedelta(hours=8)
FARTHEST: Final = timedelta(days=7)
# The wall clock may be set right by so much; what is more is a jump, after which nobody knows what time was meant.
MOST_DRIFT: Final = timedelta(minutes=5)

Moment = Annotated[datetime, Meta(tz=True)]
WindowId = Annotated[str, Meta(min_length=1, max_length=64)]


class Advance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One window: who may come in, from when to when, to do what, and for how long at most."""

    id: WindowId
    who: Who
    begins_at: Moment
    ends_at: Moment
    capabilities: CapabilityList
    seconds: Seconds


class Anchor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One moment on both clocks of a computer, by which a jump of its wall clock shows."""

    boot: str
    wall: Moment
    monotonic: float


class AdvanceBook(Document, frozen=True, kw_only=True):
    """All windows of a device, signed by the device itself (device key)."""

    anchor: Anchor
    windows: Annotated[tuple[Advance, ...], Meta(max_length=MOST_WINDOWS)]


class AdvanceProblem(StrEnum):
    """Why a window is not kept."""

    UNKNOWN_PERSON = "unknown_person"
    TOO_MANY = "too_many"
    OVER = "over"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_FAR = "too_far"
    NOTHING = "nothing"
    IN_SESSION = "in_session"
    NOT_KEPT = "not_kept"


def identity_of(who: Who) -> tuple[str, str, str]:
    """Give what the instance vouches for of a person; how they sign in may differ from day to day."""
    return who.name, who.email, who.company


def problem_with(
    wished: Advance, kept: tuple[Advance, ...], known: tuple[Who, ...], now: datetime
) -> AdvanceProblem | None:
    """Say what keeps a window from being kept: only who was here before, within bounds of number, length and day."""
    if not wished.who.email or identity_of(wished.who) not in {identity_of(each) for each in known}:
        return AdvanceProblem.UNKNOWN_PERSON
    if len(kept) >= MOST_WINDOWS:
        return AdvanceProblem.TOO_MANY
    if not is_meaningful(wished.capabilities) or not frozenset(wished.capabilities) <= AVAILABLE:
        return AdvanceProblem.NOTHING
    return _time_problem(wished.begins_at, wished.ends_at, now)


def _time_problem(begins_at: datetime, ends_at: datetime, now: datetime) -> AdvanceProblem | None:
    if ends_at <= now:
        return AdvanceProblem.OVER
    if ends_at - max(begins_at, now) < SHORTEST:
        return AdvanceProblem.TOO_SHORT
    if ends_at - begins_at > LONGEST:
        return AdvanceProblem.TOO_LONG
    return AdvanceProblem.TOO_FAR if ends_at - now > FARTHEST else None


def seconds_under(window: Advance, proposal: Proposal, now: datetime) -> int:
    """Give how long a proposal may last under a window; 0 where the window says nothing of it, so that it is asked.

    An offer of exactly that person, at that time, for nothing more and for no longer; it ends with the window.
    """
    is_theirs = bool(window.who.email) and identity_of(proposal.who) == identity_of(window.who)
    is_narrow = frozenset(proposal.capabilities) <= frozenset(window.capabilities)
    if proposal.origin is not Origin.OFFER or proposal.recording or not is_theirs or not is_narrow:
        return 0
    if proposal.seconds > window.seconds or not window.begins_at <= now < window.ends_at:
        return 0
    left = min(proposal.seconds, int((window.ends_at - now).total_seconds()))
    return left if left >= MIN_SESSION_SECONDS else 0


def has_jumped(anchor: Anchor, now: Anchor) -> bool:
    """Tell whether the wall clock has gone otherwise than time did.

    After another boot only what lies before, or too far behind, can be told: the other clock began anew.
    """
    passed = now.wall - anchor.wall
    if anchor.boot != now.boot:
        return passed < -MOST_DRIFT or passed > FARTHEST
    return abs(passed - timedelta(seconds=now.monotonic - anchor.monotonic)) > MOST_DRIFT
