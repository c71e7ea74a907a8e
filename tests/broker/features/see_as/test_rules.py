"""Whose portal somebody may see: never one that shows more than they may know."""

import pytest

from broker.access.actors import AccountActor
from broker.access.groups import SecurityGroup, add_up
from broker.access.marks import tag_mark
from broker.access.permissions import GRANTABLE, Permission
from broker.access.scopes import ALL, only
from broker.features.see_as.rules import may_see
from tests.fakes.actors import ORG_A, ORG_B, end_user, staff

READ, DEVICES, SESSIONS = Permission.ACCOUNT_READ, Permission.DEVICE_READ, Permission.SESSION_READ
TECHNICIAN = staff(DEVICES, SESSIONS, name="Tess", organization=ORG_A, reach=only(ORG_A))


@pytest.mark.parametrize(
    ("viewer", "seen", "may"),
    [
        (staff(*GRANTABLE, name="Ada"), TECHNICIAN, True),
        (staff(*GRANTABLE, name="Ada", reach=only(ORG_A)), TECHNICIAN, True),
        (staff(*GRANTABLE, name="Ada", reach=only(ORG_B)), TECHNICIAN, False),
        (staff(DEVICES, SESSIONS, name="Ada"), TECHNICIAN, False),
        (staff(READ, DEVICES, name="Ada"), TECHNICIAN, False),
        (staff(*GRANTABLE, name="Ada", reach=only(ORG_A)), staff(DEVICES, name="Tess"), False),
        (TECHNICIAN, TECHNICIAN, False),
        (staff(READ, DEVICES, SESSIONS, name="Ada", reach=only(ORG_A)), end_user(ORG_A), True),
        (staff(READ, DEVICES, SESSIONS, name="Ada", reach=only(ORG_B)), end_user(ORG_A), False),
        (staff(READ, SESSIONS, name="Ada"), end_user(ORG_A), False),
        (end_user(ORG_A, name="Mia"), end_user(ORG_A), False),
    ],
)
def test_a_portal_is_seen_by_who_holds_all_that_it_shows(viewer: AccountActor, seen: AccountActor, may: bool) -> None:
    assert may_see(viewer, seen) == may


def test_marks_count_as_much_as_organizations() -> None:
    narrowed = SecurityGroup(
        id="g", name="g", permissions=frozenset({DEVICES}), reach=ALL, narrowing=frozenset({tag_mark("finance")})
    )
    viewer, seen = staff(READ, name="Ada"), staff(name="Tess")
    object.__setattr__(seen, "grants", add_up([narrowed]))
    assert not may_see(viewer, seen)
    assert may_see(staff(READ, DEVICES, name="Ada"), seen)
