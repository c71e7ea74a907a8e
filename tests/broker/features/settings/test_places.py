"""Which places count where."""

from __future__ import annotations

from broker.features.settings.catalogue import Scope
from broker.features.settings.places import THE_INSTANCE, Place

ORG, DEVICE = Place(organization="o"), Place(organization="o", device="d")


def test_each_place_has_its_scope_its_home_and_a_name_of_its_own() -> None:
    assert [place.scope for place in (THE_INSTANCE, ORG, DEVICE)] == [
        Scope.INSTANCE,
        Scope.ORGANIZATION,
        Scope.DEVICE,
    ]
    assert [place.key for place in (THE_INSTANCE, ORG, DEVICE)] == ["instance", "organization:o", "device:d"]
    assert [place.home for place in (THE_INSTANCE, ORG, DEVICE)] == ["", "o", "o"]


def test_wider_places_come_first() -> None:
    assert DEVICE.with_wider() == (THE_INSTANCE, ORG, DEVICE)
    assert ORG.with_wider() == (THE_INSTANCE, ORG)
    assert THE_INSTANCE.with_wider() == (THE_INSTANCE,)
