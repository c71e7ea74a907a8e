"""The command of the desktop process: its ends, and letting go of keys for a process that died."""

import os
import signal
import socket
import subprocess
import sys

import pytest
from Xlib.display import Display

from agent.desktop.__main__ import NO_DISPLAY, main
from agent.desktop.input_x11 import XtestInput
from protocol.links.core_desktop import Injected
from protocol.links.viewer_agent import Key
from tests.agent.desktop.messages import inject, session
from tests.agent.desktop.stage import PATIENCE, ROOT, Core


def run(*arguments: str, environment: dict[str, str], inherit: tuple[int, ...] = ()) -> int:
    """Run the command to its end."""
    command = [sys.executable, "-m", "agent.desktop", *arguments]
    ended = subprocess.run(command, env=environment, cwd=ROOT, pass_fds=inherit, timeout=PATIENCE, capture_output=True)
    assert b"Traceback" not in ended.stderr
    return ended.returncode


@pytest.mark.slow
@pytest.mark.parametrize("name", [":9931", "", "nonsense", ":65000"])
def test_without_a_display_it_says_so_by_its_code(name: str) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        environment = {**os.environ, "DISPLAY": name}
        assert run("--fd", str(theirs.fileno()), environment=environment, inherit=(theirs.fileno(),)) == NO_DISPLAY


def test_the_file_descriptor_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([])
    assert "--fd is needed" in capsys.readouterr().err


@pytest.mark.display
def test_keys_of_a_dead_process_are_let_go(environment: dict[str, str]) -> None:
    sink = XtestInput(environment["DISPLAY"])
    sink.key(Key(code="ShiftLeft", text="", down=True, modifiers=()))
    assert run("--release-keys", environment=environment) == 0
    server = Display(environment["DISPLAY"])
    assert sum(server.query_keymap()) == 0
    server.close()


@pytest.mark.display
def test_a_signal_ends_it_in_order_with_nothing_held(core: Core) -> None:
    core.say(session())
    core.say(inject(Key(code="ShiftLeft", text="", down=True, modifiers=())))
    core.expect(Injected)
    core.process.send_signal(signal.SIGTERM)
    assert core.process.wait(PATIENCE) == 0
    server = Display(core.environment["DISPLAY"])
    assert sum(server.query_keymap()) == 0
    server.close()
