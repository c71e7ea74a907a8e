"""The window in which the person types the code that the technician reads out; without it nobody sees anything.

Its title is "Handrail: Type the code". Typing six digits and Return answers; Escape and closing it mean no.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QCloseEvent
from PySide6.QtWidgets import QLineEdit

from agent import clock
from agent.desktop.banner import minutes_and_seconds
from agent.desktop.foreign_text import clean_name
from agent.desktop.parts import ColumnWindow, button, fit, label, row
from agent.desktop.situation import whole_seconds
from agent.desktop.texts import Texts
from agent.desktop.theme import font
from protocol.grant import CODE_TRIES
from protocol.links.desktop_code import AnswerCode, AskCode

_TICK_MILLISECONDS: Final = 500
_DIGITS: Final = 6
# Room for spaces and dashes between the digits.
_MAX_TYPED: Final = 12
_BETWEEN: Final = " -\u00a0\u2009\u202f"


def read_digits(text: str) -> str | None:
    """Read a code as people type it, with spaces or dashes; None where it has not six digits."""
    digits = "".join(sign for sign in text if sign not in _BETWEEN)
    return digits if len(digits) == _DIGITS and digits.isascii() and digits.isdigit() else None


class CodeWindow(ColumnWindow):
    """One field; core says after each answer whether it was right, and takes the window away when it is over."""

    def __init__(self, asked: AskCode, texts: Texts, say: Callable[[AnswerCode], None]) -> None:
        flags = Qt.WindowType.Dialog | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(texts("code.title"), texts("code.heading"), texts, flags=flags)
        self.question = asked.question
        self._say = say
        self._is_over = False
        self._until = 0.0
        name = clean_name(asked.who.name) or texts("word.somebody")
        self._how = label(texts("code.how", name=name))
        self._why = label(texts("code.why"))
        self._trouble = label("", role="stop")
        self._trouble.hide()
        self._field = QLineEdit()
        self._field.setMaxLength(_MAX_TYPED)
        self._field.setFont(font("lg"))
        self._field.setAccessibleName(texts("code.field"))
        self._field.returnPressed.connect(self._use)
        self._left = label("", role="muted", wraps=False)
        self._no = button(texts("code.no"), self.close)
        self._go_on = button(texts("code.go_on"), self._use, role="primary")
        self._lay_out()
        self._field.setFocus()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_TICK_MILLISECONDS)
        self.ask(asked)

    def _lay_out(self) -> None:
        column = self.column
        for part in (self._how, self._field, self._trouble, self._why):
            column.addWidget(part)
        column.addSpacing(8)
        column.addLayout(row(self._left, 0, self._no, self._go_on))

    def ask(self, asked: AskCode) -> None:
        """Ask, or ask again after another code was typed."""
        self._until = clock.monotonic() + asked.seconds
        if asked.tries_left < CODE_TRIES:
            self._complain(self.texts("code.wrong", tries=asked.tries_left))
        self._field.setEnabled(True)
        self._field.clear()
        if self.isActiveWindow():
            self._field.setFocus()
        self._tick()

    def withdraw(self) -> None:
        """Close without an answer: it is over."""
        self._is_over = True
        self._timer.stop()
        self.hide()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Take closing for a no."""
        self._timer.stop()
        if not self._is_over:
            self._is_over = True
            self._say(AnswerCode(question=self.question))
        super().closeEvent(event)

    def reject(self) -> None:
        """Take Escape for a no."""
        self.close()

    def _use(self) -> None:
        code = read_digits(self._field.text())
        if code is None:
            self._complain(self.texts("code.not_six"))
            return
        # Core compares: one answer at a time.
        self._field.setEnabled(False)
        self._say(AnswerCode(question=self.question, code=code))

    def _complain(self, sentence: str) -> None:
        self._trouble.setText(sentence)
        self._trouble.setAccessibleName(sentence)
        self._trouble.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        fit(self)

    def _tick(self) -> None:
        left = whole_seconds(self._until, clock.monotonic())
        self._left.setText(self.texts("code.left", left=minutes_and_seconds(left)))
