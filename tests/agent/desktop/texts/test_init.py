"""The catalogue's small part of ICU's message format, and that every sentence can be said."""

import re
from pathlib import Path

import pytest

from agent.desktop.menu import Action
from agent.desktop.texts import PLURALS, _choices, choose_language, format_message, languages, load_texts
from protocol.links.core_desktop import NotSent
from protocol.links.desktop_picture import PictureFate
from protocol.session.reasons import EndReason

DESKTOP = Path(__file__).parents[4] / "agent" / "desktop"
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


def every_sentence(language: str, number: int = 3) -> list[tuple[str, str]]:
    texts = load_texts(language)
    values = {name: number for key in texts.keys() for name in re.findall(r"\{(\w+)", texts.pattern(key))}  # noqa: SIM118
    return [(key, texts(key, **values)) for key in sorted(texts.keys())]


def test_every_sentence_can_be_said_and_avoids_what_is_to_be_avoided() -> None:
    avoid = re.compile(
        r"\b(invalid|failed to|oops|sorry|please|just|simply|successfully|are you sure|click here|login|user|kill|abort"
        r"|secure|verified)\b|!",
        re.IGNORECASE,
    )
    for key, sentence in every_sentence("en"):
        assert sentence, key
        found = avoid.search(sentence.replace("just now", ""))
        assert found is None, f"{key} says {sentence!r}"


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_catalogue_says_everything_with_the_same_values(language: str) -> None:
    english, other = load_texts("en"), load_texts(language)
    assert other.keys() == english.keys()
    for key in english.keys():  # noqa: SIM118
        assert arguments_of(other.pattern(key)) == arguments_of(english.pattern(key)), key
    for number in (0, 1, 2, 3, 11, 100):
        assert all(sentence.strip() or key == "word.comma" for key, sentence in every_sentence(language, number))


def arguments_of(message: str) -> set[str]:
    """Give the names of what is filled in, choices within choices included."""
    found: set[str] = set()
    depth, opened = 0, 0
    for at, sign in enumerate(message):
        if sign == "{" and (depth := depth + 1) == 1:
            opened = at + 1
        elif sign == "}" and (depth := depth - 1) == 0:
            name, _, rest = message[opened:at].partition(",")
            choices = rest.partition(",")[2]
            found |= {name} | {each for choice in _choices(choices).values() for each in arguments_of(choice)}
    return found


def test_the_catalogue_holds_no_sentence_that_nothing_says() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in DESKTOP.rglob("*.py"))
    begun = tuple(re.findall(r'f"([a-z_.]+)\{', sources))
    unused = [key for key in load_texts("en").keys() if f'"{key}"' not in sources and not key.startswith(begun)]  # noqa: SIM118
    assert unused == []


def test_arabic_counts_in_six_ways() -> None:
    texts = load_texts("ar")
    said = {texts("request.line.waiting", minutes=minutes) for minutes in (0, 1, 2, 3, 11, 100)}
    assert len(said) == 6
    assert "100 دقيقة" in texts("request.line.waiting", minutes=100)


def test_what_runs_the_other_way_turns_nothing_around_it() -> None:
    english, arabic = load_texts("en"), load_texts("ar")
    assert english("consent.they_write", text="שלום 12") == "They write: “\u2068שלום 12\u2069”"
    assert english("consent.they_write", text="Hello 12") == "They write: “Hello 12”"
    assert "\u2068+1 555 0100\u2069" in arabic("trust.call", contact="+1 555 0100")
    assert arabic("banner.sees", name="الفني", control="yes") == "الفني يرى ويتحكم"
    assert "\u2068" not in arabic("request.rule.met", rule="اسمك")


def test_the_desktop_s_languages_are_tried_in_their_order() -> None:
    assert choose_language(["fr-FR", "de-CH", "en"]) == "de"
    assert choose_language(["ar_EG.UTF-8"]) == "ar"
    assert choose_language(["C", ""]) == "en"


def test_a_program_with_another_name_says_that_one() -> None:
    texts = load_texts("en")
    texts.product = "Org A Help"
    assert texts("request.title") == "Org A Help: Get remote support"
    assert load_texts("en")("request.title") == "Handrail: Get remote support"


def test_each_item_and_each_end_has_its_sentence() -> None:
    texts = load_texts("en")
    assert all(texts.has(f"menu.item.{action}") for action in Action)
    assert all(texts.has(f"request.refused.{why}") for why in NotSent)
    assert all(texts.has(f"request.picture.{fate}") for fate in PictureFate)
    assert all(texts.has(f"ended.{reason}") for reason in EndReason)
