"""Names and reasons from outside cannot disguise themselves."""

import pytest

from agent.desktop.foreign_text import clean_name, clean_paragraph, mixes_alphabets


def test_control_and_direction_characters_go() -> None:
    assert clean_name("Ann\u202egnp.exe\u2066 \x1b[31mB\u200bob\x00") == "Anngnp.exe [31mBob"


def test_a_name_is_one_line_with_single_spaces() -> None:
    assert clean_name("  Your\nIT \t department ") == "Your IT department"


def test_letters_of_all_scripts_stay() -> None:
    assert clean_name("محمد 日本語 Grüße 😀") == "محمد 日本語 Grüße 😀"


def test_a_name_of_the_limit_stays_whole_and_one_more_is_cut() -> None:
    assert clean_name("a" * 80) == "a" * 80
    assert clean_name("a" * 81) == "a" * 79 + "…"
    assert clean_name("a" * 100_000) == "a" * 79 + "…"
    assert clean_paragraph("two words\n" * 10_000, 1_000).endswith("…")
    assert len(clean_paragraph("two words\n" * 10_000, 1_000)) <= 1_000


def test_a_paragraph_keeps_single_line_breaks() -> None:
    assert clean_paragraph("one\r\n\n\n\ntwo\u202e", 100) == "one\n\ntwo"


@pytest.mark.parametrize("text", ["p\u0430ypal", "Ann \u041eber", "\u0391nn", "a@ex\u0430mple.org"])
def test_a_word_of_two_alphabets_that_look_alike_is_seen(text: str) -> None:
    assert mixes_alphabets(text)


@pytest.mark.parametrize(
    "text",
    ["", "Grüße Łukasz", "Иван Smith", "Ελένη & Ann", "東京タワー Tokyo", "محمد Ali", "µTorrent 5Ω", "한국어 漢字"],
)
def test_people_who_write_in_their_own_alphabets_are_in_no_disguise(text: str) -> None:
    assert not mixes_alphabets(text)
