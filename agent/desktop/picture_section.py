"""The part of the request form about a picture of the screen: adds one, shows what is sent, and takes it away."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from agent.desktop.parts import button, fit, label, row
from agent.desktop.picture_taking import take_picture
from agent.desktop.picture_window import PictureWindow
from agent.desktop.texts import Texts

_SHOWN_HEIGHT: Final = 88
_SHOWN_WIDTH: Final = 220
# A window manager gives the keys to whoever had them before, and only then to whom they are asked for.
_BACK_MILLISECONDS: Final = 200


class PictureSection(QWidget):
    """`content` is the picture as it will be sent, or None; nothing else of the screen is kept."""

    def __init__(self, texts: Texts, changed: Callable[[], None]) -> None:
        super().__init__()
        self._texts = texts
        self._changed = changed
        self._editor: PictureWindow | None = None
        self.content: bytes | None = None
        self.add = button(texts("request.picture.add"), self._take)
        self.remove = button(texts("request.picture.remove"), self._drop)
        self._shown = QLabel()
        self._shown.setAccessibleName(texts("request.picture.added"))
        self._trouble = label("", role="stop")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addLayout(row(self.add, self._shown, self.remove, 0))
        column.addWidget(label(texts("request.picture.hint"), role="muted", size="sm"))
        column.addWidget(self._trouble)
        self._trouble.hide()
        self._draw()

    def use(self, content: bytes) -> None:
        """Take what the person wants to send."""
        self.content = content
        self._draw()
        self._changed()

    def close_editor(self) -> None:
        """Take the picture's window off the screen with the form."""
        if self._editor is not None:
            self._editor.close()

    def _take(self) -> None:
        take_picture(self.window(), self._taken)

    def _taken(self, picture: QImage | None) -> None:
        self._trouble.setText(self._texts("request.picture.failed") if picture is None else "")
        self._trouble.setVisible(picture is None)
        fit(self.window())
        if picture is None:
            self.window().activateWindow()
            return
        self._editor = PictureWindow(picture, self._texts, self.use)
        # Over the form, which waits for it; questions and the bar do not.
        self._editor.setParent(self.window(), Qt.WindowType.Window)
        self._editor.setWindowModality(Qt.WindowModality.WindowModal)
        self._editor.finished.connect(self._editor_over)
        self._editor.show()
        self._editor.raise_()
        self._editor.activateWindow()

    def _editor_over(self) -> None:
        """Let go of the picture as it was: from here on there is only what is sent."""
        editor, self._editor = self._editor, None
        if editor is not None:
            editor.deleteLater()
            QTimer.singleShot(_BACK_MILLISECONDS, self._bring_form_back)

    def _bring_form_back(self) -> None:
        if self.window().isVisible():
            self.window().raise_()
            self.window().activateWindow()

    def _drop(self) -> None:
        self.content = None
        self._draw()
        self._changed()

    def _draw(self) -> None:
        has_one = self.content is not None
        # Drawn from the very bytes that are sent.
        picture = QPixmap()
        if self.content is not None:
            picture.loadFromData(self.content)
            picture = picture.scaled(
                _SHOWN_WIDTH,
                _SHOWN_HEIGHT,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        self._shown.setPixmap(picture)
        self._shown.setVisible(has_one)
        self.remove.setVisible(has_one)
        self.add.setVisible(not has_one)
