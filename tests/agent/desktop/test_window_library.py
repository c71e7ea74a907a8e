"""What we found broken in versions of the window library, and must not come back with a newer one."""

import sys

from PySide6.QtCore import QCoreApplication, QTimer

from tests.agent.desktop.stage import qt_loop

CALLS = 1000


def test_calls_that_give_nothing_take_no_reference_of_none() -> None:
    """6.12.0 took one at each call: where None is counted (Python 3.11), a desktop process died of it some day."""
    qt_loop()
    timer = QTimer()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        QCoreApplication.processEvents()
        timer.start(0)
        timer.stop()
    assert sys.getrefcount(None) > before - CALLS / 2
