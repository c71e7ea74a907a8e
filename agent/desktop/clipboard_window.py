"""The small window that asks whether a clipboard is passed on, once; every way out of it but one means no.

Its titles are "Handrail: Share what you copied?" and "Handrail: Put this on your clipboard?". It is driven like the
consent window: *No* has the focus, *Yes* is armed a second after the window came to rest, Tab goes to and fro.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QMoveEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from agent import clock
from agent.desktop.arming import Arming
from agent.desktop.banner import minutes_and_seconds
from agent.desktop.foreign_text import clean_name, clean_paragraph
from agent.desktop.parts import ColumnWindow, QuotedText, button, label, row
from agent.desktop.situation import whole_seconds
from agent.desktop.texts import Texts
from protocol.grant import Decision
from protocol.links.desktop_clipboard import AnswerClipboard, AskClipboard

_TICK_MILLISECONDS: Final = 100
_QUOTE_WIDTH: Final = 488
_KEYS: Final = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride, QEvent.Type.Shortcut}
)


class ClipboardWindow(ColumnWindow):
    """One question; calls `answered` exactly once, unless it is withdrawn."""

    def __init__(
        self,
        asked: AskClipboard,
        texts: Texts,
        answered: Callable[[AnswerClipboard], None],
        *,
        is_covered: Callable[[int], bool],
    ) -> None:
        way = asked.direction
        flags = Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
        flags |= Qt.WindowType.WindowCloseButtonHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(texts(f"clipboard.title.{way}"), texts(f"clipboard.heading.{way}"), texts, flags=flags)
        self.asked = asked
        self._answered = answered
        self._is_covered = is_covered
        self._was_covered = False
        self._is_over = False
        self._until = clock.monotonic() + asked.seconds
        self._arming = Arming.begin(clock.monotonic())
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._build()
        for child in self.findChildren(QWidget):
            child.installEventFilter(self)
        self.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_TICK_MILLISECONDS)
        self._tick()

    def _build(self) -> None:
        texts, asked = self.texts, self.asked
        name = clean_name(asked.who.name) or texts("word.somebody")
        self.column.addWidget(label(texts(f"clipboard.asks.{asked.direction}", name=name)))
        if clean_paragraph(asked.preview, len(asked.preview) + 1):
            quote = QuotedText(
                asked.preview,
                texts,
                sentence="clipboard.quote",
                name=texts("clipboard.text"),
                width=_QUOTE_WIDTH,
            )
            self.column.addWidget(quote)
        else:
            self.column.addWidget(label(texts("clipboard.blank")))
        is_cut = len(asked.preview) < asked.characters
        length = "clipboard.length_cut" if is_cut else "clipboard.length"
        told = texts(length, characters=asked.characters, shown=len(asked.preview))
        self.column.addWidget(label(told, role="muted"))
        self._countdown = label("", role="muted", wraps=False)
        self._no = button(texts("consent.no"), lambda: self._answer(Decision.NO), role="primary")
        self._no.setMinimumWidth(120)
        self._no.setDefault(True)
        self._yes = button(texts("clipboard.yes"), self._agree)
        self.column.addSpacing(8)
        self.column.addLayout(row(self._countdown, 0, self._no, self._yes))
        QWidget.setTabOrder(self._no, self._yes)
        self._no.setFocus()

    def withdraw(self) -> None:
        """Close without an answer."""
        self._is_over = True
        self._timer.stop()
        self.hide()
        self.deleteLater()

    def reject(self) -> None:
        """Esc means no."""
        self._answer(Decision.NO)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window means no."""
        event.accept()
        self._answer(Decision.NO)

    def _agree(self) -> None:
        if self._arming.takes_pointer(clock.monotonic()):
            self._answer(Decision.YES)

    def _answer(self, answer: Decision) -> None:
        if not self._is_over:
            self.withdraw()
            self._answered(AnswerClipboard(question=self.asked.question, answer=answer))

    # When Yes counts.

    def _tick(self) -> None:
        now = clock.monotonic()
        left = whole_seconds(self._until, now)
        self._countdown.setText(self.texts("consent.countdown", left=minutes_and_seconds(left)))
        self._watch_cover(now)
        is_armed = self._arming.takes_pointer(now)
        if self._yes.isEnabled() != is_armed:
            if not is_armed and self._yes.hasFocus():
                self._no.setFocus()
            self._yes.setEnabled(is_armed)
        if left == 0:
            self._answer(Decision.TIMED_OUT)

    def _watch_cover(self, now: float) -> None:
        if not self.isVisible():
            return
        covered = self._is_covered(int(self.winId()))
        if covered:
            self.raise_()
        if covered or self._was_covered:
            self._arming = self._arming.disturbed(now)
        self._was_covered = covered

    def _disturb(self) -> None:
        self._arming = self._arming.disturbed(clock.monotonic())
        if hasattr(self, "_timer") and not self._is_over:
            self._tick()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow keys that were meant for another window."""
        if event.type() in _KEYS and not self._arming.takes_keys(clock.monotonic()):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Notice when the keys come here, and when others change the window."""
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._arming = self._arming.focused(clock.monotonic())
        elif event.type() is QEvent.Type.WindowStateChange:
            if self.isMinimized():
                self.showNormal()
            self._disturb()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin the second anew."""
        super().showEvent(event)
        self._disturb()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Begin the second anew."""
        super().moveEvent(event)
        self._disturb()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Begin the second anew."""
        super().resizeEvent(event)
        self._disturb()
