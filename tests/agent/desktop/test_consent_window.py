"""The real consent window, answered by a real keyboard and pointer: every way out but one means no."""

import time

import pytest

from protocol.capabilities import Capability
from protocol.grant import Decision, Who
from protocol.links.core_desktop import AnswerConsent, QuestionShown, WithdrawQuestion
from tests.agent.desktop import person
from tests.agent.desktop.messages import USUAL, question
from tests.agent.desktop.stage import Core, tool

pytestmark = pytest.mark.display


def test_a_deliberate_yes_gives_what_is_preselected(core: Core) -> None:
    core.say(question())
    assert core.expect(QuestionShown).question == "question-1"
    person.say_yes(core.environment)
    answer = core.expect(AnswerConsent)
    assert (answer.answer, answer.capabilities, answer.seconds) == (Decision.YES, USUAL, 1800)
    person.await_no_window(core.environment, person.QUESTION)


@pytest.mark.parametrize("key", ["Return", "Escape", "alt+F4"])
def test_these_keys_mean_no(core: Core, key: str) -> None:
    core.say(question())
    person.go_to(core.environment, person.QUESTION)
    time.sleep(person.STEADY)
    person.press(core.environment, key)
    assert core.expect(AnswerConsent).answer is Decision.NO


def test_no_answer_in_time_means_no(core: Core) -> None:
    core.say(question(deadline_seconds=1))
    answer = core.expect(AnswerConsent)
    assert (answer.answer, answer.was_in_sight) == (Decision.TIMED_OUT, True)


def test_a_window_that_was_put_away_was_not_in_sight_for_its_whole_time(core: Core) -> None:
    core.say(question(deadline_seconds=3))
    window = person.await_window(core.environment, person.QUESTION)
    tool(core.environment, "windowminimize", window)
    answer = core.expect(AnswerConsent)
    assert (answer.answer, answer.was_in_sight) == (Decision.TIMED_OUT, False)


def test_keys_that_come_with_the_window_are_swallowed(core: Core) -> None:
    core.say(question())
    person.go_to(core.environment, person.QUESTION)
    for key in ("Return", "Tab", "space", "Escape"):
        tool(core.environment, "key", key)
    time.sleep(0.3)
    assert core.all_of(AnswerConsent) == []
    assert person.windows(core.environment, person.QUESTION)


def test_moving_the_window_disarms_yes(core: Core) -> None:
    core.say(question())
    window = person.go_to(core.environment, person.QUESTION)
    time.sleep(person.STEADY)
    tool(core.environment, "windowmove", window, "40", "40")
    person.press(core.environment, "Tab", "space")
    time.sleep(0.3)
    assert core.all_of(AnswerConsent) == []
    person.say_yes(core.environment)
    assert core.expect(AnswerConsent).answer is Decision.YES


def test_the_window_takes_no_focus_from_typing(core: Core) -> None:
    before = tool(core.environment, "getactivewindow")
    core.say(question())
    window = person.await_window(core.environment, person.QUESTION)
    time.sleep(0.5)
    assert tool(core.environment, "getactivewindow") in ("", before)
    assert tool(core.environment, "getactivewindow") != window


def test_view_only_for_ten_minutes_is_given_as_chosen(core: Core) -> None:
    core.say(question())
    person.go_to(core.environment, person.QUESTION)
    time.sleep(person.STEADY)
    # From No back over "I did not ask", the time and the boxes to the first choice, then down to "Only see".
    person.press(core.environment, "shift+Tab", "shift+Tab", "Left", "shift+Tab", "space", "shift+Tab", "Down")
    person.say_yes_from_anywhere(core.environment)
    answer = core.expect(AnswerConsent)
    assert (answer.answer, answer.capabilities, answer.seconds) == (Decision.YES, (Capability.VIEW,), 600)


def test_not_asked_for_is_an_answer_of_its_own_and_tells_the_person(core: Core) -> None:
    core.say(question())
    person.go_to(core.environment, person.QUESTION)
    time.sleep(person.STEADY)
    person.press(core.environment, "shift+Tab", "space")
    assert core.expect(AnswerConsent).answer is Decision.NOT_ASKED_FOR
    person.await_window(core.environment, "^Handrail$")


def test_a_question_taken_back_disappears_without_an_answer(core: Core) -> None:
    core.say(question())
    person.await_window(core.environment, person.QUESTION)
    core.say(WithdrawQuestion(question="question-1"))
    person.await_no_window(core.environment, person.QUESTION)
    assert core.all_of(AnswerConsent) == []


def test_the_window_is_whole_on_a_small_screen_with_everything_asked(core: Core) -> None:
    # With the warning that letters of two alphabets are mixed, too.
    who = Who(
        name="Duty t\u0435chnician", email="technician@provider.example", company="IT provider", signed_in_by="password"
    )
    core.say(question(who=who, capabilities=tuple(Capability), reason="A very long story. " * 50))
    window = person.await_window(core.environment, person.QUESTION)
    time.sleep(0.5)
    left, top, width, height = person.place_of(core.environment, window)
    assert width >= 560
    assert left >= 0
    assert top >= 0
    assert left + width <= 1280
    assert top + height <= 800
