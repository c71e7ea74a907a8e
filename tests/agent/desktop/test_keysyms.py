"""Characters and keysyms, there and back."""

import pytest

from agent.desktop.keysyms import character_of, keysym_of


@pytest.mark.parametrize("character", ["a", "Ä", "é", "日", "😀", "€", "}", " "])
def test_a_character_comes_back_from_its_keysym(character: str) -> None:
    assert character_of(keysym_of(character)) == character


@pytest.mark.parametrize("keysym", [0xFF0D, 0xFFE1, 0xFE51, 0xFFB1, 0x1008FF13])
def test_keys_that_make_no_character_have_none(keysym: int) -> None:
    assert character_of(keysym) == ""


def test_old_names_of_letters_are_known() -> None:
    assert character_of(0x06C6) == "ф"
