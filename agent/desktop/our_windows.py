"""Knows where our own windows are, so that a session's input never reaches them."""

from PySide6.QtGui import QCursor, QGuiApplication

from agent.desktop.presence import Surroundings


class OurWindows:
    """All windows of this process, menus and the tray icon included."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def ids(self) -> frozenset[int]:
        """Give the system's ids of those that are shown."""
        return frozenset(int(window.winId()) for window in QGuiApplication.topLevelWindows() if window.isVisible())

    def have_keys(self) -> bool:
        """Tell whether keys would come to us: as the system says now, for the window library hears of it later."""
        windows = self.ids()
        return bool(windows) and (
            QGuiApplication.focusWindow() is not None or self._surroundings.keys_are_ours(windows)
        )

    def have_pointer(self) -> bool:
        """Tell whether the pointer stands on one of them."""
        screen = QGuiApplication.primaryScreen()
        at, scale = QCursor.pos(), screen.devicePixelRatio() if screen is not None else 1.0
        return self.lie_at(int(at.x() * scale), int(at.y() * scale))

    def lie_at(self, x: int, y: int) -> bool:
        """Tell whether a press at this pixel would come to us."""
        windows = self.ids()
        return bool(windows) and self._surroundings.is_ours_at(x, y, windows)
