"""The list of permissions."""

import re

from broker.access.permissions import ANONYMOUS, DEVICE, END_USER, GRANTABLE, PERSON, Permission


def test_each_permission_reads_resource_and_action() -> None:
    assert all(re.fullmatch("[a-z_]+:[a-z_]+", permission.value) for permission in Permission)


def test_there_are_enough_permissions_for_the_matrix() -> None:
    assert len(GRANTABLE) >= 32


def test_no_right_of_a_person_device_or_secret_can_be_granted_by_a_group() -> None:
    assert GRANTABLE.isdisjoint(PERSON | END_USER | DEVICE | ANONYMOUS)


def test_every_permission_comes_from_somewhere() -> None:
    assert set(Permission) == GRANTABLE | PERSON | END_USER | DEVICE | ANONYMOUS
