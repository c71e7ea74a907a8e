"""What mails say."""

import re

import pytest

from broker.features.mail.letters import (
    LANGUAGE,
    LetterKind,
    Sentences,
    catalogue,
    one_line,
    write_letter,
)
from broker.features.settings.catalogue import LETTER_LANGUAGES

LINK = "https://support.example/choose-password#abc"
VALUES = {
    "instance": "Provider",
    "person": "Erin",
    "inviter": "Tess",
    "until": "2 January",
    "new_address": "a@b.example",
}
AVOIDED = re.compile(
    r"\b(invalid|failed to|oops|sorry|please|just|simply|successfully|click here|login|user)\b|!", re.I
)


@pytest.mark.parametrize("language", LETTER_LANGUAGES)
def test_every_letter_has_its_sentences_with_the_same_values(language: str) -> None:
    english, other = catalogue(), catalogue(language)
    assert set(other) == set(LetterKind)
    for kind, words in other.items():
        assert _values(words) == _values(english[kind]), kind
        assert bool(words.button) == bool(english[kind].button), kind


def _values(words: Sentences) -> set[str]:
    return set(re.findall(r"{(\w+)}", "\n".join([words.subject, *words.before, words.button, *words.after])))


def test_a_letter_is_written_in_its_language_and_runs_as_that_does() -> None:
    arabic = write_letter(LetterKind.INVITATION, VALUES | {LANGUAGE: "ar"}, LINK)
    assert '<html lang="ar" dir="rtl">' in arabic.html
    assert "اختر كلمة مرورك" in arabic.subject
    assert "Passwort" in write_letter(LetterKind.INVITATION, VALUES | {LANGUAGE: "de"}, LINK).subject
    assert write_letter(LetterKind.INVITATION, VALUES | {LANGUAGE: "../en"}, LINK) == write_letter(
        LetterKind.INVITATION, VALUES, LINK
    )


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_is_whole_in_both_parts(kind: LetterKind) -> None:
    link = LINK if catalogue()[kind].button else None
    written = write_letter(kind, VALUES, link)
    assert not re.search(r"[{}]", written.subject + written.text + written.html)
    for part in (written.subject, written.text, written.html):
        assert not AVOIDED.search(part.replace("<!doctype html>", ""))
    assert (LINK in written.text) == (link is not None)
    assert (f'href="{LINK}"' in written.html) == (link is not None)
    assert "Provider" in written.subject


def test_what_people_wrote_never_becomes_html_a_header_or_a_template() -> None:
    nasty = 'Eve <img src=x onerror=alert(1)>\r\nBcc: all@victim.example\n\n{until} "x" & \u202egpj'
    written = write_letter(LetterKind.INVITATION, VALUES | {"person": nasty, "instance": nasty}, LINK)
    assert "<img" not in written.html
    assert "&lt;img src=x" in written.html
    assert "\n" not in written.subject
    assert "\r" not in written.text
    assert "Bcc: all@victim.example {until}" in written.text
    assert "\u202e" not in written.text + written.html + written.subject


def test_a_value_is_one_line_of_a_bounded_length() -> None:
    assert one_line(" a\tb\u2028c\x00 ") == "a b c"
    assert len(one_line("x" * 254)) == len(one_line("x" * 255)) == 254
