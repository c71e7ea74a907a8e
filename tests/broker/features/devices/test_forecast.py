"""What a technician reads of each state before they ask."""

import pytest
from msgspec.structs import replace

from broker.features.devices.forecast import forecast
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import Presence
from protocol.policy import Consent, ConsentRule, Policy
from protocol.starting import Start

USUAL = Policy(device=DeviceId("d" * 26), number=1)
LOOSE = replace(USUAL, consent=Consent(locked=ConsentRule.ALLOW, empty=ConsentRule.ALLOW))
BUSY = replace(USUAL, consent=Consent(present=ConsentRule.NO_SESSION))


@pytest.mark.parametrize(
    ("presence", "policy", "reason", "of_request"),
    [
        (Presence.ONLINE, USUAL, None, Start.ASK),
        (Presence.ONLINE, BUSY, "Somebody is there. Policy: no session.", Start.NONE),
        (Presence.IDLE, USUAL, None, Start.ASK),
        (Presence.IDLE, BUSY, "Unlocked, not touched for 10 minutes. Policy: no session.", Start.NONE),
        (Presence.LOCKED, USUAL, "The screen is locked. Policy: no session.", Start.NONE),
        (
            Presence.LOCKED,
            LOOSE,
            "The screen is locked, so nobody can be asked. An offer needs an answer.",
            Start.UNASKED,
        ),
        (Presence.SIGN_IN, USUAL, "The sign-in screen is shown. Policy: no session.", Start.NONE),
        (
            Presence.SIGN_IN,
            LOOSE,
            "Nobody is signed in, so nobody can be asked. An offer needs an answer.",
            Start.UNASKED,
        ),
        (Presence.EMPTY, LOOSE, "Nobody is signed in, and no screen is shown. No session.", Start.NONE),
        (None, LOOSE, "This device is not connected.", Start.NONE),
    ],
)
def test_each_state_says_what_the_policy_makes_of_it(
    presence: Presence | None, policy: Policy, reason: str | None, of_request: Start
) -> None:
    told = forecast(presence, policy, None, may_offer=True)
    assert (told.allowed, told.reason, told.start_of_request) == (reason is None, reason, of_request)


def test_what_stands_in_the_way_first_is_told_first() -> None:
    off = replace(USUAL, support_allowed=False)
    assert "security groups" in (forecast(Presence.ONLINE, off, "s", may_offer=False).reason or "")
    assert "switched off" in (forecast(Presence.ONLINE, off, "s", may_offer=True).reason or "")
    assert "session is on" in (forecast(Presence.ONLINE, USUAL, "s", may_offer=True).reason or "")
