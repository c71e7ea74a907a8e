"""The table of ui.md: which sign, first line and items stand in which situation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agent.desktop.menu import Action, Sign, menu_for
from agent.desktop.situation import Situation, heard
from agent.desktop.texts import load_texts
from protocol.capabilities import Capability
from protocol.links.core_desktop import Condition, RequestState, ShowRequest, ShowStanding, Standing, UpdateSession
from protocol.links.desktop_code import AskCode, CodeOutcome, EndCode
from protocol.links.desktop_visitors import ShowVisitors
from protocol.policy import OffBy
from tests.agent.desktop.messages import NOON, SESSION, introduction, question, session, visitor

TEXTS = load_texts("en")
READY = heard(Situation(introduction=introduction()), ShowStanding(standing=Standing.READY), 0.0)


def menu(situation: Situation) -> tuple[Sign, str, tuple[Action, ...]]:
    """What the tray shows at 12:04."""
    found = menu_for(situation, TEXTS, now=0.0, clock=NOON + timedelta(minutes=4))
    assert [item.is_main for item in found.items] == [True] + [False] * (len(found.items) - 1)
    return found.sign, found.line, tuple(item.action for item in found.items)


def test_ready() -> None:
    assert menu(READY) == (
        Sign.RAIL,
        "Ready. Nobody is connected.",
        (
            Action.GET_SUPPORT,
            Action.MY_RECEIPTS,
            Action.AHEAD_OF_TIME,
            Action.IS_THIS_MY_IT,
            Action.CHECK_CONNECTION,
            Action.OPEN_PORTAL,
            Action.QUIT,
        ),
    )


def test_quit_and_portal_only_where_they_are_allowed() -> None:
    bare = replace(READY, introduction=introduction(portal_url="", may_quit=False))
    assert set(menu(bare)[2]) & {Action.QUIT, Action.OPEN_PORTAL} == set()


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (2, "Asked 4 min ago. You are 2nd in line."),
        (11, "Asked 4 min ago. You are 11th in line."),
        (None, "Asked 4 min ago. Waiting for an answer."),
    ],
)
def test_a_waiting_request(place: int | None, line: str) -> None:
    request = ShowRequest(state=RequestState.WAITING, asked_at=NOON, place_in_line=place)
    assert menu(heard(READY, request, 0.0)) == (
        Sign.QUESTION,
        line,
        (Action.MY_REQUEST, Action.MESSAGES, Action.WITHDRAW, Action.IS_THIS_MY_IT),
    )


def test_a_closed_request_is_ready_again() -> None:
    assert menu(heard(READY, ShowRequest(state=RequestState.DENIED), 0.0))[0] is Sign.RAIL


def test_an_open_question_comes_before_a_request() -> None:
    waiting = heard(READY, ShowRequest(state=RequestState.WAITING), 0.0)
    asked = (Sign.QUESTION, "Somebody asks to connect.", (Action.ANSWER, Action.IS_THIS_MY_IT))
    assert menu(heard(waiting, question(), 0.0)) == asked


def test_in_session_done_comes_first() -> None:
    running = heard(heard(READY, question(), 0.0), session(seconds_left=715), 0.0)
    assert menu(running) == (
        Sign.IN_SESSION,
        "Duty technician sees and controls. 12 min left.",
        (Action.DONE, Action.ANSWER, Action.TAKE_BACK_CONTROL, Action.MESSAGES, Action.WHO_IS_THIS),
    )


def test_without_control_there_is_none_to_take_back() -> None:
    running = heard(READY, session(capabilities=(Capability.VIEW,), seconds_left=None), 0.0)
    assert menu(running)[1:] == (
        "Duty technician sees this screen.",
        (Action.DONE, Action.MESSAGES, Action.WHO_IS_THIS),
    )


def test_a_lost_session_shows_no_eye_because_nobody_sees() -> None:
    lost = heard(heard(READY, session(), 0.0), UpdateSession(session=SESSION, condition=Condition.LOST), 0.0)
    sign, line, actions = menu(lost)
    assert (sign, line, actions[0]) == (Sign.STRUCK, "The connection is lost. Nobody sees anything.", Action.DONE)


def test_not_connected_and_switched_off_say_so() -> None:
    since = ShowStanding(standing=Standing.NOT_CONNECTED, since=NOON)
    sign, line, actions = menu(heard(READY, since, 0.0))
    assert (sign, line) == (Sign.STRUCK, f"No connection since {NOON.astimezone():%H:%M}.")
    assert actions == (Action.CHECK_CONNECTION, Action.MY_RECEIPTS, Action.AHEAD_OF_TIME, Action.QUIT)


@pytest.mark.parametrize(
    ("by", "line"),
    [
        (None, "Your organization has switched support off."),
        (OffBy.ORGANIZATION, "Your organization has switched support off."),
        (OffBy.PROVIDER, "Your IT provider has switched support off."),
        (OffBy.DEVICE, "Support is switched off on this computer."),
    ],
)
def test_support_that_is_off_is_there_with_its_reason_and_cannot_be_chosen(by: OffBy | None, line: str) -> None:
    off = heard(READY, ShowStanding(standing=Standing.SWITCHED_OFF, off_by=by, requests_off=True), 0.0)
    assert menu(off)[1:] == (line, (Action.CHECK_CONNECTION, Action.MY_RECEIPTS, Action.GET_SUPPORT))
    assert disabled(off) == [(Action.GET_SUPPORT, "Get remote support (switched off here)")]


def test_requests_that_are_off_leave_the_rest() -> None:
    off = heard(READY, ShowStanding(standing=Standing.READY, requests_off=True), 0.0)
    assert menu(off)[1] == "Ready. Nobody is connected."
    assert disabled(off) == [(Action.GET_SUPPORT, "Get remote support (switched off here)")]
    assert disabled(READY) == []


def disabled(situation: Situation) -> list[tuple[Action, str]]:
    found = menu_for(situation, TEXTS, now=0.0, clock=NOON)
    return [(item.action, item.label) for item in found.items if item.is_off]


def test_the_code_that_is_asked_for_can_be_reached_with_and_without_a_session() -> None:
    asked = AskCode(question="c", who=question().who, seconds=120, tries_left=3, begins=True)
    sign, line, actions = menu(heard(READY, asked, 0.0))
    assert (sign, line) == (Sign.QUESTION, "Type the code that the technician reads to you.")
    assert actions == (Action.ANSWER, Action.IS_THIS_MY_IT)
    assert Action.ANSWER in menu(heard(heard(READY, session(), 0.0), asked, 0.0))[2]
    over = EndCode(question="c", outcome=CodeOutcome.GONE)
    assert menu(heard(heard(READY, asked, 0.0), over, 0.0)) == menu(READY)


def test_who_was_let_in_for_later_can_be_taken_back_wherever_there_is_anybody() -> None:
    told = ShowVisitors(visitors=(visitor(),))
    off = ShowStanding(standing=Standing.SWITCHED_OFF)
    away = ShowStanding(standing=Standing.NOT_CONNECTED)
    waiting = ShowRequest(state=RequestState.WAITING, asked_at=NOON)
    for situation in (READY, heard(READY, off, 0.0), heard(READY, away, 0.0), heard(READY, waiting, 0.0)):
        assert Action.VISITORS not in menu(situation)[2]
        assert Action.VISITORS in menu(heard(situation, told, 0.0))[2]
