"""A question whose *Yes* counts only after it stood still in front of the person; what every such window shares."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QCloseEvent, QHideEvent, QMoveEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from agent import clock
from agent.desktop.arming import Arming
from protocol.grant import Decision

_TICK_MILLISECONDS: Final = 100
_KEYS: Final = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride, QEvent.Type.Shortcut}
)


class ArmedWindow(QDialog):
    """Whoever derives from it builds its buttons, calls `arm`, and says how time passes and what a no is."""

    _timer: QTimer | None = None
    _is_over = False

    def arm(self, *, yes: QPushButton, no: QPushButton, is_covered: Callable[[int], bool]) -> None:
        """Begin to count: *Yes* can be pressed only while it is armed, and keys meant for others are swallowed."""
        self._armed_yes, self._safe_no, self._is_covered = yes, no, is_covered
        self._was_covered = False
        self._was_in_sight = True
        self._arming = Arming.begin(clock.monotonic())
        for child in self.findChildren(QWidget):
            child.installEventFilter(self)
        self.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_TICK_MILLISECONDS)
        self._tick()

    def pass_time(self, now: float) -> bool:
        """Show how much time is left; True where it is over."""
        raise NotImplementedError

    def refuse(self, decision: Decision) -> None:
        """Answer with a no of that kind, or with silence."""
        raise NotImplementedError

    def is_armed(self) -> bool:
        """Tell whether a press of *Yes* counts."""
        return self._arming.takes_pointer(clock.monotonic())

    def withdraw(self) -> None:
        """Close without an answer: nobody waits for one any more."""
        self._is_over = True
        if self._timer is not None:
            self._timer.stop()
        self.hide()
        self.deleteLater()

    def reject(self) -> None:
        """Esc means no."""
        self.refuse(Decision.NO)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window means no."""
        event.accept()
        self.refuse(Decision.NO)

    def _tick(self) -> None:
        now = clock.monotonic()
        is_time_over = self.pass_time(now)
        self._watch_cover(now)
        is_armed = self._arming.takes_pointer(now)
        if self._armed_yes.isEnabled() != is_armed:
            if not is_armed and self._armed_yes.hasFocus():
                self._safe_no.setFocus()
            self._armed_yes.setEnabled(is_armed)
        if is_time_over and not self._is_over:
            self.refuse(Decision.TIMED_OUT)

    def _watch_cover(self, now: float) -> None:
        if not self.isVisible():
            return
        covered = self._is_covered(int(self.winId()))
        self._was_in_sight = self._was_in_sight and not covered
        if covered:
            self.raise_()
        if covered or self._was_covered:
            self._arming = self._arming.disturbed(now)
        self._was_covered = covered

    def _disturb(self) -> None:
        if self._timer is not None and not self._is_over:
            self._arming = self._arming.disturbed(clock.monotonic())
            self._tick()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow keys that were meant for another window."""
        if event.type() in _KEYS and not self._arming.takes_keys(clock.monotonic()):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Notice when the keys come here, and when others change the window."""
        if self._timer is not None and event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._arming = self._arming.focused(clock.monotonic())
        elif event.type() is QEvent.Type.WindowStateChange:
            if self.isMinimized():
                self._was_in_sight = False
                self.showNormal()
            self._disturb()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin the second anew."""
        super().showEvent(event)
        self._disturb()

    def hideEvent(self, event: QHideEvent) -> None:
        """Notice when others take it off the screen."""
        super().hideEvent(event)
        self._was_in_sight = False

    def moveEvent(self, event: QMoveEvent) -> None:
        """Begin the second anew."""
        super().moveEvent(event)
        self._disturb()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Begin the second anew."""
        super().resizeEvent(event)
        self._disturb()
