"""What is given ahead of time has bounds on both sides, covers exactly one technician, and is void after a jump."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from protocol.advance import (
    FARTHEST,
    LONGEST,
    MOST_DRIFT,
    MOST_WINDOWS,
    SHORTEST,
    Advance,
    AdvanceProblem,
    Anchor,
    has_jumped,
    problem_with,
    seconds_under,
)
from protocol.capabilities import Capability
from protocol.grant import Origin, Who
from tests.protocol.documents import proposal

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
VIEW = (Capability.VIEW,)
BOTH = (Capability.VIEW, Capability.CONTROL)


def window(**changes: Any) -> Advance:
    """From one to three, to see and control, half an hour at a time."""
    fields: dict[str, Any] = {
        "id": "w",
        "who": proposal().who,
        "begins_at": NOON + timedelta(hours=1),
        "ends_at": NOON + timedelta(hours=3),
        "capabilities": BOTH,
        "seconds": 1800,
    }
    return Advance(**{**fields, **changes})


@pytest.mark.parametrize(
    ("changes", "kept", "problem"),
    [
        ({}, 0, None),
        ({}, MOST_WINDOWS - 1, None),
        ({}, MOST_WINDOWS, AdvanceProblem.TOO_MANY),
        ({"who": Who(name="Eve", email="eve@x", company="x", signed_in_by="")}, 0, AdvanceProblem.UNKNOWN_PERSON),
        ({"who": replace(proposal().who, email="")}, 0, AdvanceProblem.UNKNOWN_PERSON),
        ({"who": replace(proposal().who, signed_in_by="passkey")}, 0, None),
        ({"capabilities": (Capability.CONTROL,)}, 0, AdvanceProblem.NOTHING),
        ({"capabilities": (Capability.VIEW, Capability.FILES_OUT)}, 0, AdvanceProblem.NOTHING),
        ({"begins_at": NOON - LONGEST + SHORTEST, "ends_at": NOON + SHORTEST}, 0, None),
        ({"begins_at": NOON - LONGEST, "ends_at": NOON + SHORTEST - SECOND}, 0, AdvanceProblem.TOO_SHORT),
        ({"begins_at": NOON + FARTHEST, "ends_at": NOON + timedelta(hours=1)}, 0, AdvanceProblem.TOO_SHORT),
        ({"begins_at": NOON - timedelta(hours=1), "ends_at": NOON}, 0, AdvanceProblem.OVER),
        ({"begins_at": NOON, "ends_at": NOON + LONGEST}, 0, None),
        ({"begins_at": NOON, "ends_at": NOON + LONGEST + SECOND}, 0, AdvanceProblem.TOO_LONG),
        ({"begins_at": NOON + FARTHEST - SHORTEST, "ends_at": NOON + FARTHEST}, 0, None),
        ({"begins_at": NOON + FARTHEST - SHORTEST, "ends_at": NOON + FARTHEST + SECOND}, 0, AdvanceProblem.TOO_FAR),
    ],
)
def test_each_bound_has_two_sides(changes: dict[str, Any], kept: int, problem: AdvanceProblem | None) -> None:
    assert problem_with(window(**changes), (window(),) * kept, (proposal().who,), NOON) == problem


@pytest.mark.parametrize(
    ("changes", "at", "seconds"),
    [
        ({}, timedelta(hours=1), 1800),
        ({}, timedelta(hours=1) - SECOND, 0),
        ({}, timedelta(hours=3) - timedelta(seconds=60), 60),
        ({}, timedelta(hours=3) - timedelta(seconds=59), 0),
        ({}, timedelta(hours=3), 0),
        ({"seconds": 1801}, timedelta(hours=2), 0),
        ({"capabilities": VIEW}, timedelta(hours=2), 1800),
        ({"origin": Origin.REQUEST}, timedelta(hours=2), 0),
        ({"recording": True}, timedelta(hours=2), 0),
        ({"who": replace(proposal().who, name="Eve")}, timedelta(hours=2), 0),
        ({"who": replace(proposal().who, email="eve@provider.example")}, timedelta(hours=2), 0),
        ({"who": replace(proposal().who, company="Eve & Sons")}, timedelta(hours=2), 0),
        ({"who": replace(proposal().who, signed_in_by="passkey")}, timedelta(hours=2), 1800),
    ],
)
def test_exactly_this_person_at_this_time_for_no_more(changes: dict[str, Any], at: timedelta, seconds: int) -> None:
    fields: dict[str, Any] = {"origin": Origin.OFFER, "seconds": 1800, "capabilities": BOTH, "recording": False}
    assert seconds_under(window(), proposal(**{**fields, **changes}), NOON + at) == seconds


def test_what_was_given_to_see_only_covers_no_control() -> None:
    made = proposal(origin=Origin.OFFER, seconds=600, capabilities=BOTH, recording=False)
    assert seconds_under(window(capabilities=VIEW), made, NOON + timedelta(hours=2)) == 0


@pytest.mark.parametrize(
    ("boot", "wall", "monotonic", "is_jump"),
    [
        ("one", timedelta(hours=1), 3600, False),
        ("one", timedelta(hours=1) + MOST_DRIFT, 3600, False),
        ("one", timedelta(hours=1) + MOST_DRIFT + SECOND, 3600, True),
        ("one", timedelta(hours=1) - MOST_DRIFT - SECOND, 3600, True),
        ("one", timedelta(days=365), 3600, True),
        ("one", timedelta(days=-365), 3600, True),
        ("two", timedelta(hours=1), 5, False),
        ("two", -MOST_DRIFT, 5, False),
        ("two", -MOST_DRIFT - SECOND, 5, True),
        ("two", timedelta(days=-365), 5, True),
        ("two", timedelta(days=365), 5, True),
    ],
)
def test_a_clock_that_went_otherwise_than_time_is_a_jump(
    boot: str, wall: timedelta, monotonic: float, is_jump: bool
) -> None:
    anchor = Anchor(boot="one", wall=NOON, monotonic=0)
    assert has_jumped(anchor, Anchor(boot=boot, wall=NOON + wall, monotonic=monotonic)) is is_jump
