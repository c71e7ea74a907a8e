"""Tests of codes from an app and of recovery codes."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.features.accounts.one_time_codes import (
    app_address,
    is_secret,
    matching_step,
    new_recovery_codes,
    new_secret,
    qr_picture,
    recovery_hash,
)
from tests.fakes.accounts import TOTP_SECRET, code_at

NOW = datetime(2030, 1, 1, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30


@pytest.mark.parametrize(("steps", "found"), [(-2, None), (-1, STEP - 1), (0, STEP), (1, STEP + 1), (2, None)])
def test_a_code_counts_one_step_early_or_late_and_no_further(steps: int, found: int | None) -> None:
    assert matching_step(TOTP_SECRET, code_at(TOTP_SECRET, NOW, steps), NOW, None) == found


def test_a_code_works_once_and_none_before_it_works_any_more() -> None:
    for steps in (-1, 0):
        assert matching_step(TOTP_SECRET, code_at(TOTP_SECRET, NOW, steps), NOW, STEP) is None
    assert matching_step(TOTP_SECRET, code_at(TOTP_SECRET, NOW, 1), NOW, STEP) == STEP + 1


def test_the_test_vector_of_the_rfc_holds() -> None:
    # RFC 6238, appendix B, SHA-1, the last six digits.
    at = datetime.fromtimestamp(1111111109, UTC)
    assert matching_step("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "081804", at, None) == 0x23523EC


def test_spaces_in_a_code_do_not_matter() -> None:
    code = code_at(TOTP_SECRET, NOW)
    assert matching_step(TOTP_SECRET, f" {code[:3]} {code[3:]}", NOW, None) == STEP


@given(st.text(max_size=80))
def test_any_text_is_a_code_or_not(text: str) -> None:
    found = matching_step(TOTP_SECRET, text, NOW, None)
    assert found is None or "".join(text.split()).isascii()


def test_secrets_are_base32_of_160_bits() -> None:
    made = new_secret(secrets.token_bytes)
    assert len(made) == 32
    assert is_secret(made)
    for wrong in ("", "A" * 8, "A" * 15, "A" * 17, "a" * 16, "1" * 16):
        assert not is_secret(wrong)


def test_recovery_codes_differ_and_are_found_however_they_are_typed() -> None:
    codes = new_recovery_codes(secrets.token_bytes)
    assert len(set(codes)) == 10
    code = codes[0]
    assert recovery_hash("one", code) == recovery_hash("one", code.upper().replace("-", " "))
    assert recovery_hash("one", code) != recovery_hash("two", code)


def test_the_app_is_told_issuer_and_address_in_a_picture() -> None:
    uri = app_address(TOTP_SECRET, "ada@provider.example")
    assert uri.startswith("otpauth://totp/Handrail:ada%40provider.example?secret=" + TOTP_SECRET)
    picture = qr_picture(uri)
    assert picture.startswith("<svg ")
    assert "style" not in picture
    assert "script" not in picture


def test_the_code_of_another_minute_is_not_taken() -> None:
    assert matching_step(TOTP_SECRET, code_at(TOTP_SECRET, NOW + timedelta(minutes=5)), NOW, None) is None
