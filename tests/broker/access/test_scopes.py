"""Where a permission reaches."""

from hypothesis import given
from hypothesis import strategies as st

from broker.access.scopes import (
    ALL,
    INSTANCE,
    NOWHERE,
    AllBut,
    Reach,
    add,
    covers,
    difference,
    is_open,
    is_within,
    leave_out,
    meet,
    only,
    organizations_of,
)
from protocol.identifiers import OrganizationId
from tests.fakes.actors import ORG_A, ORG_B, ORG_C, named

ORGANIZATIONS = [ORG_A, ORG_B, ORG_C, INSTANCE]
# No reach below names it: it stands for all that will be made later.
LATER = OrganizationId(named("later"))
PLACES = [*ORGANIZATIONS, LATER]
some_organizations = st.frozensets(st.sampled_from(ORGANIZATIONS))
reaches: st.SearchStrategy[Reach] = (
    st.just(ALL) | some_organizations | some_organizations.map(lambda named: leave_out(ALL, named))
)
organizations = st.sampled_from(PLACES)


@given(one=reaches, other=reaches, place=organizations)
def test_two_reaches_together_cover_what_either_covers(one: Reach, other: Reach, place: OrganizationId) -> None:
    assert covers(add(one, other), place) == (covers(one, place) or covers(other, place))


@given(one=reaches, other=reaches, place=organizations)
def test_two_reaches_meet_where_both_cover(one: Reach, other: Reach, place: OrganizationId) -> None:
    assert covers(meet(one, other), place) == (covers(one, place) and covers(other, place))


@given(one=reaches, other=reaches, place=organizations)
def test_two_reaches_differ_where_only_one_covers(one: Reach, other: Reach, place: OrganizationId) -> None:
    assert covers(difference(one, other), place) == (covers(one, place) != covers(other, place))


@given(reach=reaches, closed=some_organizations, place=organizations)
def test_what_is_left_out_is_not_covered_and_nothing_else_is_lost(
    reach: Reach, closed: frozenset[OrganizationId], place: OrganizationId
) -> None:
    assert covers(leave_out(reach, closed), place) == (covers(reach, place) and place not in closed)


@given(inner=reaches, outer=reaches)
def test_what_is_within_covers_nothing_more(inner: Reach, outer: Reach) -> None:
    assert is_within(inner, outer) == all(covers(outer, place) for place in PLACES if covers(inner, place))


@given(reach=reaches)
def test_every_reach_is_within_itself_and_within_all(reach: Reach) -> None:
    assert is_within(reach, reach)
    assert is_within(reach, ALL)
    assert is_within(NOWHERE, reach)


@given(one=reaches, other=reaches)
def test_reaches_that_cover_the_same_are_spelled_the_same(one: Reach, other: Reach) -> None:
    assert (one == other) == all(covers(one, place) == covers(other, place) for place in PLACES)


def test_all_is_not_within_any_list_of_organizations() -> None:
    assert not is_within(ALL, only(*ORGANIZATIONS))


def test_all_but_some_takes_in_what_will_come_to_be_and_the_instance() -> None:
    reach = leave_out(ALL, only(ORG_A))
    assert reach == AllBut(only(ORG_A))
    assert (covers(reach, LATER), covers(reach, INSTANCE), covers(reach, ORG_A)) == (True, True, False)
    assert [is_open(each) for each in (ALL, reach, only(ORG_A), NOWHERE)] == [True, True, False, False]


def test_organizations_of_a_reach_are_listed_unless_it_is_open() -> None:
    assert organizations_of(ALL) is None
    assert organizations_of(leave_out(ALL, only(ORG_A))) is None
    assert organizations_of(only(ORG_A)) == {ORG_A}
    assert repr(ALL) == "ALL"
