"""Identifiers have one form."""

import pytest

from protocol.identifiers import identifier_from, is_identifier, short_name


def test_sixteen_bytes_become_twenty_six_characters() -> None:
    assert identifier_from(bytes(16)) == "a" * 26
    assert is_identifier(identifier_from(bytes(range(16))))


@pytest.mark.parametrize("count", [0, 15, 17])
def test_other_lengths_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        identifier_from(bytes(count))


@pytest.mark.parametrize("text", ["", "a" * 25, "a" * 27, "A" * 26, "1" * 26, "a" * 25 + "\n"])
def test_other_forms_are_no_identifiers(text: str) -> None:
    assert not is_identifier(text)


def test_a_short_name_can_be_said() -> None:
    assert len(short_name("x")) == 3
