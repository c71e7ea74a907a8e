"""Tests of the features of a portal."""

from itertools import combinations

from broker.access.portal_features import ALL_FEATURES, PortalFeature, effective


def test_what_the_group_does_not_give_the_organization_cannot_add() -> None:
    assert effective(frozenset(), ALL_FEATURES) == frozenset()
    assert effective({PortalFeature.ASK_FOR_HELP}, ALL_FEATURES) == {PortalFeature.ASK_FOR_HELP}


def test_what_the_organization_has_switched_off_no_group_gives() -> None:
    for one, other in combinations(PortalFeature, 2):
        assert effective(ALL_FEATURES, ALL_FEATURES - {one, other}) == ALL_FEATURES - {one, other}
        assert effective({one}, {other}) == frozenset()


def test_an_organization_that_says_nothing_takes_nothing_away() -> None:
    assert effective(ALL_FEATURES) == ALL_FEATURES
