"""Narrowed pairs: a device is reached exactly where one single group says so, and no more is given than is held."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from broker.access.actors import touches
from broker.access.decision import Reason, decide, explain
from broker.access.grants import NO_GRANTS, Grants, Narrowed
from broker.access.groups import SecurityGroup, add_up
from broker.access.marks import NO_MARKS, Mark, Marks, tag_mark
from broker.access.permissions import ABOUT_DEVICES, GRANTABLE, Permission
from broker.access.scopes import ALL, NOWHERE, covers, only
from protocol.identifiers import OrganizationId
from tests.fakes.actors import ORG_A, ORG_B, ORG_C, staff

READ, CONTROL, PEOPLE = Permission.DEVICE_READ, Permission.SESSION_CONTROL, Permission.ACCOUNT_READ
PLACES = (ORG_A, ORG_B, ORG_C)
FINANCE, HR, LAB = (tag_mark(each) for each in ("finance", "hr", "lab"))
MARKS = some.frozensets(some.sampled_from((FINANCE, HR, LAB)))
GROUPS = some.builds(
    SecurityGroup,
    id=some.just("g"),
    name=some.just("Group"),
    permissions=some.frozensets(some.sampled_from((READ, CONTROL, PEOPLE))),
    reach=some.just(ALL) | some.frozensets(some.sampled_from(PLACES)),
    narrowing=some.none() | MARKS,
)
MEMBERSHIPS = some.lists(GROUPS, max_size=5)


def gives(group: SecurityGroup, permission: Permission, place: OrganizationId, marks: Marks) -> bool:
    """Say in other words than the code what one group gives on one device."""
    if permission not in group.permissions or not covers(group.reach, place):
        return False
    return group.narrowing is None or permission is PEOPLE or bool(group.narrowing & marks)


@given(MEMBERSHIPS, some.sampled_from((READ, CONTROL, PEOPLE)), some.sampled_from(PLACES), MARKS)
def test_a_device_is_reached_exactly_when_one_single_group_reaches_it(
    member_of: list[SecurityGroup], permission: Permission, place: OrganizationId, marks: Marks
) -> None:
    person = staff()
    object.__setattr__(person, "grants", add_up(member_of))
    wanted = any(gives(group, permission, place, marks) for group in member_of)
    assert decide(person, permission, place, marks).allowed == wanted
    assert explain(person, permission, place, member_of, marks).decision.allowed == wanted
    whole = any(gives(group, permission, place, NO_MARKS) for group in member_of)
    assert decide(person, permission, place).allowed == whole


@given(MEMBERSHIPS, MEMBERSHIPS)
@pytest.mark.slow
def test_who_takes_in_another_holds_all_that_they_hold_on_every_device(
    mine: list[SecurityGroup], theirs: list[SecurityGroup]
) -> None:
    if add_up(mine).take_in(add_up(theirs)):
        assert everything(theirs) <= everything(mine)
    assert add_up([*mine, *theirs]).take_in(add_up(theirs))


@given(MEMBERSHIPS, MEMBERSHIPS)
@pytest.mark.slow
def test_what_is_held_by_both_is_never_more_than_either(one: list[SecurityGroup], other: list[SecurityGroup]) -> None:
    both = add_up(one).meet(add_up(other))
    assert add_up(one).take_in(both)
    assert add_up(other).take_in(both)
    assert held(both) <= everything(one) & everything(other)


def everything(groups: list[SecurityGroup]) -> set[tuple[Permission, str, Marks]]:
    return held(add_up(groups))


def held(grants: Grants) -> set[tuple[Permission, str, Marks]]:
    kinds = [NO_MARKS, *(frozenset({mark}) for mark in (FINANCE, HR, LAB)), frozenset({FINANCE, LAB})]
    person = staff()
    object.__setattr__(person, "grants", grants)
    return {
        (permission, place, marks)
        for permission in (READ, CONTROL, PEOPLE)
        for place in (*PLACES, OrganizationId("tomorrow"))
        for marks in kinds
        if decide(person, permission, place, marks).allowed
    }


def group(*permissions: Permission, narrowing: Marks | None = None, name: str = "Finance desk") -> SecurityGroup:
    return SecurityGroup(id=name, name=name, permissions=frozenset(permissions), reach=only(ORG_A), narrowing=narrowing)


def test_reading_everywhere_and_control_of_some_add_up_to_just_that() -> None:
    person = staff()
    object.__setattr__(person, "grants", add_up([group(READ), group(CONTROL, narrowing=frozenset({FINANCE}))]))
    marked, other = frozenset({FINANCE, HR}), frozenset({HR})
    assert decide(person, READ, ORG_A, other).reason is Reason.HELD_HERE
    assert decide(person, CONTROL, ORG_A, marked).reason is Reason.HELD_ON_DEVICE
    assert decide(person, CONTROL, ORG_A, other).reason is Reason.HELD_ON_OTHERS
    assert decide(person, CONTROL, None).allowed
    assert not decide(person, CONTROL, ORG_B, marked).allowed


def test_what_concerns_no_device_is_not_narrowed() -> None:
    grants = add_up([group(*GRANTABLE, narrowing=frozenset({FINANCE}))])
    assert set(grants) == GRANTABLE - ABOUT_DEVICES
    assert grants.permissions == GRANTABLE
    assert grants.outer_reach(CONTROL) == only(ORG_A)
    assert grants.reach(CONTROL) == NOWHERE
    person = replace(staff(), grants=grants)
    assert touches(person, ORG_A)
    assert not touches(person, ORG_B)


def test_a_group_narrowed_to_nothing_gives_nothing_over_devices() -> None:
    assert add_up([group(READ, narrowing=NO_MARKS)]) == NO_GRANTS
    assert not add_up([group(READ, narrowing=NO_MARKS)])


def test_narrowed_grants_are_something_and_differ_from_whole_ones() -> None:
    narrowed = Grants({}, {READ: [Narrowed(reach=only(ORG_A), marks=frozenset({FINANCE}))]})
    assert narrowed
    assert narrowed != NO_GRANTS
    assert narrowed != {}
    assert hash(narrowed) != hash(NO_GRANTS)
    assert "tag:finance" in repr(narrowed)


def test_marks_of_several_groups_are_held_together() -> None:
    one, other = group(READ, narrowing=frozenset({FINANCE})), group(READ, narrowing=frozenset({HR}))
    grants = add_up([one, other])
    assert grants.holds(READ, only(ORG_A), frozenset({FINANCE, HR}))
    assert not grants.holds(READ, only(ORG_A), frozenset({FINANCE, LAB}))
    assert not grants.holds(READ, only(ORG_A))
    assert not grants.holds(READ, only(ORG_A, ORG_B), frozenset({FINANCE}))


def test_an_explanation_says_on_which_devices_only() -> None:
    desk = group(CONTROL, narrowing=frozenset({FINANCE, Mark("group:one"), Mark("group:two")}))
    person = staff()
    object.__setattr__(person, "grants", add_up([desk]))
    found = explain(person, CONTROL, ORG_A, [desk])
    assert (found.giving, found.on_others) == ((), (desk,))
    assert found.sentence == (
        "Only on some devices here: the security group “Finance desk” gives tag:finance or 2 device groups."
    )
    assert explain(person, CONTROL, ORG_A, [desk], frozenset({FINANCE})).giving == (desk,)
