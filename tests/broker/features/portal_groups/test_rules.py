"""What a portal group may give."""

import pytest

from broker.access.portal_features import ALL_FEATURES, PortalFeature
from broker.access.portal_groups import BuiltInPortalGroup
from broker.access.scopes import INSTANCE
from broker.errors import BadInput, Conflict
from broker.features.portal_groups.rules import (
    VISITORS_CAN_HAVE,
    Group,
    check_changeable,
    check_features,
    refuse_stale,
)


def group(built_in: BuiltInPortalGroup | None = None, name: str = "Counter", version: int = 1) -> Group:
    features = frozenset({PortalFeature.ASK_FOR_HELP})
    return Group(
        id="1", home=INSTANCE, name=name, description="", built_in=built_in, features=features, version=version
    )


def test_a_group_gives_something() -> None:
    assert check_features(ALL_FEATURES, None) == ALL_FEATURES
    with pytest.raises(BadInput):
        check_features((), None)


def test_visitors_get_nothing_that_needs_an_account() -> None:
    visitors = BuiltInPortalGroup.NON_PORTAL
    assert check_features(VISITORS_CAN_HAVE, visitors) == VISITORS_CAN_HAVE
    for feature in ALL_FEATURES - VISITORS_CAN_HAVE:
        with pytest.raises(BadInput):
            check_features({feature}, visitors)


def test_no_portal_access_stays_as_it_is_and_visitors_are_no_people() -> None:
    for built_in in (None, *BuiltInPortalGroup):
        assert group(built_in).is_fixed == (built_in is BuiltInPortalGroup.NO_ACCESS)
        assert group(built_in).takes_people == (built_in is not BuiltInPortalGroup.NON_PORTAL)
    check_changeable(group())
    with pytest.raises(Conflict):
        check_changeable(group(BuiltInPortalGroup.NO_ACCESS))


def test_the_second_writer_reads_what_the_first_changed() -> None:
    refuse_stale(2, group(version=2), group())
    with pytest.raises(Conflict) as conflict:
        refuse_stale(1, group(version=2, name="Desk"), group())
    assert conflict.value.fields == {"name": "The name is now “Desk”."}
    with pytest.raises(Conflict) as conflict:
        refuse_stale(1, group(version=2), group())
    assert "just as you want it" in conflict.value.message
