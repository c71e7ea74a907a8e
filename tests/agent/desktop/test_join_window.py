"""The real window of a computer that is not enrolled: the code in threes, a code typed, a new one, and its end."""

import pytest

from protocol.links.core_desktop import JoinStage, Quit, ShowJoin, TypeCode, WantCode
from tests.agent.desktop import person
from tests.agent.desktop.stage import Core

pytestmark = pytest.mark.display
CODE = "482913605"


def test_the_code_is_shown_in_threes_and_closing_the_window_says_so(core: Core) -> None:
    core.say(ShowJoin(stage=JoinStage.CODE, code=CODE, seconds_left=600))
    person.go_to(core.environment, "Handrail: Get help now: 482 913 605")
    person.press(core.environment, "Escape")
    core.expect(Quit)


def test_a_typed_code_is_sent_whole_only_and_a_new_one_is_one_press_away(core: Core) -> None:
    core.say(ShowJoin(stage=JoinStage.TYPE, trouble="This code does not work."))
    person.go_to(core.environment, "Handrail: Get help now")
    person.write(core.environment, "482 913 60")
    person.press(core.environment, "Return")
    person.write(core.environment, "5")
    person.press(core.environment, "Return")
    assert core.expect(TypeCode).code == CODE
    assert core.all_of(TypeCode) == []
    person.press(core.environment, "Tab", "Tab", "space")
    core.expect(WantCode)


def test_nothing_is_said_by_a_window_that_is_closed_because_somebody_came(core: Core) -> None:
    core.say(ShowJoin(stage=JoinStage.JOINED))
    person.go_to(core.environment, "Handrail: Get help now")
    person.press(core.environment, "Escape")
    core.say(ShowJoin(stage=JoinStage.GONE))
    person.go_to(core.environment, "Handrail: Nobody is connected")
    assert core.all_of(Quit) == []
    person.press(core.environment, "Return")
    core.expect(Quit)
