"""The catalogue's small part of ICU's message format, and that every sentence can be said."""

import re

import pytest

from agent.desktop.menu import Action
from agent.desktop.texts import PLURALS, Texts, format_message, load_texts
from protocol.session.reasons import EndReason

ENGLISH = PLURALS["en"]


def test_values_plurals_places_and_choices_are_filled_in() -> None:
    assert format_message("Hello {name}.", {"name": "Ann"}, ENGLISH) == "Hello Ann."
    message = "{n, plural, =0 {none} one {# thing} other {# things}}"
    assert [format_message(message, {"n": n}, ENGLISH) for n in (0, 1, 2)] == ["none", "1 thing", "2 things"]
    place = "{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}"
    places = [format_message(place, {"n": n}, ENGLISH) for n in (1, 2, 3, 11, 22, 113)]
    assert places == ["1st", "2nd", "3rd", "11th", "22nd", "113th"]
    choice = "{may, select, yes {{name} controls} other {{name} sees}}"
    assert format_message(choice, {"may": "yes", "name": "Ann"}, ENGLISH) == "Ann controls"


def test_a_value_is_never_read_as_a_message() -> None:
    assert format_message("{name}", {"name": "{other} #"}, ENGLISH) == "{other} #"


def test_an_open_brace_is_a_fault() -> None:
    with pytest.raises(ValueError, match="brace"):
        format_message("{name", {"name": "Ann"}, ENGLISH)


@pytest.mark.parametrize("language", ["xx", "en_GB", "../../etc", ""])
def test_a_language_without_a_catalogue_reads_english(language: str) -> None:
    assert load_texts(language).language == "en"


def every_sentence() -> list[tuple[str, str]]:
    texts: Texts = load_texts("en")
    values = {name: 3 for key in texts.keys() for name in re.findall(r"\{(\w+)", texts.pattern(key))}  # noqa: SIM118
    return [(key, texts(key, **values)) for key in sorted(texts.keys())]


def test_every_sentence_can_be_said_and_avoids_what_is_to_be_avoided() -> None:
    avoid = re.compile(
        r"\b(invalid|failed to|oops|sorry|please|just|simply|successfully|are you sure|click here|login|user|kill|abort"
        r"|secure|verified)\b|!",
        re.IGNORECASE,
    )
    for key, sentence in every_sentence():
        assert sentence, key
        found = avoid.search(sentence.replace("just now", ""))
        assert found is None, f"{key} says {sentence!r}"


def test_each_item_and_each_end_has_its_sentence() -> None:
    texts = load_texts("en")
    assert all(texts.has(f"menu.item.{action}") for action in Action)
    assert all(texts.has(f"ended.{reason}") for reason in EndReason)
