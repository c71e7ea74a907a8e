"""The parts that all our windows are made of: plain labels, quoted foreign text, buttons."""

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QFont, QShowEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from agent.desktop.foreign_text import clean_paragraph
from agent.desktop.logo import headed
from agent.desktop.texts import Texts
from agent.desktop.theme import dressed, font

QUOTE_LINES: Final = 3
QUOTE_LIMIT: Final = 1000
_OPEN_HEIGHT: Final = 112
_WINDOW_WIDTH: Final = 560
_MARGIN: Final = 24


def label(text: str, *, size: str = "md", role: str = "", wraps: bool = True) -> QLabel:
    """Make a label that never takes markup for more than letters."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setFont(font(size))
    made.setWordWrap(wraps)
    if QApplication.isRightToLeft():
        # Qt takes the side from the letters: a name in Latin ones would stand apart from all that is around it.
        made.setAlignment(Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if role:
        dressed(made, role)
    return made


def button(text: str, pressed: Callable[[], object], *, role: str = "", name: str = "") -> QPushButton:
    """Make a button; it becomes the default only where a window says so."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    made.setAccessibleName(name or text.removesuffix("…"))
    made.setFont(font("md", weight=QFont.Weight.DemiBold if role == "primary" else QFont.Weight.Medium))
    made.clicked.connect(lambda _checked=False: pressed())
    if role:
        dressed(made, role)
    return made


def as_one_stop(radios: Iterable[QRadioButton]) -> None:
    """Let Tab reach the chosen one of a group, and the arrows the others, from the first moment on."""
    for radio in radios:
        policy = Qt.FocusPolicy.StrongFocus if radio.isChecked() else Qt.FocusPolicy.ClickFocus
        radio.setFocusPolicy(policy)


def fit(window: QWidget) -> None:
    """Make a window as high as its sentences need at its width; Qt by itself cuts wrapped ones off."""
    wrapped = [text for text in window.findChildren(QLabel) if text.wordWrap() and text.isVisibleTo(window)]
    layout = window.layout()
    for text in wrapped:
        text.setMinimumHeight(0)
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    window.resize(max(window.minimumWidth(), window.sizeHint().width()), window.height())
    if layout is not None:
        layout.activate()
    for text in wrapped:
        text.setMinimumHeight(max(0, text.heightForWidth(text.width())))
    if layout is None:
        return
    layout.activate()
    # The hint guesses at wrapped sentences as if they were narrow, and would leave gaps between them.
    is_wrapped = layout.hasHeightForWidth()
    height = layout.totalHeightForWidth(window.width()) if is_wrapped else window.sizeHint().height()
    window.resize(window.width(), height)


def row(*widgets: QWidget | int) -> QHBoxLayout:
    """Put widgets side by side; 0 is a stretch."""
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(12)
    for widget in widgets:
        if isinstance(widget, int):
            line.addStretch(1)
        else:
            line.addWidget(widget)
    return line


def lines_of(text: str, used: QFont, width: int) -> list[str]:
    """Break text into the lines that a label of this width would show."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    found: list[str] = []
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, used)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(width)
            found.append(paragraph[line.textStart() : line.textStart() + line.textLength()])
            line = layout.createLine()
        layout.endLayout()
    return found


class ColumnWindow(QDialog):
    """A heading over whatever is added to the column, as high as its sentences need."""

    is_away = False
    """Gone for the moment in which a picture of the screen is taken."""

    def __init__(
        self,
        title: str,
        heading: str,
        texts: Texts,
        *,
        size: str = "xl",
        spacing: int = 12,
        flags: Qt.WindowType = Qt.WindowType.Window,
    ) -> None:
        super().__init__(None, flags)
        self.texts = texts
        self.setWindowTitle(title)
        self.setMinimumWidth(_WINDOW_WIDTH)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(_MARGIN, 20, _MARGIN, 20)
        self.column.setSpacing(spacing)
        self.heading = label(heading, size=size)
        self.column.addLayout(headed(self.heading, texts, _WINDOW_WIDTH - 2 * _MARGIN))

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the sentences."""
        super().showEvent(event)
        fit(self)


class QuotedText(QWidget):
    """Text that a stranger wrote: plain, quoted, three lines until the person wants all of it."""

    def __init__(self, text: str, texts: Texts, *, sentence: str, name: str, width: int) -> None:
        super().__init__()
        self._texts = texts
        self._closing = texts(sentence, text="")[-1]
        self._whole = texts(sentence, text=clean_paragraph(text, QUOTE_LIMIT))
        self._width = width
        self._short = label("", wraps=True)
        self._short.setAccessibleName(f"{name}: {self._whole}")
        self._open = QPlainTextEdit()
        self._open.setReadOnly(True)
        self._open.setPlainText(self._whole)
        self._open.setFixedHeight(_OPEN_HEIGHT)
        self._open.setAccessibleName(name)
        self._open.setTabChangesFocus(True)
        self._more = button(texts("word.show_all"), self._toggle, role="plain")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for part in (self._short, self._open, self._more):
            self._column.addWidget(part)
        self._open.hide()
        self.shorten(QUOTE_LINES)

    def shorten(self, most: int) -> None:
        """Show at most so many lines; the rest stays one press away."""
        broken = lines_of(self._whole, self._short.font(), self._width)
        is_cut = len(broken) > most
        shown = broken[:most]
        if is_cut:
            shown[-1] = shown[-1].rstrip()[:-2].rstrip() + "…" + self._closing
        self._short.setWordWrap(not is_cut)
        self._short.setMinimumHeight(len(shown) * self._short.fontMetrics().lineSpacing())
        self._short.setText("\n".join(line.rstrip() for line in shown) if is_cut else self._whole)
        self._more.setVisible(is_cut)

    def _toggle(self) -> None:
        opens = self._open.isHidden()
        self._open.setVisible(opens)
        self._short.setVisible(not opens)
        text = self._texts("word.show_less" if opens else "word.show_all")
        self._more.setText(text)
        self._more.setAccessibleName(text)
        fit(self.window())
