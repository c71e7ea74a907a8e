"""State × policy × way of coming: who is asked, who comes in without a question, and where no session begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from protocol.grant import Origin
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import Presence
from protocol.policy import Consent, ConsentRule, Policy, Unattended
from protocol.starting import Start, is_open, may_come, start_at, waives_somewhere
from tests.protocol.policies import policies

USUAL = Policy(device=DeviceId("d" * 26), number=1)
LOOSE = replace(USUAL, consent=Consent(locked=ConsentRule.ALLOW, empty=ConsentRule.ALLOW))
BUSY = replace(USUAL, consent=Consent(present=ConsentRule.NO_SESSION))
VISITS = replace(USUAL, unattended=Unattended(allowed=True))
OFF = replace(LOOSE, support_allowed=False)
NOT_FOR_OWNERS = replace(LOOSE, unattended=Unattended(own_devices=False))
RULES = ("support_allowed", "own_devices", "present", "locked", "empty")
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
        (Origin.UNATTENDED, LOOSE, (ASK, ASK, NONE, NONE, NONE)),
        (Origin.UNATTENDED, VISITS, (ASK, ASK, UNASKED, UNASKED, NONE)),
        (Origin.REQUEST, NOT_FOR_OWNERS, (ASK, ASK, UNASKED, UNASKED, NONE)),
        # An owner is never held by what the settings say of locked and empty devices, and is held by the one of theirs.
        (Origin.OWN, USUAL, (ASK, ASK, UNASKED, UNASKED, NONE)),
        (Origin.OWN, LOOSE, (ASK, ASK, UNASKED, UNASKED, NONE)),
        (Origin.OWN, BUSY, (NONE, NONE, UNASKED, UNASKED, NONE)),
        (Origin.OWN, NOT_FOR_OWNERS, (NONE, NONE, NONE, NONE, NONE)),
        (Origin.OWN, OFF, (NONE, NONE, NONE, NONE, NONE)),
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


@given(presence=st.sampled_from(Presence), origin=st.sampled_from(Origin), policy=policies(), at=st.sampled_from(RULES))
def test_a_policy_with_one_rule_tightened_never_lets_more_in(
    presence: Presence, origin: Origin, policy: Policy, at: str
) -> None:
    if at == "support_allowed":
        stricter = replace(policy, support_allowed=False)
    elif at == "own_devices":
        stricter = replace(policy, unattended=replace(policy.unattended, own_devices=False))
    else:
        stricter = replace(policy, consent=replace(policy.consent, **{at: ConsentRule.NO_SESSION}))
    strictness = list(Start).index
    assert strictness(start_at(presence, origin, stricter)) >= strictness(start_at(presence, origin, policy))


@pytest.mark.parametrize(
    ("origin", "policy", "expected"),
    [
        (Origin.OFFER, LOOSE, False),
        (Origin.REQUEST, USUAL, False),
        (Origin.REQUEST, LOOSE, True),
        (Origin.OWN, USUAL, True),
        (Origin.OWN, NOT_FOR_OWNERS, False),
    ],
)
def test_whether_any_state_lets_somebody_in_without_a_question(
    origin: Origin, policy: Policy, *, expected: bool
) -> None:
    assert waives_somewhere(origin, policy) is expected


def test_only_owners_are_kept_out_by_the_setting_about_owners() -> None:
    assert [origin for origin in Origin if not may_come(origin, NOT_FOR_OWNERS)] == [Origin.OWN]
    assert not [origin for origin in Origin if may_come(origin, OFF)]


def test_an_open_desktop_is_one_that_is_unlocked() -> None:
    assert [state for state in STATES if is_open(state)] == [Presence.ONLINE, Presence.IDLE]
