"""Where a request for help stands, as the person's desktop is told."""

from datetime import UTC, datetime, timedelta

import pytest

from agent import help_requests
from protocol.identifiers import SessionId
from protocol.links import agent_broker
from protocol.links.core_desktop import RequestState

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def request(state: str, note: str | None = None) -> agent_broker.RequestState:
    return agent_broker.RequestState(
        session=SessionId("s" * 26), state=state, reason="No print", waiting_seconds=240, place_in_line=2, note=note
    )


def test_a_request_keeps_the_time_it_was_made_and_its_place() -> None:
    shown = help_requests.shown(request("requested"), NOON)
    assert (shown.state, shown.place_in_line) == (RequestState.WAITING, 2)
    assert shown.asked_at == NOON - timedelta(minutes=4)


def test_a_denial_brings_its_note() -> None:
    shown = help_requests.shown(request("denied", "Call us first"), NOON)
    assert (shown.state, shown.note) == (RequestState.DENIED, "Call us first")


@pytest.mark.parametrize("state", ["approved", "asking_consent", "connecting", "active"])
def test_what_follows_the_approval_never_looks_as_if_nobody_had_answered(state: str) -> None:
    assert help_requests.shown(request(state), NOON).state is RequestState.APPROVED


def test_no_request_clears_the_last_one() -> None:
    assert help_requests.shown(None, NOON).state is None
