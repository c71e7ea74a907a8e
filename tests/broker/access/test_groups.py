"""Security groups add up pair by pair, never crosswise."""

from hypothesis import given
from hypothesis import strategies as st

from broker.access.actors import touches
from broker.access.groups import BUILT_IN, NO_GRANTS, BuiltInGroup, Grants, SecurityGroup, add_up, held_in, narrowed
from broker.access.permissions import END_USER, GRANTABLE, INSIDE, OF_INSTANCE, Permission
from broker.access.scopes import ALL, INSTANCE, NOWHERE, covers, only
from protocol.identifiers import OrganizationId
from tests.fakes.actors import ORG_A, ORG_B, ORG_C, staff

PLACES = [ORG_A, ORG_B, ORG_C, INSTANCE]
SAMPLE = [Permission.DEVICE_READ, Permission.AUDIT_READ, Permission.SESSION_OFFER, Permission.SESSION_REQUEST]
groups = st.builds(
    SecurityGroup,
    id=st.just("g"),
    name=st.just("Group"),
    permissions=st.frozensets(st.sampled_from(SAMPLE)),
    reach=st.just(ALL) | st.frozensets(st.sampled_from(PLACES)),
)


@given(st.lists(groups, max_size=6), st.sampled_from(SAMPLE), st.sampled_from(PLACES))
def test_a_pair_is_held_exactly_when_one_single_group_gives_it(
    member_of: list[SecurityGroup], permission: Permission, place: OrganizationId
) -> None:
    given_by_one = any(permission in group.permissions and covers(group.reach, place) for group in member_of)
    assert covers(add_up(member_of).reach(permission), place) == (given_by_one and permission in GRANTABLE)


def test_two_groups_do_not_lend_each_other_their_organizations() -> None:
    reading = SecurityGroup(id="1", name="R", permissions=frozenset({Permission.DEVICE_READ}), reach=only(ORG_A))
    offering = SecurityGroup(id="2", name="O", permissions=frozenset({Permission.SESSION_OFFER}), reach=only(ORG_B))
    both = add_up([reading, offering])
    assert both == {Permission.DEVICE_READ: only(ORG_A), Permission.SESSION_OFFER: only(ORG_B)}


def test_a_group_cannot_give_a_right_that_comes_from_being_a_person() -> None:
    group = SecurityGroup(id="1", name="Odd", permissions=frozenset(END_USER), reach=ALL)
    assert add_up([group]) == NO_GRANTS


def test_a_permission_that_reaches_nowhere_is_not_held() -> None:
    grants = Grants({Permission.DEVICE_READ: NOWHERE})
    assert Permission.DEVICE_READ not in grants
    assert len(grants) == 0
    assert hash(grants) == hash(NO_GRANTS)


def test_somebody_touches_an_organization_that_any_permission_of_theirs_reaches() -> None:
    person = staff(Permission.AUDIT_READ, reach=only(ORG_A))
    assert touches(person, ORG_A)
    assert not touches(person, ORG_B)
    assert "audit:read" in repr(person.grants)


def test_the_built_in_groups_are_what_their_names_say() -> None:
    technician = BUILT_IN[BuiltInGroup.TECHNICIAN].permissions
    auditor = BUILT_IN[BuiltInGroup.AUDITOR].permissions
    assert BUILT_IN[BuiltInGroup.PROVIDER_ADMINISTRATOR].permissions == GRANTABLE
    assert Permission.SESSION_OFFER in technician
    assert Permission.AUDIT_READ not in technician
    assert Permission.SESSION_TERMINATE in auditor
    assert auditor.isdisjoint({Permission.SESSION_OFFER, Permission.SESSION_APPROVE, Permission.SETTINGS_CHANGE})
    assert all(group.permissions <= GRANTABLE for group in BUILT_IN.values())


def test_administrators_hold_everything_that_is_theirs_whatever_is_stored() -> None:
    assert held_in(BuiltInGroup.PROVIDER_ADMINISTRATOR, ()) == GRANTABLE
    assert held_in(BuiltInGroup.ORGANIZATION_ADMINISTRATOR, ("device:read",)) == INSIDE
    assert held_in(BuiltInGroup.TECHNICIAN, ("device:read", "of:tomorrow")) == {Permission.DEVICE_READ}
    assert held_in(None, ("device:read",)) == {Permission.DEVICE_READ}


def test_what_is_about_the_installation_is_nothing_for_one_organization() -> None:
    assert INSIDE | OF_INSTANCE == GRANTABLE
    assert not INSIDE & OF_INSTANCE


def test_narrowed_grants_are_the_pairs_that_both_have() -> None:
    held = Grants({Permission.DEVICE_READ: ALL, Permission.AUDIT_READ: only(ORG_A)})
    wanted = {Permission.DEVICE_READ, Permission.AUDIT_READ, Permission.SESSION_OFFER}
    assert narrowed(held, wanted, ALL) == held
    assert narrowed(held, wanted, only(ORG_B)) == Grants({Permission.DEVICE_READ: only(ORG_B)})
    assert narrowed(held, {Permission.AUDIT_READ}, only(ORG_A, ORG_B)) == Grants({Permission.AUDIT_READ: only(ORG_A)})
