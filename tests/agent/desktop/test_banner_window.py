"""The real banner: there with the session, over everything, and Done ends in one press."""

import subprocess
import sys
import time

import pytest

from protocol.capabilities import Capability
from protocol.links.core_desktop import Done, Narrow, UpdateSession
from protocol.session.reasons import EndReason
from tests.agent.desktop import person
from tests.agent.desktop.messages import SESSION, end, session
from tests.agent.desktop.stage import Core, desktop_on, tool, wait_until
from tests.agent.desktop.stage import end as end_process

pytestmark = pytest.mark.display


def test_done_is_one_press_away(core: Core) -> None:
    core.say(session())
    person.press_done(core.environment)
    assert core.expect(Done).session == SESSION


def test_the_banner_says_what_ended_it_and_goes_five_seconds_after(core: Core) -> None:
    # Before anything was seen, too: whoever said yes reads that nobody is connected.
    core.say(end(EndReason.CONNECT_FAILED))
    person.await_window(core.environment, "Handrail: The connection did not come about")
    core.say(session())
    person.await_window(core.environment, person.BANNER)
    core.say(end())
    told = "Handrail: The technician ended the session"
    person.await_window(core.environment, told)
    assert person.windows(core.environment, person.BANNER) == []
    time.sleep(1)
    assert person.windows(core.environment, told)
    person.await_no_window(core.environment, told)


def test_a_covering_window_is_overtaken_within_a_second(core: Core) -> None:
    core.say(session())
    banner = person.await_window(core.environment, person.BANNER)
    script = (
        "from Xlib.display import Display; from Xlib import X; import time\n"
        "d = Display(); s = d.screen()\n"
        "w = s.root.create_window(0, 0, 1280, 800, 0, s.root_depth, X.InputOutput, X.CopyFromParent,\n"
        "    override_redirect=1, background_pixel=0x00ff00)\n"
        "w.map(); d.sync(); print('up', flush=True); time.sleep(60)\n"
    )
    cover = subprocess.Popen([sys.executable, "-c", script], env=core.environment, stdout=subprocess.PIPE)
    try:
        assert cover.stdout is not None
        cover.stdout.readline()
        left, top, width, _height = person.place_of(core.environment, banner)

        def is_on_top() -> bool:
            tool(core.environment, "mousemove", str(left + width // 2), str(top + 8))
            return f"window:{banner}" in tool(core.environment, "getmouselocation")

        wait_until(is_on_top, "the banner to come back", 5)
    finally:
        end_process(cover)


def test_stop_control_is_one_press_away_and_takes_nothing_else(core: Core) -> None:
    core.say(session())
    person.stop_control(core.environment)
    assert core.expect(Narrow).capabilities == (Capability.VIEW, Capability.CHAT)


def test_done_kills_a_core_that_does_not_end_the_session(environment: dict[str, str]) -> None:
    frozen = subprocess.Popen(["sleep", "600"])
    try:
        with desktop_on(environment, core=frozen.pid) as core:
            core.say(session())
            person.press_done(environment)
            core.expect(Done)
            assert frozen.wait(10) == -9
    finally:
        end_process(frozen)


def test_a_core_that_ends_the_session_in_time_lives(environment: dict[str, str]) -> None:
    kept = subprocess.Popen(["sleep", "600"])
    try:
        with desktop_on(environment, core=kept.pid) as core:
            core.say(session())
            person.press_done(environment)
            core.expect(Done)
            core.say(end())
            time.sleep(1.5)
            assert kept.poll() is None
    finally:
        end_process(kept)


@pytest.mark.parametrize("attack", ["windowclose", "windowunmap", "windowminimize"])
def test_another_program_cannot_take_the_banner_away(core: Core, attack: str) -> None:
    core.say(session())
    banner = person.await_window(core.environment, person.BANNER)
    time.sleep(0.3)
    tool(core.environment, attack, banner)
    core.say(UpdateSession(session=SESSION, seconds_left=100))
    time.sleep(1)
    person.press_done(core.environment)
    assert core.expect(Done).session == SESSION
