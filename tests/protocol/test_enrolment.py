"""Enrolment tokens have one form, and the proof binds secret and key."""

import pytest

from protocol.enrolment import MAX_TOKEN, proof_bytes, read_token, root_mark

MARK = root_mark(b"r" * 32)


def test_a_token_names_its_root() -> None:
    token = read_token(f" secret-part.{MARK}\n")
    assert token is not None
    assert (token.secret, token.root_mark) == ("secret-part", MARK)


@pytest.mark.parametrize(
    "text", ["", "secret", f".{MARK}", f"secret.{MARK[:-1]}", f"secret.{MARK.upper()}x", "x" * MAX_TOKEN + f".{MARK}"]
)
def test_other_texts_are_no_tokens(text: str) -> None:
    assert read_token(text) is None


def test_the_proof_changes_with_secret_and_key() -> None:
    assert proof_bytes("a", b"k" * 32) != proof_bytes("b", b"k" * 32)
    assert proof_bytes("a", b"k" * 32) != proof_bytes("a", b"l" * 32)
