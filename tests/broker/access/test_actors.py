"""Who acts, and what comes from being it."""

import dataclasses

import pytest

from broker.access.actors import Actor, ActorTitle, UsedToken, home_of, permissions_of, reach_of, title_of
from broker.access.permissions import ANONYMOUS, DEVICE, END_USER, PERSON, Permission
from broker.access.portal_features import PortalFeature
from broker.access.scopes import ALL, INSTANCE, NOWHERE, only
from tests.fakes.actors import ORG_A, ORG_B, STRANGER, SYSTEM, device, end_user, staff


def test_an_end_user_holds_own_rights_at_home_and_nothing_else() -> None:
    assert permissions_of(end_user(ORG_A)) == dict.fromkeys(END_USER, only(ORG_A))


def test_an_end_user_holds_what_the_features_of_their_portal_carry_and_always_their_account() -> None:
    asking = end_user(ORG_A, features=frozenset({PortalFeature.ASK_FOR_HELP}))
    assert permissions_of(asking) == dict.fromkeys(PERSON | {Permission.SESSION_REQUEST}, only(ORG_A))
    assert permissions_of(end_user(ORG_A, features=frozenset())) == dict.fromkeys(PERSON, only(ORG_A))


def test_a_device_holds_its_own_rights_at_home_and_nothing_else() -> None:
    assert permissions_of(device(ORG_B)) == dict.fromkeys(DEVICE, only(ORG_B))


def test_a_stranger_may_only_show_a_secret() -> None:
    assert permissions_of(STRANGER) == dict.fromkeys(ANONYMOUS, ALL)


def test_a_job_of_the_broker_may_do_everything() -> None:
    assert permissions_of(SYSTEM) == dict.fromkeys(Permission, ALL)


def test_staff_hold_what_their_groups_give_and_their_own_account() -> None:
    person = staff(Permission.DEVICE_READ, reach=only(ORG_B), organization=ORG_A)
    expected = {Permission.DEVICE_READ: only(ORG_B)} | dict.fromkeys(PERSON, only(ORG_A))
    assert permissions_of(person) == expected
    assert reach_of(person, Permission.SESSION_REQUEST) == NOWHERE


def test_a_program_with_a_token_acts_for_its_owner_but_never_changes_how_they_sign_in() -> None:
    person = dataclasses.replace(staff(Permission.DEVICE_READ), used_token=UsedToken(id="t", name="Night report"))
    assert Permission.OWN_ACCOUNT_CHANGE not in permissions_of(person)
    assert permissions_of(person).reach(Permission.DEVICE_READ) is ALL
    assert title_of(person).id == person.account_id
    assert title_of(person).name == "Duty technician (API token “Night report”)"


def test_an_end_user_with_grants_by_mistake_still_holds_none_of_them() -> None:
    odd = dataclasses.replace(end_user(ORG_A), grants=staff(Permission.AUDIT_READ).grants)
    assert reach_of(odd, Permission.AUDIT_READ) == NOWHERE


@pytest.mark.parametrize(
    ("actor", "home", "title"),
    [
        (staff(), INSTANCE, ("staff", "Duty technician")),
        (staff(organization=ORG_A), ORG_A, ("staff", "Duty technician")),
        (end_user(ORG_A), ORG_A, ("end_user", "Accounts assistant")),
        (device(ORG_B), ORG_B, ("device", "DESK-014")),
        (SYSTEM, INSTANCE, ("system", "Handrail")),
        (STRANGER, INSTANCE, ("anonymous", "")),
    ],
)
def test_each_actor_has_a_home_and_a_title(actor: Actor, home: str, title: tuple[str, str]) -> None:
    assert home_of(actor) == home
    found = title_of(actor)
    assert isinstance(found, ActorTitle)
    assert (found.kind, found.name) == title
    assert found.id
