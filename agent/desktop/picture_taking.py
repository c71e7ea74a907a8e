"""Takes a picture of the screen without the windows that the person works in here: they go away for that moment."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from agent.desktop.parts import ColumnWindow

# A window manager takes a moment to take windows away, and what is beneath them to draw itself.
SETTLE_MILLISECONDS: Final = 500


def take_picture(beside: QWidget, taken: Callable[[QImage | None], None]) -> None:
    """Give the screen that a window of ours stands on, as it is without them; None where it cannot be read.

    Questions, codes and the bar stay: nothing may take them from under the person's eyes.
    """
    screen = beside.screen()
    places = [(window, window.pos()) for window in _in_the_way()]
    for window, _place in places:
        window.is_away = True
        window.hide()

    def grab() -> None:
        picture = _grabbed(screen)
        for window, place in places:
            window.is_away = False
            window.move(place)
            window.show()
        taken(picture)

    QTimer.singleShot(SETTLE_MILLISECONDS, grab)


def _in_the_way() -> list[ColumnWindow]:
    on_top = Qt.WindowType.WindowStaysOnTopHint
    windows = [window for window in QApplication.topLevelWidgets() if isinstance(window, ColumnWindow)]
    return [window for window in windows if window.isVisible() and not window.windowFlags() & on_top]


def _grabbed(screen: QScreen) -> QImage | None:
    try:
        picture = screen.grabWindow(0).toImage()
    except RuntimeError:
        # The screen was unplugged in that moment.
        return None
    return None if picture.isNull() else picture
