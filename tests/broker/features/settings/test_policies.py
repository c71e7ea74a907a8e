"""What the settings come to for sessions: the policy of a device, and what only the server decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from broker.features.settings.catalogue import CATALOGUE, Key, Scope
from broker.features.settings.policies import Resolve, policy_of, session_settings_of
from broker.features.settings.rules import Layer, resolve
from broker.features.settings.values import Value
from protocol.capabilities import Capability
from protocol.identifiers import DeviceId
from protocol.policy import OffBy, Policy


def resolving(scope: Scope, values: Mapping[Key, Value]) -> Resolve:
    layers = (Layer(scope=scope, name="", values=values),)
    return lambda key: resolve(CATALOGUE[key], layers)


def test_without_a_word_the_policy_is_the_one_that_a_device_begins_with() -> None:
    found = policy_of(resolving(Scope.INSTANCE, {}), DeviceId("desk"), 7)
    assert (found.device, found.number) == ("desk", 7)
    bare = Policy(device=DeviceId("desk"), number=7)
    assert (found.asking, found.consent, found.running, found.unattended) == (
        bare.asking,
        bare.consent,
        bare.running,
        bare.unattended,
    )


@pytest.mark.parametrize(
    ("scope", "by"),
    [
        (Scope.CONFIGURATION, OffBy.PROVIDER),
        (Scope.INSTANCE, OffBy.PROVIDER),
        (Scope.ORGANIZATION, OffBy.ORGANIZATION),
        (Scope.RULE, OffBy.ORGANIZATION),
        (Scope.DEVICE, OffBy.DEVICE),
    ],
)
def test_it_says_who_has_switched_support_off(scope: Scope, by: OffBy) -> None:
    found = session_settings_of(resolving(scope, {Key.ALLOW_REMOTE_SUPPORT: False}))
    assert (found.policy.support_allowed, found.policy.support_off_by) == (False, by)
    assert found.capabilities == frozenset()


def test_view_only_leaves_seeing_alone() -> None:
    found = session_settings_of(resolving(Scope.ORGANIZATION, {Key.VIEW_ONLY: True}))
    assert found.capabilities == {Capability.VIEW}


def test_an_expiry_that_is_off_leaves_the_hard_cap() -> None:
    found = session_settings_of(resolving(Scope.INSTANCE, {Key.SESSION_SECONDS: 0}))
    assert found.session_seconds == 12 * 3600


def test_the_server_alone_knows_the_hour() -> None:
    found = session_settings_of(resolving(Scope.ORGANIZATION, {Key.SUPPORT_HOURS: ("UTC mon 08:00-09:00",)}))
    assert found.is_open(datetime(2026, 1, 5, 8, 0, tzinfo=UTC))
    assert not found.is_open(datetime(2026, 1, 5, 9, 0, tzinfo=UTC))
