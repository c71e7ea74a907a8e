"""Names and reasons from outside cannot disguise themselves."""

from agent.desktop.foreign_text import clean_name, clean_paragraph


def test_control_and_direction_characters_go() -> None:
    assert clean_name("Ann\u202egnp.exe\u2066 \x1b[31mB\u200bob\x00") == "Anngnp.exe [31mBob"


def test_a_name_is_one_line_with_single_spaces() -> None:
    assert clean_name("  Your\nIT \t department ") == "Your IT department"


def test_letters_of_all_scripts_stay() -> None:
    assert clean_name("محمد 日本語 Grüße 😀") == "محمد 日本語 Grüße 😀"


def test_a_name_of_the_limit_stays_whole_and_one_more_is_cut() -> None:
    assert clean_name("a" * 80) == "a" * 80
    assert clean_name("a" * 81) == "a" * 79 + "…"


def test_a_paragraph_keeps_single_line_breaks() -> None:
    assert clean_paragraph("one\r\n\n\n\ntwo\u202e", 100) == "one\n\ntwo"
