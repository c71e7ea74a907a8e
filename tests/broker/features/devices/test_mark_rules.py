"""Limits of tags and names on both sides, and what a change of marks means to security groups."""

import pytest

from broker.access.groups import SecurityGroup
from broker.access.marks import NO_MARKS, tag_mark
from broker.access.permissions import Permission
from broker.access.scopes import ALL
from broker.errors import BadInput
from broker.features.devices import mark_rules

CONTROL, PEOPLE = Permission.SESSION_CONTROL, Permission.ACCOUNT_READ


def test_a_device_has_thirty_two_tags_and_no_more() -> None:
    tags = [f"tag{number}" for number in range(33)]
    assert len(mark_rules.device_tags(tags[:32])) == 32
    with pytest.raises(BadInput, match="at most 32 tags"):
        mark_rules.device_tags(tags)


def test_names_of_device_groups_have_their_length_on_both_sides() -> None:
    assert mark_rules.group_name("  Ground \n floor\u202e ") == "Ground floor"
    assert mark_rules.group_name("n" * 80) == "n" * 80
    for name in ("", " \u202e ", "n" * 81):
        with pytest.raises(BadInput):
            mark_rules.group_name(name)


def test_rights_move_where_a_narrowed_group_begins_or_ceases_to_reach() -> None:
    finance, hr = tag_mark("finance"), tag_mark("hr")
    both = frozenset({finance, hr})
    desk = SecurityGroup(id="g", name="g", permissions=frozenset({CONTROL, PEOPLE}), reach=ALL, narrowing=both)
    whole = SecurityGroup(id="w", name="w", permissions=frozenset({CONTROL}), reach=ALL)
    moved = mark_rules.moved_rights
    assert moved([desk, whole], NO_MARKS, frozenset({finance})) == {CONTROL}
    assert moved([desk, whole], both, NO_MARKS) == {CONTROL}
    assert moved([desk, whole], frozenset({finance}), frozenset({hr})) == frozenset()
    assert moved([desk, whole], NO_MARKS, frozenset({tag_mark("lab")})) == frozenset()
