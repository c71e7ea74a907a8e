"""What a technician reads of each state before they ask."""

import pytest
from msgspec.structs import replace

from broker.features.devices.forecast import Hindrance, forecast
from broker.features.devices.unattended import Standpoint
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import Presence
from protocol.policy import Consent, ConsentRule, Policy
from protocol.starting import Start

USUAL = Policy(device=DeviceId("d" * 26), number=1)
LOOSE = replace(USUAL, consent=Consent(locked=ConsentRule.ALLOW, empty=ConsentRule.ALLOW))
NO_VISITOR = Standpoint(may_visit=False, is_known=False, off_by=None)
BUSY = replace(USUAL, consent=Consent(present=ConsentRule.NO_SESSION))


@pytest.mark.parametrize(
    ("presence", "policy", "reason", "of_request"),
    [
        (Presence.ONLINE, USUAL, None, Start.ASK),
        (Presence.ONLINE, BUSY, Hindrance.NO_SESSION, Start.NONE),
        (Presence.IDLE, USUAL, None, Start.ASK),
        (Presence.IDLE, BUSY, Hindrance.NO_SESSION, Start.NONE),
        (Presence.LOCKED, USUAL, Hindrance.NO_SESSION, Start.NONE),
        (Presence.LOCKED, LOOSE, Hindrance.NEEDS_ANSWER, Start.UNASKED),
        (Presence.SIGN_IN, USUAL, Hindrance.NO_SESSION, Start.NONE),
        (Presence.SIGN_IN, LOOSE, Hindrance.NEEDS_ANSWER, Start.UNASKED),
        (Presence.EMPTY, LOOSE, Hindrance.NO_SESSION, Start.NONE),
        (None, LOOSE, Hindrance.OFFLINE, Start.NONE),
    ],
)
def test_each_state_says_what_the_policy_makes_of_it(
    presence: Presence | None, policy: Policy, reason: Hindrance | None, of_request: Start
) -> None:
    told = forecast(presence, policy, None, NO_VISITOR, may_offer=True)
    assert (told.allowed, told.reason, told.start_of_request) == (reason is None, reason, of_request)


def test_what_stands_in_the_way_first_is_told_first() -> None:
    off = replace(USUAL, support_allowed=False)
    assert forecast(Presence.ONLINE, off, "s", NO_VISITOR, may_offer=False).reason is Hindrance.NOT_PERMITTED
    assert forecast(Presence.ONLINE, off, "s", NO_VISITOR, may_offer=True).reason is Hindrance.SWITCHED_OFF
    assert forecast(Presence.ONLINE, USUAL, "s", NO_VISITOR, may_offer=True).reason is Hindrance.IN_SESSION


def test_that_support_is_off_is_told_to_whom_it_hinders_in_another_way_too() -> None:
    off = replace(USUAL, support_allowed=False)
    assert forecast(Presence.ONLINE, off, None, NO_VISITOR, may_offer=False).switched_off
    assert not forecast(Presence.ONLINE, USUAL, None, NO_VISITOR, may_offer=False).switched_off
