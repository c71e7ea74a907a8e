"""Tests of what bodies and their faults become."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.web.bodies import MAX_BODY_BYTES, refusal_of, too_large
from protocol.errors import Malformed


@pytest.mark.parametrize(
    ("detail", "code", "fields"),
    [
        ("Expected `str`, got `int` - at `$.email`", "field.wrong", ["email"]),
        ("Expected `str`, got `int` - at `$.people[0].email`", "field.wrong", ["people[0].email"]),
        ("Object missing required field `email`", "field.missing", ["email"]),
        ("Object missing required field `email` - at `$.person`", "field.missing", ["person.email"]),
        ("Object contains unknown field `more`", "field.unknown", ["more"]),
        ("Expected `object`, got `array`", "body.unexpected", []),
    ],
)
def test_a_fault_of_form_names_its_field(detail: str, code: str, fields: list[str]) -> None:
    refusal = refusal_of(Malformed("body.unexpected", detail))
    assert (refusal.code, refusal.status, list(refusal.fields or {})) == (code, 400, fields)


@given(st.text(max_size=300))
def test_whatever_the_decoder_says_is_a_refusal_of_bounded_size(detail: str) -> None:
    refusal = refusal_of(Malformed("body.unexpected", detail))
    assert refusal.code.startswith(("body.", "field."))
    assert all(len(name) <= 100 for name in refusal.fields or {})


def test_other_faults_keep_their_code() -> None:
    assert refusal_of(Malformed("body.duplicate_key")).code == "body.duplicate_key"
    assert refusal_of(Malformed("body.too_large")).status == too_large().status == 413
    assert MAX_BODY_BYTES == 64 * 1024
