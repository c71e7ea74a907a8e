"""Draws the tray icon by shape: a rail, a rail with a dot, a filled rail with an eye, a struck rail."""

from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from agent.desktop.menu import Sign

_SIZES: Final = (16, 22, 24, 32, 48, 64)
_RAIL: Final = '<path d="M4 15h24M8 15v10M24 15v10M4 15a12 9 0 0 1 24 0" fill="none" {stroke}/>'
_STROKE: Final = 'stroke="{ink}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"'
_INK: Final = "#23889E"  # shade 5 of rail
_SHAPES: Final[dict[Sign, str]] = {
    Sign.RAIL: _RAIL,
    Sign.QUESTION: _RAIL + '<circle cx="25" cy="7" r="5.5" fill="{wait}"/>',
    Sign.IN_SESSION: (
        '<rect x="1" y="4" width="30" height="24" rx="6" fill="{live}"/>'
        '<path d="M5 16c6-8.500 16-8.500 22 0c-6 8.500-16 8.500-22 0z" fill="#FFFFFF"/>'
        '<circle cx="16" cy="16" r="4" fill="{live}"/>'
    ),
    Sign.STRUCK: (
        '<path d="M4 15h24M4 15a12 9 0 0 1 24 0" fill="none" {stroke} opacity="0.45"/>'
        '<path d="M5 28L27 4" stroke="{ink}" stroke-width="4" stroke-linecap="round"/>'
    ),
}


def picture(sign: Sign, tokens: dict[str, str]) -> str:
    """Give the SVG of a sign in the colours of a scheme; its shape alone tells the state."""
    # Panels are light or dark on their own account: these middle tones stand out from both.
    ink = tokens.get("brand_mark", _INK)
    inside = _SHAPES[sign].format(
        stroke=_STROKE.format(ink=ink), ink=ink, wait=tokens["wait_fill"], live=tokens["live_fill"]
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{inside}</svg>'


def icon(sign: Sign, tokens: dict[str, str]) -> QIcon:
    """Draw a sign in the sizes that trays ask for."""
    renderer = QSvgRenderer(QByteArray(picture(sign, tokens).encode()))
    made = QIcon()
    for size in _SIZES:
        pixels = QPixmap(size, size)
        pixels.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixels)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(pixels)
    return made
