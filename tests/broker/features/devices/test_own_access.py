"""What an owner is told before they connect: what is about them first, then the device, then how it would begin."""

import pytest
from msgspec.structs import replace

from broker.features.accounts.remote_access import RemoteAccess, Unmet
from broker.features.devices.own_access import OwnHindrance, own_access
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import Presence
from protocol.policy import Consent, ConsentRule, Policy, Unattended
from protocol.starting import Start

POLICY = Policy(device=DeviceId("d" * 26), number=1)
GOOD = RemoteAccess(is_on=True, unmet=(), has_feature=True)
BUSY = replace(POLICY, consent=Consent(present=ConsentRule.NO_SESSION))


@pytest.mark.parametrize(
    ("presence", "policy", "live", "access", "reason", "start"),
    [
        (Presence.LOCKED, POLICY, None, GOOD, None, Start.UNASKED),
        (Presence.SIGN_IN, POLICY, None, GOOD, None, Start.UNASKED),
        (Presence.ONLINE, POLICY, None, GOOD, None, Start.ASK),
        (Presence.IDLE, POLICY, None, GOOD, None, Start.ASK),
        (Presence.ONLINE, BUSY, None, GOOD, OwnHindrance.SOMEBODY_THERE, Start.NONE),
        (Presence.EMPTY, POLICY, None, GOOD, OwnHindrance.NOTHING_TO_SEE, Start.NONE),
        (None, POLICY, None, GOOD, OwnHindrance.OFFLINE, Start.NONE),
        (Presence.LOCKED, POLICY, "s" * 26, GOOD, OwnHindrance.IN_SESSION, Start.UNASKED),
        (
            Presence.LOCKED,
            replace(POLICY, unattended=Unattended(own_devices=False)),
            None,
            GOOD,
            OwnHindrance.SETTINGS,
            Start.NONE,
        ),
        (None, replace(POLICY, support_allowed=False), None, GOOD, OwnHindrance.SWITCHED_OFF, Start.NONE),
        (
            None,
            POLICY,
            None,
            RemoteAccess(is_on=False, unmet=(), has_feature=True),
            OwnHindrance.NOT_ENABLED,
            Start.NONE,
        ),
    ],
)
def test_what_is_in_the_way_is_told_or_how_it_begins(
    presence: Presence | None,
    policy: Policy,
    live: str | None,
    access: RemoteAccess,
    reason: OwnHindrance | None,
    start: Start,
) -> None:
    found = own_access(presence, policy, live, access)
    assert (found.allowed, found.reason, found.start) == (reason is None, reason, start)


@pytest.mark.parametrize("unmet", list(Unmet))
def test_each_condition_of_the_person_is_named(unmet: Unmet) -> None:
    found = own_access(Presence.LOCKED, POLICY, None, RemoteAccess(is_on=True, unmet=(unmet,), has_feature=True))
    assert found.reason is not None
    assert found.reason.value == unmet.value
