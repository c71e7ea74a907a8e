"""The window in which the person looks at the picture of their screen, and blacks out what nobody is to see.

Title: "Handrail: Picture of my screen". The focus is on *Use this picture*; before it stand *Remove the picture*,
*Undo* and *Black out all*. The mouse draws on the picture itself.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from agent.desktop.blackout import burnt, fitted
from agent.desktop.parts import ColumnWindow, button, fit, label, row
from agent.desktop.texts import Texts

_LEAST: Final = 4
"""Pixels of the screen: a click that slipped is no area."""
_BESIDE: Final = QSize(160, 360)
"""What the window needs around the picture."""
_MOST: Final = QSize(1000, 700)


class PictureCanvas(QWidget):
    """The picture, scaled to its room, and the areas that are black in it, in pixels of the picture."""

    def __init__(self, picture: QImage, room: QSize, changed: Callable[[], None]) -> None:
        super().__init__()
        self._picture = picture
        self._changed = changed
        self.areas: list[QRect] = []
        self._from: QPoint | None = None
        self._drawn = QRect()
        self._share = min(1.0, room.width() / picture.width(), room.height() / picture.height())
        size = QSize(max(1, round(picture.width() * self._share)), max(1, round(picture.height() * self._share)))
        sharpness = self.devicePixelRatioF()
        self._shown = QPixmap.fromImage(
            picture.scaled(
                size * sharpness, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        )
        self._shown.setDevicePixelRatio(sharpness)
        self.setFixedSize(size)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def add(self, area: QRect) -> None:
        """Black out an area."""
        self.areas.append(area)
        self._tell()

    def add_all(self) -> None:
        """Black out everything."""
        self.add(self._picture.rect())

    def undo(self) -> None:
        """Take the last area back."""
        if self.areas:
            self.areas.pop()
            self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin an area."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position().toPoint()
            self._drawn = QRect()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw it on."""
        if self._from is not None:
            self._drawn = QRect(self._from, event.position().toPoint()).normalized().intersected(self.rect())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep it."""
        if self._from is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.mouseMoveEvent(event)
        area, self._from, self._drawn = self._in_picture(self._drawn), None, QRect()
        if area.width() >= _LEAST and area.height() >= _LEAST:
            self.add(area)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture with what is black in it."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._shown)
        for area in self.areas:
            painter.fillRect(self._on_widget(area), Qt.GlobalColor.black)
        if not self._drawn.isEmpty():
            painter.fillRect(self._drawn, QColor(0, 0, 0, 200))
            painter.setPen(QPen(Qt.GlobalColor.white, 1, Qt.PenStyle.DashLine))
            painter.drawRect(self._drawn)
        painter.end()

    def _in_picture(self, drawn: QRect) -> QRect:
        """Take in every pixel of the picture that was drawn over, at the edges too."""
        left, top = int(drawn.left() / self._share), int(drawn.top() / self._share)
        right, bottom = -int(-(drawn.right() + 1) // self._share), -int(-(drawn.bottom() + 1) // self._share)
        return QRect(left, top, right - left, bottom - top).intersected(self._picture.rect())

    def _on_widget(self, area: QRect) -> QRect:
        left, top = int(area.left() * self._share), int(area.top() * self._share)
        right, bottom = -int(-(area.right() + 1) * self._share // 1), -int(-(area.bottom() + 1) * self._share // 1)
        return QRect(left, top, right - left, bottom - top)

    def _tell(self) -> None:
        self.update()
        self._changed()


class PictureWindow(ColumnWindow):
    """Shows the picture; `use` is called with what is to be sent, once the person says so."""

    def __init__(self, picture: QImage, texts: Texts, use: Callable[[bytes], None]) -> None:
        super().__init__(texts("request.picture.title"), texts("request.picture.heading"), texts, spacing=8)
        # From here on its own pixels count, however large the screen draws them.
        picture.setDevicePixelRatio(1.0)
        self._picture = picture
        self._use = use
        self._canvas = PictureCanvas(picture, self._room(), self._count)
        self._canvas.setAccessibleName(texts("request.picture.name"))
        self._canvas.setAccessibleDescription(texts("request.picture.about"))
        self._build()
        self._count()
        self._taker.setFocus()

    def _room(self) -> QSize:
        return (self.screen().availableGeometry().size() - _BESIDE).boundedTo(_MOST).expandedTo(QSize(320, 200))

    def _build(self) -> None:
        texts, column = self.texts, self.column
        column.addWidget(label(texts("request.picture.about"), role="muted"))
        column.addWidget(self._canvas, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._areas = label("", role="muted", size="sm")
        column.addWidget(self._areas)
        self._trouble = label("", role="stop")
        self._trouble.hide()
        column.addWidget(self._trouble)
        self._all = button(texts("request.picture.all"), self._canvas.add_all)
        self._undo = button(texts("request.picture.undo"), self._canvas.undo)
        self._remove = button(texts("request.picture.remove"), self.close)
        self._taker = button(texts("request.picture.use"), self._submit, role="primary")
        column.addLayout(row(self._all, self._undo, self._remove, 0, self._taker))

    def _count(self) -> None:
        count = len(self._canvas.areas)
        self._areas.setText(self.texts("request.picture.areas", count=count))
        if not count and self._undo.hasFocus():
            self._all.setFocus()
        self._undo.setEnabled(bool(count))

    def _submit(self) -> None:
        content = fitted(burnt(self._picture, self._canvas.areas))
        if content is None:
            self._trouble.setText(self.texts("request.picture.too_large"))
            self._trouble.show()
            fit(self)
            return
        self.close()
        self._use(content)
