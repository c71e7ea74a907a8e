"""Done has its way: a core that does not end the session within half a second is killed, another is not."""

import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QDeadlineTimer

from agent.desktop.emergency_stop import PATIENCE_MILLISECONDS, EmergencyStop
from tests.agent.desktop.stage import qt_loop, wait_until


@pytest.fixture
def frozen() -> Iterator[subprocess.Popen[bytes]]:
    """A process that does not end by itself."""
    qt_loop()
    process = subprocess.Popen(["sleep", "600"])
    yield process
    process.kill()
    process.wait()


def turned() -> bool:
    """Let Qt's loop turn once."""
    QCoreApplication.processEvents()
    return True


def test_a_frozen_core_is_killed(frozen: subprocess.Popen[bytes]) -> None:
    killed: list[bool] = []
    stop = EmergencyStop(frozen.pid, lambda: killed.append(True))
    stop.begin()
    wait_until(lambda: turned() and killed, "the kill")
    assert frozen.wait(10) == -9
    assert stop.has_killed


@pytest.mark.slow
def test_a_core_that_ended_the_session_is_left_alone(frozen: subprocess.Popen[bytes]) -> None:
    killed: list[bool] = []
    stop = EmergencyStop(frozen.pid, lambda: killed.append(True))
    stop.begin()
    stop.ended()
    over = QDeadlineTimer(3 * PATIENCE_MILLISECONDS)
    wait_until(lambda: turned() and over.hasExpired(), "the time to pass")
    assert killed == []
    assert frozen.poll() is None


def test_a_core_that_is_gone_already_is_no_fault() -> None:
    qt_loop()
    killed: list[bool] = []
    stop = EmergencyStop(2**22 + 1, lambda: killed.append(True))
    stop.begin()
    wait_until(lambda: turned() and killed, "the attempt")
