"""Yes or no, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.access.actors import Actor, reach_of
from broker.access.decision import Reason, decide, explain
from broker.access.groups import SecurityGroup
from broker.access.permissions import GRANTABLE, Permission
from broker.access.portal_features import PortalFeature
from broker.access.scopes import ALL, INSTANCE, covers, only
from protocol.identifiers import OrganizationId
from tests.fakes.actors import ORG_A, ORG_B, STRANGER, SYSTEM, device, end_user, staff

READ = Permission.DEVICE_READ
PLACES = [ORG_A, ORG_B, INSTANCE]


@pytest.mark.parametrize(
    ("actor", "permission", "place", "reason", "visible"),
    [
        (staff(READ), READ, ORG_A, Reason.HELD_EVERYWHERE, True),
        (staff(READ), READ, INSTANCE, Reason.HELD_EVERYWHERE, True),
        (staff(READ, reach=only(ORG_A)), READ, ORG_A, Reason.HELD_HERE, True),
        (staff(READ, reach=only(ORG_A)), READ, None, Reason.HELD_SOMEWHERE, True),
        (staff(READ, reach=only(ORG_A)), READ, ORG_B, Reason.FOREIGN, False),
        (staff(READ, reach=only(ORG_A)), Permission.AUDIT_READ, ORG_A, Reason.NOT_HELD, True),
        (staff(READ, reach=only(ORG_A)), Permission.AUDIT_READ, ORG_B, Reason.FOREIGN, False),
        (staff(READ), Permission.AUDIT_READ, None, Reason.NOT_HELD, True),
        (staff(READ, reach=only(ORG_A)), READ, INSTANCE, Reason.HELD_ELSEWHERE, True),
        (end_user(ORG_A), Permission.SESSION_REQUEST, ORG_A, Reason.HELD_HERE, True),
        (end_user(ORG_A), Permission.SESSION_REQUEST, ORG_B, Reason.FOREIGN, False),
        (end_user(ORG_A), READ, ORG_A, Reason.NOT_HELD, True),
        (device(ORG_A), Permission.OWN_SESSION_ANSWER, ORG_A, Reason.HELD_HERE, True),
        (device(ORG_A), Permission.OWN_SESSION_ANSWER, ORG_B, Reason.FOREIGN, False),
        (STRANGER, Permission.SIGN_IN, None, Reason.HELD_SOMEWHERE, True),
        (SYSTEM, Permission.KEYS_ROTATE, INSTANCE, Reason.HELD_EVERYWHERE, True),
    ],
)
def test_decisions_come_with_their_reason(
    actor: Actor, permission: Permission, place: OrganizationId | None, reason: Reason, visible: bool
) -> None:
    decision = decide(actor, permission, place)
    held = {Reason.HELD_EVERYWHERE, Reason.HELD_HERE, Reason.HELD_SOMEWHERE}
    assert (decision.reason, decision.allowed, decision.visible) == (reason, reason in held, visible)


reaches = st.just(ALL) | st.frozensets(st.sampled_from(PLACES))


@given(
    held=st.frozensets(st.sampled_from(sorted(GRANTABLE)), max_size=5),
    reach=reaches,
    permission=st.sampled_from(Permission),
    place=st.sampled_from(PLACES),
)
def test_staff_may_act_exactly_where_the_permission_reaches(
    held: frozenset[Permission], reach: frozenset[OrganizationId], permission: Permission, place: OrganizationId
) -> None:
    person = staff(*held, reach=reach)
    decision = decide(person, permission, place)
    assert decision.allowed == covers(reach_of(person, permission), place)
    assert decision.visible or not any(covers(reach_of(person, other), place) for other in Permission)


def group(name: str, reach: frozenset[OrganizationId]) -> SecurityGroup:
    return SecurityGroup(id=name, name=name, permissions=frozenset({READ}), reach=reach)


def test_an_explanation_names_the_groups_that_give_the_permission_here() -> None:
    here, there = group("Duty", only(ORG_A)), group("Night", only(ORG_B))
    found = explain(staff(READ, reach=only(ORG_A)), READ, ORG_A, [here, there])
    assert (found.giving, found.elsewhere) == ((here,), (there,))
    assert found.sentence == "Yes: by the security group “Duty”."


def test_an_explanation_of_a_no_names_what_is_missing() -> None:
    there = group("Night", only(ORG_B))
    person = staff(READ, reach=only(ORG_B))
    assert "“Night” gives device:read, but not in this organization" in explain(person, READ, ORG_A, [there]).sentence
    assert "none of their security groups" in explain(person, Permission.AUDIT_READ, ORG_A, [there]).sentence
    asking = end_user(ORG_A, features=frozenset({PortalFeature.ASK_FOR_HELP}))
    assert "their portal group does not give" in explain(asking, Permission.OWN_DEVICE_READ, ORG_A).sentence
    assert "not in this organization" in explain(asking, Permission.SESSION_REQUEST, ORG_B).sentence
    assert "end users are in none" in explain(end_user(ORG_A), READ, ORG_A).sentence


def test_an_explanation_of_rights_that_need_no_group_says_where_they_come_from() -> None:
    assert "their own" in explain(end_user(ORG_A), Permission.SESSION_REQUEST, ORG_A).sentence
    assert "job" in explain(SYSTEM, READ, ORG_A).sentence
    assert "secret" in explain(STRANGER, Permission.SIGN_IN, INSTANCE).sentence
    assert explain(staff(READ), READ, ORG_A).sentence == "Yes: by their security groups."
