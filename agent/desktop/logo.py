"""The organization's logo in our windows: read within bounds, drawn at one height beside the heading, or not at all."""

import logging
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel

from agent.desktop.texts import Texts
from protocol.links.agent_logo import LOGO_BYTES, LOGO_PIXELS

log = logging.getLogger(__name__)

_PROPERTY: Final = "handrail_logo"
_WIDTHS: Final = range(140, 23, -4)
"""The widest is the portal's; the height is that of a line of the heading."""
_BETWEEN: Final = 16


def read_logo(content: bytes) -> QImage | None:
    """Decode a PNG file; what is too large, or no picture, is none, with a line in the log."""
    if not content:
        return None
    if len(content) > LOGO_BYTES:
        log.error("the logo is not shown: its file is too large")
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"png"))
    size = reader.size()
    # Known from the head of the file: a picture that is too large is never unpacked.
    if size.isValid() and max(size.width(), size.height()) > LOGO_PIXELS:
        log.error("the logo is not shown: it has %d × %d pixels", size.width(), size.height())
        return None
    image = reader.read()
    if image.isNull():
        log.error("the logo is not shown: it cannot be read (%s)", reader.errorString())
        return None
    return image


def wear_logo(application: QApplication, image: QImage | None) -> None:
    """Keep the logo for the windows that are opened from now on; None takes it away."""
    application.setProperty(_PROPERTY, image)


def headed(heading: QLabel, texts: Texts, width: int) -> QHBoxLayout:
    """Put the logo, where there is one, at the end of a window's heading, as far as that leaves room in this width.

    The words go first: no heading takes another line for it, so that every window stays as high as it was.
    """
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(_BETWEEN)
    line.addWidget(heading, 1)
    application = QApplication.instance()
    image = application.property(_PROPERTY) if application is not None else None
    room = _room(heading, width)
    if isinstance(image, QImage) and room is not None:
        line.addWidget(_mark(image, room, texts), 0, Qt.AlignmentFlag.AlignTop)
    return line


def _room(heading: QLabel, width: int) -> QSize | None:
    """Give the most that a heading of one line leaves beside it; None where that is nothing."""
    left = width - _BETWEEN - heading.fontMetrics().horizontalAdvance(heading.text())
    widest = next((each for each in _WIDTHS if each <= left), None)
    return None if widest is None else QSize(widest, heading.fontMetrics().height())


def _mark(image: QImage, room: QSize, texts: Texts) -> QLabel:
    """Draw it as large as its room allows, never larger than it is, sharp on every screen."""
    size = image.size()
    if size.width() > room.width() or size.height() > room.height():
        size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    size = size.expandedTo(QSize(1, 1))
    # A window may be moved to any of them.
    ratio = max(screen.devicePixelRatio() for screen in QApplication.screens())
    drawn = image.scaled(size * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    pixmap = QPixmap.fromImage(drawn)
    pixmap.setDevicePixelRatio(ratio)
    made = QLabel()
    made.setPixmap(pixmap)
    made.setFixedSize(size)
    made.setAccessibleName(texts("word.logo"))
    return made
