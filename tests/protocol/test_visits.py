"""What a technician's visit lacks, one condition at a time; server and device decide by the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from protocol.grant import Visit
from protocol.identifiers import AccountId, DeviceId
from protocol.links.agent_broker import Presence
from protocol.policy import Consent, ConsentRule, Policy, Unattended
from protocol.starting import Start
from protocol.visits import Lack, lack_of, start_of_visit
from tests.protocol.policies import policies

TINA, OTTO = AccountId("t" * 26), AccountId("o" * 26)
POLICY = Policy(device=DeviceId("d" * 26), number=1, unattended=Unattended(allowed=True))
VISIT = Visit(account=TINA, approved_by=OTTO)
REASON = "Nightly update"
NO_APPROVAL = replace(POLICY, unattended=Unattended(allowed=True, approval=False))
NO_REASON = replace(POLICY, unattended=Unattended(allowed=True, reason=False))


@pytest.mark.parametrize(
    ("policy", "visit", "reason", "lack"),
    [
        (POLICY, VISIT, REASON, None),
        (replace(POLICY, unattended=Unattended()), VISIT, REASON, Lack.SWITCHED_OFF),
        (POLICY, None, REASON, Lack.SWITCHED_OFF),
        (POLICY, Visit(account=TINA), REASON, Lack.NOT_APPROVED),
        (POLICY, Visit(account=TINA, approved_by=TINA), REASON, Lack.NOT_APPROVED),
        (NO_APPROVAL, Visit(account=TINA), REASON, None),
        (POLICY, VISIT, " update ", Lack.NO_REASON),
        (NO_REASON, VISIT, "", None),
    ],
)
def test_each_condition_counts(policy: Policy, visit: Visit | None, reason: str, lack: Lack | None) -> None:
    assert lack_of(policy, visit, reason) is lack
    nobody = start_of_visit(Presence.LOCKED, policy, visit, reason, is_confirmed=True)
    assert nobody is (Start.UNASKED if lack is None else Start.NONE)


@pytest.mark.parametrize(
    ("presence", "known", "unknown"),
    [
        (Presence.ONLINE, Start.ASK, Start.ASK),
        (Presence.IDLE, Start.ASK, Start.ASK),
        (Presence.LOCKED, Start.UNASKED, Start.NONE),
        (Presence.SIGN_IN, Start.UNASKED, Start.NONE),
        (Presence.EMPTY, Start.NONE, Start.NONE),
    ],
)
def test_the_first_time_somebody_has_to_be_there(presence: Presence, known: Start, unknown: Start) -> None:
    assert start_of_visit(presence, POLICY, VISIT, REASON, is_confirmed=True) is known
    assert start_of_visit(presence, POLICY, VISIT, REASON, is_confirmed=False) is unknown


@given(
    presence=st.sampled_from(Presence),
    policy=policies(),
    approved=st.sampled_from((None, TINA, OTTO)),
    reason=st.sampled_from(("", "one", "two words")),
    known=st.booleans(),
)
def test_nobody_is_visited_unasked_without_all_of_it(
    presence: Presence, policy: Policy, approved: AccountId | None, reason: str, known: bool
) -> None:
    start = start_of_visit(presence, policy, Visit(account=TINA, approved_by=approved), reason, is_confirmed=known)
    if start is Start.UNASKED:
        rules = policy.unattended
        assert policy.support_allowed
        assert rules.allowed
        assert known
        assert presence in (Presence.LOCKED, Presence.SIGN_IN)
        assert approved == OTTO or not rules.approval
        assert reason == "two words" or not rules.reason


def test_a_person_who_may_not_be_asked_is_not_asked_by_a_visit_either() -> None:
    busy = replace(POLICY, consent=Consent(present=ConsentRule.NO_SESSION))
    assert start_of_visit(Presence.ONLINE, busy, VISIT, REASON, is_confirmed=True) is Start.NONE
