"""Tests of the rules of passwords and addresses."""

import json
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.features.accounts.rules import (
    SENTENCES,
    PasswordProfile,
    PasswordRule,
    asked_rules,
    broken_rules,
    common_passwords,
    email_key,
    is_email,
    normalized,
)

EMAIL = "ada.berg@provider.example"
GOOD = "Maple-Otter-Lantern-1234"


def test_a_good_password_breaks_nothing() -> None:
    assert broken_rules(GOOD, EMAIL) == ()


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("Maple-Ott-1", PasswordRule.LENGTH),
        ("M1-" + "a" * 126, PasswordRule.LENGTH),
        ("maple-otter-lantern-1234", PasswordRule.UPPER),
        ("MAPLE-OTTER-LANTERN-1234", PasswordRule.LOWER),
        ("Maple-Otter-Lantern-abcd", PasswordRule.DIGIT),
        ("MapleOtterLantern1234", PasswordRule.SYMBOL),
        ("Maple Otter Lantern 1234", PasswordRule.SYMBOL),
        ("Password1234!", PasswordRule.NOT_COMMON),
        ("P@ssw0rd-1234", PasswordRule.NOT_COMMON),
        ("PasswordPassword1!", PasswordRule.NOT_COMMON),
        ("1234!Welcome!1234", PasswordRule.NOT_COMMON),
    ],
)
def test_each_rule_is_broken_alone(password: str, rule: PasswordRule) -> None:
    assert broken_rules(password, EMAIL) == (rule,)


@pytest.mark.parametrize(("length", "good"), [(11, False), (12, True), (128, True), (129, False)])
def test_the_length_has_both_borders(length: int, good: bool) -> None:
    password = ("Aq1-" + "xkcvbwz" * 20)[:length]
    assert (PasswordRule.LENGTH not in broken_rules(password, EMAIL)) is good


@given(st.text(string.ascii_letters + string.digits + "-.", min_size=1, max_size=30), st.data())
def test_the_email_address_is_no_password_however_it_is_dressed(local: str, data: st.DataObject) -> None:
    email = f"{local}@Provider.example"
    spaced = "".join(
        data.draw(st.sampled_from(["", " ", "\t", "\u2003"])) + data.draw(st.sampled_from([sign.upper(), sign.lower()]))
        for sign in email
    )
    for profile in PasswordProfile:
        assert PasswordRule.NOT_EMAIL in broken_rules(f" {spaced} ", email, profile=profile)


@given(st.text(max_size=140))
def test_the_nist_profile_drops_only_the_composition(password: str) -> None:
    standard, nist = (set(broken_rules(password, EMAIL, profile=profile)) for profile in PasswordProfile)
    composition = {PasswordRule.UPPER, PasswordRule.LOWER, PasswordRule.DIGIT, PasswordRule.SYMBOL}
    assert nist == standard - composition


@given(st.text(max_size=200))
def test_a_password_is_judged_alike_from_whatever_keyboard_it_comes(password: str) -> None:
    assert broken_rules(password, EMAIL) == broken_rules(normalized(password), EMAIL)
    assert normalized(normalized(password)) == normalized(password)


def test_every_common_word_is_refused_with_a_little_dressing() -> None:
    for word in common_passwords():
        dressed = f"{word.capitalize()}-2024!"
        assert PasswordRule.NOT_COMMON in broken_rules(dressed, EMAIL) or not word.isascii() or not word.isalpha(), word


def test_every_rule_has_its_sentence_for_the_form() -> None:
    assert set(SENTENCES) == set(PasswordRule)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("a@b.example", True),
        ("ada.berg+x@sub.provider.example", True),
        ("ärger@bücher.example", True),
        ("a@b", False),
        ("a b@c.example", False),
        ("a@b@c.example", False),
        ("a\n@b.example", False),
        ("\u202ea@b.example", False),
        ("@b.example", False),
        ("a" * 65 + "@b.example", False),
        ("a@" + "b" * 245 + ".example", False),
        ("", False),
    ],
)
def test_an_address_is_one_that_mail_reaches(text: str, good: bool) -> None:
    assert is_email(text) is good


def test_accounts_are_found_in_whatever_case_and_spaces() -> None:
    assert email_key("  Ada.Berg@Provider.Example ") == email_key("ada.berg@provider.example")


VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "passwords.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["password"])[:20])
def test_passwords_are_judged_as_the_browser_judges_them(vector: dict[str, Any]) -> None:
    password, email = vector["password"], vector["email"]
    assert list(broken_rules(password, email)) == vector["broken"]
    assert list(broken_rules(password, email, profile=PasswordProfile.NIST)) == vector["broken_nist"]


def test_a_profile_asks_for_its_rules_in_the_order_of_the_form() -> None:
    assert asked_rules(PasswordProfile.STANDARD) == tuple(PasswordRule)
    assert [rule.value for rule in asked_rules(PasswordProfile.NIST)] == ["length", "not_email", "not_common"]
