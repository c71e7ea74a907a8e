"""A request needs a name, an e-mail address and a reason of two words, and says what is missing."""

import pytest
from msgspec.structs import replace

from agent.desktop.requests import missing, outcome_line, rules_for
from agent.desktop.situation import OPEN_REQUEST
from agent.desktop.texts import load_texts
from protocol.links.core_desktop import RequestHelp, RequestState, ShowRequest

TEXTS = load_texts("en")
WHOLE = RequestHelp(name="Ann", email="ann@a.example", phone="", reason="printer broken")


def lack(words: int = 2, /, **changes: str) -> str:
    """What is missing from a request with these changes."""
    return missing(rules_for(replace(WHOLE, **changes), TEXTS, words=words), TEXTS)


def test_a_whole_request_lacks_nothing() -> None:
    assert lack() == ""


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("email", "ann"), ("email", "@a"), ("email", "a@"), ("reason", "help")]
)
def test_what_is_missing_is_named(field: str, value: str) -> None:
    assert lack(**{field: value}).startswith("To send it, add:")


def test_where_no_reason_is_asked_none_is_needed() -> None:
    assert lack(0, reason="") == ""


def test_where_no_contact_is_asked_a_reason_is_enough() -> None:
    request = RequestHelp(name="", email="", phone="", reason="printer broken")
    assert missing(rules_for(request, TEXTS, words=2, contact=False), TEXTS) == ""
    assert rules_for(request, TEXTS, words=0, contact=False) == ()


def test_all_that_is_missing_is_named_at_once() -> None:
    assert lack(name="", reason="") == "To send it, add: your name, at least 2 words."


def test_a_denial_tells_the_note() -> None:
    denied = ShowRequest(state=RequestState.DENIED, note="Not today.")
    assert outcome_line(denied, TEXTS) == "Your request was not approved: “Not today”."
    assert outcome_line(ShowRequest(state=RequestState.DENIED), TEXTS) == "Your request was not approved."
    assert outcome_line(ShowRequest(state=RequestState.WITHDRAWN), TEXTS) == "You took your request back."


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_every_outcome_has_a_sentence_of_its_own(language: str) -> None:
    texts = load_texts(language)
    closed = [state for state in RequestState if state not in OPEN_REQUEST]
    lines = {outcome_line(ShowRequest(state=state, note="Why"), texts) for state in closed}
    assert len(lines) == len(closed)
    assert all(lines)
