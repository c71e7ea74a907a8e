"""Blacks out parts of a picture of the screen, and makes it small enough to be sent: what is black is nowhere in it."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter

from protocol.pictures import MAX_HEIGHT, MAX_PICTURE, MAX_WIDTH

# First as it is, letter for letter; then as a photograph, less and less of it.
_AS_IS: Final = (QByteArray(b"PNG"), -1)
_PHOTOGRAPHS: Final = ((QByteArray(b"JPG"), 85), (QByteArray(b"JPG"), 65), (QByteArray(b"JPG"), 45))
_SHARES: Final = (1.0, 0.75, 0.5)


def burnt(picture: QImage, areas: Iterable[QRect]) -> QImage:
    """Give a picture whose own pixels are black in these areas: no layer, and nothing to be seen through."""
    made = picture.convertToFormat(QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(1.0)
    painter = QPainter(made)
    for area in areas:
        painter.fillRect(area, Qt.GlobalColor.black)
    painter.end()
    return made


def fitted(picture: QImage) -> bytes | None:
    """Write a picture so that it can be sent, as PNG or JPEG; None where it cannot be made small enough."""
    width, height = picture.width(), picture.height()
    share = min(1.0, MAX_WIDTH / width, MAX_HEIGHT / height)
    for less in _SHARES:
        scaled = _scaled(picture, max(1, int(width * share * less)))
        for kind, quality in (_AS_IS, *_PHOTOGRAPHS) if less == 1.0 else _PHOTOGRAPHS:
            written = _written(scaled, kind, quality)
            if 0 < len(written) <= MAX_PICTURE:
                return written
    return None


def _scaled(picture: QImage, width: int) -> QImage:
    if width >= picture.width():
        return picture
    return picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)


def _written(picture: QImage, kind: QByteArray, quality: int) -> bytes:
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, kind)
    writer.setQuality(quality)
    writer.write(picture)
    buffer.close()
    return bytes(store.data())
