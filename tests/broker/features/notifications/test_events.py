"""What happened, in words, whatever people call themselves."""

import re

from broker.features.notifications.events import MAX_SENTENCE_CHARACTERS, catalogue, sentence_of
from broker.features.notifications.rules import Happening
from broker.features.settings.catalogue import LETTER_LANGUAGES


def test_every_happening_has_its_sentence() -> None:
    for language in LETTER_LANGUAGES:
        words, english = catalogue(language), catalogue()
        assert set(words.said) == {each.value for each in Happening}
        assert set(words.unsaid) == set(english.unsaid)
        for happening, sentence in words.said.items():
            assert set(re.findall(r"{(\w+)}", sentence)) == set(re.findall(r"{(\w+)}", english.said[happening]))
    assert sentence_of(Happening.REQUEST_MADE, {"person": "Erin", "device": "DESK-014"}) == (
        "Erin asks for help on DESK-014."
    )
    assert sentence_of(Happening.REQUEST_MADE, {}) == "Somebody asks for help on a computer."


def test_a_sentence_stays_one_short_line_of_text() -> None:
    hostile = {"person": "E\u202erin\r\nBcc: all\x00 {device}" + "x" * 100_000, "device": "{person}"}
    written = sentence_of(Happening.REQUEST_MADE, hostile)
    assert written.startswith("E rin Bcc: all {device}x")
    assert written.isprintable()
    assert len(written) <= MAX_SENTENCE_CHARACTERS
