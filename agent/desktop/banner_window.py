"""Draws the banner on one screen: over everything, movable along the top edge, never closed and never covered.

Its title is "Handrail: Somebody sees this screen" while that is so, and then says what is. The window manager does not
hold it, so a test finds it with `xdotool search --name` and presses *Done* with the pointer: the button is the right
end of the banner.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QCloseEvent, QMouseEvent, QScreen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from agent.desktop.banner import Banner, Taking, Tone
from agent.desktop.parts import button, label, row
from agent.desktop.texts import Texts
from agent.desktop.theme import colours

_DETAIL_WIDTH: Final = 520
_DRAG_PIXELS: Final = 6
_FILLS: Final = {Tone.LIVE: "live_fill", Tone.WAIT: "wait_fill", Tone.QUIET: "raised"}
_SHEET: Final = """
#banner {{ background: {fill}; border: 1px solid {edge}; border-top: none; }}
#banner QLabel {{ color: {ink}; }}
#banner QPushButton {{ min-height: 34px; padding: 0 14px; background: transparent; color: {ink};
  border: 1px solid {ink}; }}
#banner QPushButton:hover {{ background: {hover}; }}
#banner QPushButton:focus {{ border: 2px solid {ink}; }}
#banner QPushButton[handrail="done"] {{ background: {done}; color: {done_ink}; border-color: {done}; min-width: 72px; }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What the buttons of the banner do."""

    done: Callable[[], None]
    take_back: Callable[[Taking], None]
    who: Callable[[], None]


class BannerWindow(QWidget):
    """The banner on one screen."""

    def __init__(self, screen: QScreen, texts: Texts, pressed: Pressed, *, dark: bool) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        # Bypassing the window manager is what keeps full-screen windows and "minimize all" from hiding it.
        super().__init__(None, flags | Qt.WindowType.X11BypassWindowManagerHint)
        self._texts = texts
        self._pressed = pressed
        self._dark = dark
        self._announced = ""
        self._along: float = 0.5
        self._grabbed: QPoint | None = None
        self._dragged = False
        self._tone: Tone | None = None
        self.setScreen(screen)
        self.setWindowTitle(texts("banner.title"))
        self.setAccessibleName(texts("banner.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._build()

    def _build(self) -> None:
        texts = self._texts
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._frame = QFrame()
        self._frame.setObjectName("banner")
        outer.addWidget(self._frame)
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(16, 6, 8, 6)
        column.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(16)
        self._eye = label("◉", size="lg", wraps=False)
        self._eye.setAccessibleName(texts("banner.title"))
        self._line = label("", size="md", wraps=False)
        self._code = label("", size="lg", wraps=False)
        self._left = label("", size="lg", wraps=False)
        self._more = button("⌄", self.toggle, name=texts("banner.more"))
        self._more.setFixedWidth(40)
        self._done = button(texts("banner.done"), self._pressed.done)
        self._done.setProperty("handrail", "done")
        self._takings = {taking: self._taking(taking) for taking in Taking}
        for part in (self._eye, self._line, self._code, self._left, self._more, *self._takings.values(), self._done):
            line.addWidget(part)
        column.addLayout(line)
        self._opened = QWidget()
        self._opened.hide()
        below = QVBoxLayout(self._opened)
        below.setContentsMargins(0, 0, 8, 6)
        self._detail = label("")
        self._detail.setMinimumWidth(_DETAIL_WIDTH)
        self._who = button(texts("banner.is_this_my_it"), self._pressed.who)
        below.addWidget(self._detail)
        below.addLayout(row(self._who, 0))
        column.addWidget(self._opened)
        self._is_open = False

    def _taking(self, taking: Taking) -> QPushButton:
        made = button(self._texts(f"banner.take_back.{taking}"), lambda: self._pressed.take_back(taking))
        made.hide()
        return made

    def show_banner(self, banner: Banner) -> None:
        """Draw what is to be said now."""
        self._dress(banner.tone)
        self._eye.setVisible(banner.tone is not Tone.QUIET)
        _say(self._line, banner.line)
        _say(self._code, banner.code, self._texts("banner.code_name", code=banner.code))
        _say(self._left, banner.left, self._texts("banner.left_name", left=banner.left))
        _say(self._detail, banner.detail)
        self._done.setVisible(banner.can_end)
        self._more.setVisible(banner.can_end)
        self._opened.setVisible(self._is_open or not banner.can_end)
        for taking, pressed in self._takings.items():
            pressed.setVisible(taking in banner.takes_back and banner.can_end)
        self._who.setVisible(banner.can_end)
        self._announce(banner.warning or ("" if banner.can_end else banner.line))
        self.place()
        self._call(banner.title)
        if not self.isVisible():
            self.show()

    def _call(self, title: str) -> None:
        if self.windowTitle() != title:
            self.setWindowTitle(title)
            self.setAccessibleName(title)
            self._eye.setAccessibleName(title)

    def place(self) -> None:
        """Stand at the top edge of the screen, where the person left it."""
        self.adjustSize()
        room = self.screen().geometry()
        free = max(0, room.width() - self.width())
        wanted = QPoint(room.left() + int(free * self._along), room.top())
        if self.pos() != wanted:
            self.move(wanted)

    def _dress(self, tone: Tone) -> None:
        if tone is self._tone:
            return
        self._tone = tone
        tokens = colours(dark=self._dark)
        is_quiet = tone is Tone.QUIET
        ink = tokens["text"] if is_quiet else "#FFFFFF"
        fill = tokens[_FILLS[tone]]
        self._frame.setStyleSheet(
            _SHEET.format(
                fill=fill,
                edge=tokens["control"] if is_quiet else fill,
                ink=ink,
                hover=tokens["page"] if is_quiet else "rgba(255, 255, 255, 0.16)",
                done=tokens["rail_fill"] if is_quiet else "#FFFFFF",
                done_ink="#FFFFFF" if is_quiet else fill,
            )
        )

    def _announce(self, sentence: str) -> None:
        if sentence and sentence != self._announced:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        self._announced = sentence

    def toggle(self) -> None:
        """Open or close what stands below the line."""
        self._is_open = not self._is_open
        self._opened.setVisible(self._is_open)
        self._more.setText("⌃" if self._is_open else "⌄")
        self._more.setAccessibleName(self._texts("banner.less" if self._is_open else "banner.more"))
        self.place()

    # It moves along the edge, and opens on a click that did not move it.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the banner."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._grabbed = event.globalPosition().toPoint() - self.pos()
            self._dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move along the edge."""
        if self._grabbed is None:
            return
        room = self.screen().geometry()
        free = max(1, room.width() - self.width())
        left = event.globalPosition().toPoint().x() - self._grabbed.x() - room.left()
        if abs(left - (self.x() - room.left())) >= _DRAG_PIXELS or self._dragged:
            self._dragged = True
            self._along = min(1.0, max(0.0, left / free))
            self.place()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open or close where it was only clicked."""
        if self._grabbed is not None and not self._dragged:
            self.toggle()
        self._grabbed = None
        event.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nobody closes the banner; it goes with the session."""
        event.ignore()


def _say(where: QLabel, text: str, name: str = "") -> None:
    if where.text() != text:
        where.setText(text)
        where.setAccessibleName(name or text)
    where.setVisible(bool(text))
