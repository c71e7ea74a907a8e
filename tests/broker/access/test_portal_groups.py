"""What portal groups give, and which rights features carry."""

import re

import pytest

from broker.access.permissions import END_USER, PERSON, Permission
from broker.access.portal_features import ALL_FEATURES, PortalFeature
from broker.access.portal_groups import (
    BUILT_IN_PORTAL_GROUPS,
    BuiltInPortalGroup,
    read_features,
    rights_of,
    write_features,
)


def test_all_features_together_carry_every_right_of_an_end_user_and_none_leaves_their_account() -> None:
    assert rights_of(ALL_FEATURES) == END_USER
    assert rights_of(()) == PERSON


@pytest.mark.parametrize("feature", PortalFeature)
def test_each_feature_carries_a_right_and_only_rights_of_end_users(feature: PortalFeature) -> None:
    assert PERSON < rights_of({feature}) <= END_USER


def test_whoever_sees_sessions_can_end_their_own() -> None:
    for feature in PortalFeature:
        rights = rights_of({feature})
        assert (Permission.OWN_SESSION_READ in rights) == (Permission.OWN_SESSION_END in rights)


def test_the_built_in_groups_give_more_step_by_step() -> None:
    features = {group: template.features for group, template in BUILT_IN_PORTAL_GROUPS.items()}
    assert features[BuiltInPortalGroup.NO_ACCESS] == frozenset()
    assert features[BuiltInPortalGroup.NON_PORTAL] == {PortalFeature.ASK_FOR_HELP}
    assert features[BuiltInPortalGroup.LIMITED] == {PortalFeature.ASK_FOR_HELP, PortalFeature.OWN_REQUESTS}
    assert features[BuiltInPortalGroup.LIMITED] < features[BuiltInPortalGroup.STANDARD]
    assert PortalFeature.SCRIPTS not in features[BuiltInPortalGroup.STANDARD]


def test_each_built_in_group_has_an_identifier_of_its_own() -> None:
    found = {group.id for group in BuiltInPortalGroup}
    assert len(found) == len(BuiltInPortalGroup)
    assert all(re.fullmatch("[a-z2-7]{26}", each) for each in found)


def test_features_are_stored_as_words_and_unknown_ones_give_nothing() -> None:
    assert read_features(write_features(ALL_FEATURES)) == ALL_FEATURES
    assert read_features("ask_for_help teleport") == {PortalFeature.ASK_FOR_HELP}
    assert read_features(None) == read_features("") == frozenset()
