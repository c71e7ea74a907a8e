"""Makes sure that *Done* ends the session even where core does not answer."""

import contextlib
import os
import signal
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer

PATIENCE_MILLISECONDS: Final = 500


class EmergencyStop:
    """Kills core when the session has not ended within half a second of *Done*."""

    def __init__(self, core: int, killed: Callable[[], None]) -> None:
        self._core = core
        self._killed = killed
        self.has_killed = False
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MILLISECONDS)
        self._timer.timeout.connect(self._kill)

    def begin(self) -> None:
        """Start to count; pressing twice does not make it later."""
        if not self._timer.isActive():
            self._timer.start()

    def ended(self) -> None:
        """Core has ended the session: nothing to kill."""
        self._timer.stop()

    def _kill(self) -> None:
        self.has_killed = True
        with contextlib.suppress(OSError):
            os.kill(self._core, getattr(signal, "SIGKILL", signal.SIGTERM))
        self._killed()
