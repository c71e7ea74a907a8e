"""Tests of what an API token is, and of what it may be given."""

from datetime import UTC, datetime, timedelta

import pytest

from broker.access.groups import Grants
from broker.access.permissions import END_USER, Permission
from broker.access.scopes import ALL, NOWHERE, Reach, only
from broker.errors import BadInput
from broker.features.api_tokens import rules
from broker.features.api_tokens.rules import State, check_rights, has_form, new_token, read_name, state_of
from protocol.identifiers import OrganizationId
from tests.fakes.actors import ORG_A, ORG_B

NOW = datetime(2026, 5, 1, tzinfo=UTC)
READ, ASSIGN = Permission.DEVICE_READ, Permission.DEVICE_ASSIGN
HELD = Grants({READ: ALL, ASSIGN: only(ORG_A)})


def test_a_token_is_256_random_bits_behind_its_first_letters() -> None:
    token = new_token(lambda count: b"\xff" * count)
    assert token == "hr_" + "_" * 42 + "8"
    assert has_form(token)
    assert not any(has_form(each) for each in ("", token + "a", token[3:], token.replace("_", "+"), token + "\n"))


@pytest.mark.parametrize(
    ("expires", "revoked", "state"),
    [
        (NOW + timedelta(milliseconds=1), None, State.WORKS),
        (NOW, None, State.EXPIRED),
        (NOW + timedelta(days=1), NOW, State.REVOKED),
        (NOW, NOW, State.REVOKED),
    ],
)
def test_a_token_works_until_its_day_or_until_it_is_revoked(
    expires: datetime, revoked: datetime | None, state: State
) -> None:
    assert state_of(expires, revoked, NOW) is state


def test_a_name_has_one_to_eighty_characters() -> None:
    assert read_name("  Night \t report ") == "Night report"
    assert read_name("n" * 80) == "n" * 80
    for wrong in ("", " ", "n" * 81, "a\x00b"):
        with pytest.raises(BadInput):
            read_name(wrong)


@pytest.mark.parametrize(
    ("wanted", "reach"), [({READ}, ALL), ({ASSIGN}, ALL), ({READ, ASSIGN}, only(ORG_A)), ({READ}, only(ORG_A, ORG_B))]
)
def test_a_token_carries_what_its_owner_holds(wanted: set[Permission], reach: Reach) -> None:
    check_rights(wanted, reach, HELD)


@pytest.mark.parametrize(
    ("wanted", "reach", "code"),
    [
        (set[Permission](), ALL, "token.wrong_permissions"),
        ({READ}, NOWHERE, "token.wrong_organizations"),
        ({ASSIGN}, only(ORG_A, ORG_B), "token.wrong_permissions"),
        ({Permission.AUDIT_READ}, only(ORG_A), "token.wrong_permissions"),
        ({Permission.OWN_ACCOUNT_CHANGE}, only(ORG_A), "token.wrong_permissions"),
        ({READ}, frozenset(OrganizationId(str(each)) for each in range(101)), "token.wrong_organizations"),
    ],
)
def test_a_token_carries_nothing_more(wanted: set[Permission], reach: Reach, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        check_rights(wanted, reach, HELD)
    assert refusal.value.code == code


def test_a_hundred_organizations_are_not_too_many() -> None:
    check_rights({READ}, frozenset(OrganizationId(str(each)) for each in range(100)), HELD)


def test_no_token_makes_tokens_or_acts_as_the_person_themselves() -> None:
    assert Permission.TOKEN_CHANGE not in rules.FOR_TOKENS
    assert not rules.FOR_TOKENS & END_USER
