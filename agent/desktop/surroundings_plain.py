"""Sees the computer around the desktop process where only Qt can tell: monitors, nothing else."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication

from protocol.links.core_desktop import Display


class PlainSurroundings:
    """A Surroundings for systems whose own adapter is not built yet."""

    def idle_seconds(self) -> float:
        """Nobody can tell, so somebody counts as present."""
        return 0.0

    def displays(self) -> tuple[Display, ...]:
        """List the monitors."""
        first = QGuiApplication.primaryScreen()
        return tuple(
            Display(
                name=screen.name(),
                x=screen.geometry().x(),
                y=screen.geometry().y(),
                width=round(screen.geometry().width() * screen.devicePixelRatio()),
                height=round(screen.geometry().height() * screen.devicePixelRatio()),
                primary=screen is first,
            )
            for screen in QGuiApplication.screens()
        )

    def is_covered(self, window: int) -> bool:
        """Nobody can tell; raising once too often does no harm."""
        return bool(window)

    def is_shown(self, window: int) -> bool:
        """Nobody can tell; Qt says what it knows."""
        return any(int(known.winId()) == window for known in QGuiApplication.topLevelWindows() if known.isVisible())

    def is_ours_at(self, x: int, y: int, windows: frozenset[int]) -> bool:
        """Ask Qt, which knows its own windows."""
        found = QGuiApplication.topLevelAt(QPoint(x, y))
        return found is not None and int(found.winId()) in windows

    def keys_are_ours(self, windows: frozenset[int]) -> bool:
        """Nobody but the window library can tell."""
        return False

    def keys_go_to(self) -> tuple[int, int] | None:
        """Nobody can tell, so that no key is typed where one screen alone was given."""
        return None
