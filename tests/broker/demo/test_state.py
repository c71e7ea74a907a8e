"""The demo's directory: kept between runs, held by one demo at a time, emptied only when it is one."""

import json
import stat
from pathlib import Path

import pytest

from broker.demo.errors import DemoError
from broker.demo.state import DemoState, held


def test_people_stay_the_same_between_runs_until_it_is_emptied(tmp_path: Path) -> None:
    state = DemoState(tmp_path / "demo")
    with held(state):
        first = state.remembered()
        assert state.remembered() == first
        assert stat.S_IMODE(state.mark.stat().st_mode) == 0o600
        state.empty()
        assert state.remembered() != first


def test_a_second_demo_on_the_same_directory_is_refused(tmp_path: Path) -> None:
    state = DemoState(tmp_path)
    with held(state), pytest.raises(DemoError, match="already runs"), held(DemoState(tmp_path)):
        pass
    with held(state):
        pass


def test_a_directory_of_somebody_else_is_never_emptied(tmp_path: Path) -> None:
    precious = tmp_path / "thesis.txt"
    precious.write_text("years of work")
    with pytest.raises(DemoError, match="not the state of a demo"):
        DemoState(tmp_path).empty()
    assert precious.exists()


def test_emptying_does_not_follow_links_out_of_the_directory(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("")
    state = DemoState(tmp_path / "demo")
    with held(state):
        state.remembered()
        (state.folder / "link").symlink_to(outside)
        state.empty()
    assert (outside / "kept").exists()
    assert not (state.folder / "link").is_symlink()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DemoError, match="--state"), held(DemoState(tmp_path / "file" / "demo")):
        pass


def test_an_agent_that_was_enrolled_before_is_led_to_the_port_of_this_run(tmp_path: Path) -> None:
    state = DemoState(tmp_path)
    state.lead_agent_to("https://localhost:1")
    assert not state.enrolment.exists()
    state.enrolment.parent.mkdir()
    state.enrolment.write_text('{"url":"https://localhost:1","device":"d"}')
    state.lead_agent_to("https://localhost:2")
    assert json.loads(state.enrolment.read_text()) == {"url": "https://localhost:2", "device": "d"}
    assert stat.S_IMODE(state.enrolment.stat().st_mode) == 0o600
