"""State × policy × way of coming: who is asked, who comes in without a question, and where no session begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from protocol.grant import Origin
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import Presence
from protocol.policy import Consent, ConsentRule, Policy
from protocol.starting import Start, start_at
from tests.protocol.policies import policies

USUAL = Policy(device=DeviceId("d" * 26), number=1)
LOOSE = replace(USUAL, consent=Consent(locked=ConsentRule.ALLOW, empty=ConsentRule.ALLOW))
BUSY = replace(USUAL, consent=Consent(present=ConsentRule.NO_SESSION))
OFF = replace(LOOSE, support_allowed=False)
ASK, UNASKED, NONE = Start.ASK, Start.UNASKED, Start.NONE
STATES = (Presence.ONLINE, Presence.IDLE, Presence.LOCKED, Presence.SIGN_IN, Presence.EMPTY)


@pytest.mark.parametrize(
    ("origin", "policy", "expected"),
    [
        (Origin.OFFER, USUAL, (ASK, ASK, NONE, NONE, NONE)),
        (Origin.OFFER, LOOSE, (ASK, ASK, NONE, NONE, NONE)),
        (Origin.OFFER, BUSY, (NONE, NONE, NONE, NONE, NONE)),
        (Origin.REQUEST, USUAL, (ASK, ASK, NONE, NONE, NONE)),
        (Origin.REQUEST, LOOSE, (ASK, ASK, UNASKED, UNASKED, NONE)),
        (Origin.REQUEST, BUSY, (NONE, NONE, NONE, NONE, NONE)),
        (Origin.REQUEST, OFF, (NONE, NONE, NONE, NONE, NONE)),
    ],
)
def test_each_state_has_its_answer(origin: Origin, policy: Policy, expected: tuple[Start, ...]) -> None:
    assert tuple(start_at(state, origin, policy) for state in STATES) == expected


@given(presence=st.sampled_from(Presence), origin=st.sampled_from(Origin), policy=policies())
def test_an_open_desktop_is_never_entered_without_a_question(
    presence: Presence, origin: Origin, policy: Policy
) -> None:
    start = start_at(presence, origin, policy)
    if presence in (Presence.ONLINE, Presence.IDLE):
        assert start is not UNASKED
    if not policy.support_allowed or presence is Presence.EMPTY:
        assert start is NONE


@given(presence=st.sampled_from(Presence), origin=st.sampled_from(Origin), policy=policies())
def test_a_stricter_policy_never_lets_more_in(presence: Presence, origin: Origin, policy: Policy) -> None:
    strictest = replace(
        policy,
        consent=Consent(),
        unattended=replace(policy.unattended, allowed=False, own_devices=False),
    )
    assert start_at(presence, origin, strictest) is not UNASKED
