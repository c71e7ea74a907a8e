"""Tests of the sealing of secrets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs.errors import KeysFault
from certs.sealing import Sealer

SEALER = Sealer(b"k" * 32)


@given(st.binary(max_size=200), st.text(max_size=40))
def test_what_was_sealed_opens_in_its_own_context_only(secret: bytes, context: str) -> None:
    sealed = SEALER.seal(secret, context)
    assert SEALER.open(sealed, context) == secret
    with pytest.raises(KeysFault):
        SEALER.open(sealed, context + "x")


@given(st.binary(max_size=60))
def test_anything_else_is_refused_with_a_code(noise: bytes) -> None:
    with pytest.raises(KeysFault) as refused:
        SEALER.open(noise, "context")
    assert refused.value.code == "sealing.does_not_open"


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(KeysFault):
        Sealer(b"x" * 32).open(SEALER.seal(b"secret", "row"), "row")
