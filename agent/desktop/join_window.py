"""The window of a computer that is not enrolled: the code to read out, the field to type one, and that all is gone."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLineEdit

from agent import clock
from agent.desktop.foreign_text import clean_name
from agent.desktop.parts import ColumnWindow, button, fit, label, row
from agent.desktop.situation import whole_seconds
from agent.desktop.texts import Texts
from protocol.joining import code_text, read_code
from protocol.links.core_desktop import FromDesktop, JoinStage, Quit, ShowJoin, TypeCode, WantCode

_TICK_MILLISECONDS: Final = 500
_MAX_TYPED: Final = 20


class JoinWindow(ColumnWindow):
    """Shows where joining stands; closing it ends the agent, unless somebody has come already."""

    def __init__(self, texts: Texts, say: Callable[[FromDesktop], None]) -> None:
        super().__init__(texts("join.title"), texts("join.heading"), texts)
        self._say = say
        self._stage = JoinStage.CODE
        self._ends_at = 0.0
        self._warning = label(texts("join.warning"))
        self._line = label(texts("join.fetching"), size="lg")
        self._code = label("", size="xl")
        self._lasts = label("")
        self._trouble = label("", role="stop")
        self._ask_typing = label("")
        self._field = QLineEdit()
        self._field.setMaxLength(_MAX_TYPED)
        self._field.setAccessibleName(texts("join.field"))
        self._field.returnPressed.connect(self._use)
        self._use_button = button(texts("join.use"), self._use)
        self._new = button(texts("join.new_code"), self._want)
        self._close = button(texts("word.close"), self.close)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    def _lay_out(self) -> None:
        column = self.column
        for part in (self._warning, self._line, self._code, self._lasts, self._trouble):
            column.addWidget(part)
        column.addSpacing(8)
        column.addWidget(self._ask_typing)
        column.addLayout(row(self._field, self._use_button))
        column.addSpacing(8)
        column.addLayout(row(0, self._new, self._close))

    def show_stage(self, message: ShowJoin) -> None:
        """Draw where it stands now."""
        self._stage = message.stage
        self._ends_at = clock.monotonic() + message.seconds_left
        is_code = message.stage is JoinStage.CODE and message.code is not None
        self._show(self._code, code_text(message.code) if is_code and message.code else "")
        self._show(self._trouble, clean_name(message.trouble, 300))
        self._show(self._line, self._sentence(is_code=is_code))
        self.heading.setText(self.texts("join.gone_heading" if message.stage is JoinStage.GONE else "join.heading"))
        self.setWindowTitle(self._title(message))
        is_open = message.stage in (JoinStage.CODE, JoinStage.OVER, JoinStage.TYPE)
        self._warning.setVisible(is_open)
        self._show(
            self._ask_typing, self.texts("join.or_type") if is_open and message.stage is not JoinStage.TYPE else ""
        )
        for part in (self._field, self._use_button):
            part.setVisible(is_open)
        self._new.setVisible(message.stage in (JoinStage.OVER, JoinStage.TYPE))
        self._close.setVisible(message.stage is not JoinStage.JOINED)
        if message.stage is JoinStage.GONE:
            self._close.setDefault(True)
            self._close.setFocus()
        self._timer.start(_TICK_MILLISECONDS) if is_code else self._timer.stop()
        self._lasts.setVisible(is_code)
        self._tick()
        fit(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell core that the person does not want help any more."""
        self._timer.stop()
        if self._stage is not JoinStage.JOINED:
            self._say(Quit())
        super().closeEvent(event)

    def reject(self) -> None:
        """Take Escape for closing."""
        self.close()

    def _title(self, message: ShowJoin) -> str:
        if message.stage is JoinStage.GONE:
            return self.texts("join.gone_title")
        if message.stage is JoinStage.CODE and message.code is not None:
            return self.texts("join.code_title", code=code_text(message.code))
        return self.texts("join.title")

    def _sentence(self, *, is_code: bool) -> str:
        match self._stage:
            case JoinStage.CODE:
                return self.texts("join.read_out" if is_code else "join.fetching")
            case JoinStage.OVER:
                return self.texts("join.over")
            case JoinStage.TYPE:
                return self.texts("join.type_heading")
            case JoinStage.JOINED:
                return self.texts("join.joined")
            case JoinStage.GONE:
                return self.texts("join.gone")

    def _tick(self) -> None:
        left = whole_seconds(self._ends_at, clock.monotonic())
        self._lasts.setText(self.texts("join.lasts", time=f"{left // 60}:{left % 60:02}"))

    def _use(self) -> None:
        code = read_code(self._field.text())
        self._show(self._trouble, "" if code else self.texts("join.not_nine"))
        fit(self)
        if code is not None:
            self._field.clear()
            self._say(TypeCode(code=code))

    def _want(self) -> None:
        self._say(WantCode())

    def _show(self, part: object, text: str) -> None:
        part.setText(text)  # type: ignore[attr-defined]
        part.setVisible(bool(text))  # type: ignore[attr-defined]
