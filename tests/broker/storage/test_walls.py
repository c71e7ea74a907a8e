"""What the database is told of who acts."""

import pytest

from broker.access.decision import decide
from broker.access.permissions import Permission
from broker.access.scopes import ALL, INSTANCE, NOWHERE, leave_out, only
from broker.storage.walls import EVERYTHING, STRANGER, reach_text, wall_text
from protocol.identifiers import OrganizationId
from tests.fakes.actors import ORG_A, ORG_B, SYSTEM, device, end_user, staff
from tests.fakes.actors import STRANGER as SOMEBODY

READ = Permission.DEVICE_READ


def test_a_reach_is_spelled_as_a_list_in_which_the_instance_has_a_sign_of_its_own() -> None:
    assert reach_text(ALL) == EVERYTHING
    assert reach_text(NOWHERE) == ""
    assert reach_text(only(ORG_B, ORG_A)) == f"{ORG_A},{ORG_B}"
    assert reach_text(leave_out(ALL, only(ORG_B))) == f"*-{ORG_B}"
    assert reach_text(only(INSTANCE, ORG_A)) == f"-,{ORG_A}"


@pytest.mark.parametrize("hostile", ["*", "a,b", "?", "' OR true --", "A" * 26])
def test_what_is_no_identifier_never_reaches_the_database(hostile: str) -> None:
    with pytest.raises(ValueError, match="identifier"):
        reach_text(only(OrganizationId(hostile)))


def test_the_wall_is_as_wide_as_the_permission_that_opened_the_door() -> None:
    technician = staff(READ, reach=only(ORG_A))
    assert wall_text(technician, decide(technician, READ, None)) == ORG_A
    assert wall_text(SYSTEM, decide(SYSTEM, READ, None)) == EVERYTHING
    assert wall_text(SYSTEM, decide(SYSTEM, READ, ORG_B)) == ORG_B
    assert wall_text(SOMEBODY, decide(SOMEBODY, Permission.SIGN_IN, None)) == STRANGER
    agent = device(ORG_B)
    assert wall_text(agent, decide(agent, Permission.OWN_DEVICE_REPORT, None)) == ORG_B


def test_ones_own_page_may_name_what_one_reaches_by_any_right() -> None:
    technician = staff(READ, reach=only(ORG_A))
    opening = decide(technician, Permission.OWN_ACCOUNT_READ, None)
    assert wall_text(technician, opening) == f"-,{ORG_A}"
    person = end_user(ORG_B)
    assert wall_text(person, decide(person, Permission.OWN_ACCOUNT_READ, None)) == ORG_B
