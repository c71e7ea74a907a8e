"""The sentence an entry reads as."""

import re

import pytest

from broker.audit.kinds import AuditKind
from broker.audit.sentences import catalogue, kinds_without_a_sentence, sentence

LANGUAGES = ["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_sentence_and_every_sentence_a_kind(language: str) -> None:
    assert kinds_without_a_sentence(language) == []
    assert set(catalogue(language)) <= set(AuditKind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", AuditKind)
def test_every_sentence_is_whole_even_when_nothing_is_said(kind: AuditKind, language: str) -> None:
    written = sentence(kind, {}, language)
    assert written.endswith(".")
    assert written[0].isupper() or written.startswith("a device")
    assert not re.search(r"[{}]", written)


def test_what_is_said_stands_in_the_sentence() -> None:
    words = {"actor": "Duty technician", "device": "DESK-014"}
    assert sentence("session.offered", words) == "Duty technician offered help on DESK-014."


def test_what_somebody_wrote_is_never_read_as_a_template() -> None:
    words = {"actor": "{device.__class__}", "device": "{actor}"}
    assert sentence("session.offered", words) == "{device.__class__} offered help on {actor}."


def test_a_kind_of_a_later_version_is_shown_as_it_is() -> None:
    assert sentence("script.run", {"actor": "x"}) == "script.run"
