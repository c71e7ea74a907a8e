"""The window for what is given ahead of time, from the tray: filled in as it opens, and taken back by hand."""

import time
from datetime import timedelta

import pytest

from agent.desktop.advance_window import window_line
from agent.desktop.texts import load_texts
from protocol.advance import Advance, AdvanceProblem
from protocol.capabilities import Capability
from protocol.links.core_desktop import ShowStanding, Standing
from protocol.links.desktop_advance import GiveAdvance, RevokeAdvance, ShowAdvance, WantAdvance
from tests.agent.desktop import person
from tests.agent.desktop.messages import NOON, TECHNICIAN, introduction
from tests.agent.desktop.stage import Core


def test_a_window_is_one_line() -> None:
    window = Advance(
        id="w",
        who=TECHNICIAN,
        begins_at=NOON,
        ends_at=NOON + timedelta(hours=2),
        capabilities=(Capability.VIEW, Capability.CONTROL),
        seconds=1800,
    )
    line = window_line(window, load_texts("en"))
    assert line.startswith("Duty technician, IT provider: ")
    assert line.endswith(", sees and controls, 30 minutes at most")


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_every_problem_has_its_sentence(language: str) -> None:
    texts = load_texts(language)
    assert all(texts.has(f"advance.problem.{problem}") for problem in AdvanceProblem)


@pytest.mark.display
def test_somebody_is_let_in_ahead_of_time_and_that_is_taken_back(core: Core) -> None:
    core.say(introduction(portal_url=""))
    core.say(ShowStanding(standing=Standing.READY))
    time.sleep(0.5)
    person.choose_from_tray(core.environment, 3)
    core.expect(WantAdvance)
    core.say(ShowAdvance(windows=(), people=(TECHNICIAN,)))
    person.go_to(core.environment, person.AHEAD_OF_TIME)
    time.sleep(0.5)
    person.press(core.environment, "ctrl+Return")
    given = core.expect(GiveAdvance)
    assert (given.who, given.capabilities, given.seconds) == (TECHNICIAN, (Capability.VIEW,), 1800)
    assert given.ends_at - given.begins_at == timedelta(hours=2)
    window = Advance(
        id="w1",
        who=given.who,
        begins_at=given.begins_at,
        ends_at=given.ends_at,
        capabilities=given.capabilities,
        seconds=given.seconds,
    )
    core.say(ShowAdvance(windows=(window,), people=(TECHNICIAN,)))
    time.sleep(0.5)
    person.press(core.environment, "shift+Tab", "space")
    assert core.expect(RevokeAdvance).window == "w1"
