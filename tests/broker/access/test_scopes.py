"""Where a permission reaches."""

from hypothesis import given
from hypothesis import strategies as st

from broker.access.scopes import ALL, INSTANCE, NOWHERE, Reach, add, covers, is_within, only, organizations_of
from protocol.identifiers import OrganizationId
from tests.fakes.actors import ORG_A, ORG_B, ORG_C

ORGANIZATIONS = [ORG_A, ORG_B, ORG_C, INSTANCE]
reaches: st.SearchStrategy[Reach] = st.just(ALL) | st.frozensets(st.sampled_from(ORGANIZATIONS))
organizations = st.sampled_from(ORGANIZATIONS)


@given(one=reaches, other=reaches, place=organizations)
def test_two_reaches_together_cover_what_either_covers(one: Reach, other: Reach, place: OrganizationId) -> None:
    assert covers(add(one, other), place) == (covers(one, place) or covers(other, place))


@given(inner=reaches, outer=reaches, place=organizations)
def test_what_is_within_covers_nothing_more(inner: Reach, outer: Reach, place: OrganizationId) -> None:
    if is_within(inner, outer) and covers(inner, place):
        assert covers(outer, place)


@given(reach=reaches)
def test_every_reach_is_within_itself_and_within_all(reach: Reach) -> None:
    assert is_within(reach, reach)
    assert is_within(reach, ALL)
    assert is_within(NOWHERE, reach)


def test_all_is_not_within_any_list_of_organizations() -> None:
    assert not is_within(ALL, only(*ORGANIZATIONS))


def test_organizations_of_a_reach_are_listed_unless_it_is_everywhere() -> None:
    assert organizations_of(ALL) is None
    assert organizations_of(only(ORG_A)) == {ORG_A}
    assert repr(ALL) == "ALL"
