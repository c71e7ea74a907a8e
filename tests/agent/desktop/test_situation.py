"""Each message from core changes what the person's side knows, and only that."""

from agent.desktop.situation import Situation, answered, heard, whole_seconds
from protocol.capabilities import Capability
from protocol.links.core_desktop import (
    Condition,
    EndSession,
    Ping,
    RequestState,
    ShowRequest,
    ShowStanding,
    Standing,
    UpdateSession,
    WithdrawQuestion,
)
from protocol.session.reasons import EndReason
from tests.agent.desktop.messages import NOON, SESSION, end, introduction, question, session


def test_it_begins_without_a_connection() -> None:
    assert Situation().standing is Standing.NOT_CONNECTED


def test_standing_introduction_and_request_are_kept() -> None:
    now = heard(Situation(), introduction(), 0.0)
    now = heard(now, ShowStanding(standing=Standing.READY, since=NOON), 0.0)
    now = heard(now, ShowRequest(state=RequestState.WAITING, request="r"), 0.0)
    assert (now.introduction.organization, now.standing, now.since) == ("Org A", Standing.READY, NOON)
    assert now.request is not None
    assert heard(now, ShowRequest(state=None), 0.0).request is None


def test_a_question_stays_open_until_it_is_answered_or_taken_back() -> None:
    now = heard(Situation(), question(), 0.0)
    now = heard(now, question(reason="Again."), 0.0)
    assert [asked.reason for asked in now.questions] == ["Again."]
    assert answered(now, "question-1").questions == ()
    assert heard(now, WithdrawQuestion(question="question-1"), 0.0).questions == ()
    assert heard(now, WithdrawQuestion(question="another"), 0.0).questions != ()


def test_a_session_counts_down_on_the_monotonic_clock() -> None:
    now = heard(Situation(), session(seconds_left=60), 100.0)
    assert now.session is not None
    assert now.session.seconds_left(100.0) == 60
    assert now.session.seconds_left(159.5) == 1
    assert now.session.seconds_left(500.0) == 0


def test_an_update_changes_what_it_names_and_nothing_of_another_session() -> None:
    began = heard(Situation(), session(), 0.0)
    now = heard(began, UpdateSession(session=SESSION, condition=Condition.LOST, resume_seconds=60), 10.0)
    assert now.session is not None
    assert (now.session.condition, now.session.resumes_until, now.session.code) == (Condition.LOST, 70.0, "418209")
    now = heard(now, UpdateSession(session=SESSION, capabilities=(Capability.VIEW,), watchers=("A",)), 11.0)
    assert now.session is not None
    assert (now.session.is_controlled, now.session.watchers) == (False, ("A",))
    assert heard(began, UpdateSession(session="another", seconds_left=1), 0.0) == began


def test_an_end_takes_its_own_session_away_and_no_other() -> None:
    began = heard(Situation(), session(), 0.0)
    assert heard(began, end(), 0.0).session is None
    other = EndSession(session="another", reason=EndReason.EXPIRED)
    assert heard(began, other, 0.0).session is not None


def test_what_is_no_news_changes_nothing() -> None:
    assert heard(Situation(), Ping(number=1), 0.0) == Situation()


def test_a_countdown_shows_one_until_the_last_second_is_over() -> None:
    assert [whole_seconds(10.0, now) for now in (8.5, 9.0, 9.9, 10.0, 11.0)] == [2, 1, 1, 0, 0]
