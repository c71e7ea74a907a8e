"""Tests of what a visitor has to say, and of what they are told."""

from datetime import UTC, datetime, timedelta

import pytest

from broker.errors import BadInput
from broker.features.open_portal.rules import ADDRESS_WINDOW, check_reachable, is_secret, state_of, too_many, too_often
from broker.features.sessions.asking import Contact
from protocol.capabilities import Capability
from protocol.grant import Origin
from protocol.identifiers import AccountId, OrganizationId, SessionId
from protocol.session.reasons import EndReason
from protocol.session.states import AnyState, Approved, Ask, Ended, Limits, Requested, Session

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("email", "phone", "good"),
    [("v@x.example", "", True), ("", "214", True), ("", "", False), (" ", "\u202e", False)],
)
def test_a_visitor_says_how_they_can_be_reached(email: str, phone: str, good: bool) -> None:
    contact = Contact(name="Vera", email=email, phone=phone, reason="Printer jams")
    if good:
        check_reachable(contact)
        return
    with pytest.raises(BadInput) as refused:
        check_reachable(contact)
    assert set(refused.value.fields or ()) == {"email"}


def in_state(state: AnyState) -> Session:
    ask = Ask(origin=Origin.REQUEST, reason="Printer jams", capabilities=(Capability.VIEW,), seconds=600)
    return Session(
        id=SessionId("s"),
        organization=OrganizationId("o"),
        device=None,
        ask=ask,
        limits=Limits(),
        created_at=NOW,
        state=state,
    )


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (Requested(deadline=NOW), "waiting"),
        (Approved(technician=AccountId("t"), note="", deadline=NOW), "taken"),
        (Ended(at=NOW, reason=EndReason.DENIED), "denied"),
        (Ended(at=NOW, reason=EndReason.REQUEST_EXPIRED), "expired"),
        (Ended(at=NOW, reason=EndReason.TERMINATED), "ended"),
    ],
)
def test_a_visitor_reads_where_their_request_stands(state: AnyState, word: str) -> None:
    assert state_of(in_state(state)) == word


def test_whoever_asks_too_often_is_told_when_to_come_again() -> None:
    assert "in 10 minutes" in too_often(ADDRESS_WINDOW).message
    assert too_often(timedelta(minutes=10)).retry_after == 600
    assert (too_many().status, too_many().code) == (429, "open_portal.too_many")


@pytest.mark.parametrize(("text", "good"), [("A" * 43, True), ("A" * 42, False), ("A" * 44, False), ("ä" * 43, False)])
def test_a_secret_has_one_form(text: str, good: bool) -> None:
    assert is_secret(text) is good
