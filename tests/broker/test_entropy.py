"""The home of randomness."""

import re

from broker.entropy import new_id, new_reference, random_bytes, random_fraction, url_text
from protocol.identifiers import is_identifier


def test_each_identifier_is_well_formed_and_new() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(is_identifier(identifier) for identifier in made)


def test_random_bytes_are_as_many_as_asked_for() -> None:
    assert len(random_bytes(12)) == 12
    assert random_bytes(16) != random_bytes(16)


def test_a_reference_is_four_characters_that_cannot_be_misread() -> None:
    assert all(re.fullmatch("[2-9A-HJ-NP-Z]{4}", new_reference()) for _ in range(100))


def test_bytes_are_spelled_as_an_address_carries_them() -> None:
    assert url_text(b"\xfb\xff\xfe") == "-__-"
    assert url_text(b"\0" * 32) == "A" * 43


def test_fractions_stay_below_one() -> None:
    drawn = [random_fraction() for _ in range(100)]
    assert all(0 <= each < 1 for each in drawn)
    assert len(set(drawn)) > 1
