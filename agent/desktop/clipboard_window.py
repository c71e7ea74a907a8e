"""The small window that asks whether a clipboard is passed on, once; every way out of it but one means no.

Its titles are "Handrail: Share what you copied?" and "Handrail: Put this on your clipboard?". It is driven like the
consent window: *No* has the focus, *Yes* is armed a second after the window came to rest, Tab goes to and fro.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from agent import clock
from agent.desktop.armed_window import ArmedWindow
from agent.desktop.banner import minutes_and_seconds
from agent.desktop.foreign_text import clean_name, clean_paragraph
from agent.desktop.parts import ColumnWindow, QuotedText, button, label, row
from agent.desktop.situation import whole_seconds
from agent.desktop.texts import Texts
from protocol.grant import Decision
from protocol.links.desktop_clipboard import AnswerClipboard, AskClipboard

_QUOTE_WIDTH: Final = 488


class ClipboardWindow(ArmedWindow, ColumnWindow):
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
        self._until = clock.monotonic() + asked.seconds
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._build()
        self.arm(yes=self._yes, no=self._no, is_covered=is_covered)

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

    def _agree(self) -> None:
        if self.is_armed():
            self._answer(Decision.YES)

    def refuse(self, decision: Decision) -> None:
        """Answer no, or that nobody answered."""
        self._answer(decision)

    def _answer(self, answer: Decision) -> None:
        if not self._is_over:
            self.withdraw()
            self._answered(AnswerClipboard(question=self.asked.question, answer=answer))

    def pass_time(self, now: float) -> bool:
        """Count down."""
        left = whole_seconds(self._until, now)
        self._countdown.setText(self.texts("consent.countdown", left=minutes_and_seconds(left)))
        return left == 0
