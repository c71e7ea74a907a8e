"""The window in which the person lets somebody in ahead of time, and takes that back.

Title: "Handrail: Ahead of time". Where somebody can be chosen the focus is on who; Ctrl+Return keeps what is filled in.
From there Shift+Tab comes to *Take it back*, which is about the chosen line of the list above it.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from PySide6.QtCore import QTime
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QListWidget, QTimeEdit, QWidget

from agent import clock
from agent.desktop.consent import length_label
from agent.desktop.foreign_text import clean_name
from agent.desktop.parts import ColumnWindow, button, fit, label, row
from agent.desktop.texts import Texts
from protocol.advance import FARTHEST, Advance
from protocol.capabilities import Capability, ordered
from protocol.grant import Who
from protocol.links.desktop_advance import GiveAdvance, RevokeAdvance, ShowAdvance

_LENGTHS: Final = (600, 1800, 3600)
_USUAL_LENGTH: Final = 1
_USUAL_HOURS: Final = 2
_LIST_HEIGHT: Final = 96
Field = TypeVar("Field", bound=QWidget)


class AdvanceWindow(ColumnWindow):
    """Lists who may come in ahead of time, over a form that lets one more in."""

    def __init__(self, texts: Texts, say: Callable[[GiveAdvance | RevokeAdvance], None]) -> None:
        super().__init__(texts("advance.title"), texts("advance.heading"), texts, spacing=8)
        self._say = say
        self._windows: tuple[Advance, ...] = ()
        self._people: tuple[Who, ...] = ()
        self._now = clock.now().astimezone()
        self._build()

    def _build(self) -> None:
        texts, column = self.texts, self.column
        column.addWidget(label(texts("advance.means")))
        self._state = label(texts("advance.loading"), role="muted")
        self._list = QListWidget()
        self._list.setAccessibleName(texts("advance.list_name"))
        self._list.setFixedHeight(_LIST_HEIGHT)
        self._revoke = button(texts("advance.revoke"), self._take_back)
        column.addWidget(self._state)
        column.addWidget(self._list)
        column.addLayout(row(0, self._revoke))
        self._form = QWidget()
        self._grid = QGridLayout(self._form)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(1, 1)
        self._fill_form()
        column.addWidget(self._form)
        self._problem = label("", role="stop")
        self._problem.hide()
        column.addWidget(self._problem)
        self._give = button(texts("advance.give"), self._submit, role="primary")
        self._close = button(texts("word.close"), self.close)
        column.addLayout(row(0, self._close, self._give))
        QShortcut(QKeySequence("Ctrl+Return"), self, self._submit)
        self._show_parts(windows=False, people=False)

    def _fill_form(self) -> None:
        texts, now = self.texts, QTime(self._now.hour, self._now.minute)
        self._who = self._field("advance.who", QComboBox())
        self._day = self._field("advance.day", QComboBox())
        for days in range(FARTHEST.days + 1):
            self._day.addItem(_day_name(self._now.date(), days, texts), days)
        self._from = self._field("advance.from", QTimeEdit(now))
        self._to = self._field("advance.to", QTimeEdit(now.addSecs(_USUAL_HOURS * 3600)))
        for edit in (self._from, self._to):
            edit.setDisplayFormat("HH:mm")
        self._length = self._field("advance.length", QComboBox())
        for seconds in _LENGTHS:
            self._length.addItem(length_label(seconds, texts), seconds)
        self._length.setCurrentIndex(_USUAL_LENGTH)
        self._control = QCheckBox(texts("advance.control"))
        self._control.setAccessibleName(self._control.text())
        self._grid.addWidget(self._control, self._grid.rowCount(), 1)

    def _field(self, key: str, field: Field) -> Field:
        line = self._grid.rowCount()
        field.setAccessibleName(self.texts(key))
        self._grid.addWidget(label(self.texts(key), role="muted", wraps=False), line, 0)
        self._grid.addWidget(field, line, 1)
        return field

    def show_advance(self, message: ShowAdvance) -> None:
        """Show how things stand; what was filled in stays."""
        self._windows, known = message.windows, self._people
        self._people = message.people
        if message.people != known:
            self._who.clear()
            self._who.addItems([_person(who, self.texts) for who in message.people])
        self._list.clear()
        self._list.addItems([window_line(window, self.texts) for window in message.windows])
        self._list.setCurrentRow(0)
        has_windows, has_people = bool(message.windows), bool(message.people)
        self._state.setText(self.texts("advance.none" if has_people else "advance.nobody_known"))
        self._state.setVisible(not has_windows)
        self._show_parts(windows=has_windows, people=has_people)
        self._tell_problem(message)
        if has_people and not known:
            self._who.setFocus()

    def _show_parts(self, *, windows: bool, people: bool) -> None:
        self._list.setVisible(windows)
        self._revoke.setVisible(windows)
        self._form.setVisible(people)
        self._give.setVisible(people)

    def _tell_problem(self, message: ShowAdvance) -> None:
        sentence = self.texts(f"advance.problem.{message.problem}") if message.problem is not None else ""
        self._problem.setText(sentence)
        self._problem.setAccessibleName(sentence)
        self._problem.setVisible(bool(sentence))
        fit(self)

    def _submit(self) -> None:
        at = self._who.currentIndex()
        if not 0 <= at < len(self._people):
            return
        day = self._now.date() + timedelta(days=self._day.currentData())
        # An end that lies before the beginning is one after midnight.
        last = day if self._to.time() > self._from.time() else day + timedelta(days=1)
        may = {Capability.VIEW} | ({Capability.CONTROL} if self._control.isChecked() else set())
        self._say(
            GiveAdvance(
                who=self._people[at],
                begins_at=_moment(day, self._from.time()),
                ends_at=_moment(last, self._to.time()),
                capabilities=ordered(may),
                seconds=self._length.currentData(),
            )
        )

    def _take_back(self) -> None:
        at = self._list.currentRow()
        if 0 <= at < len(self._windows):
            self._say(RevokeAdvance(window=self._windows[at].id))


def window_line(window: Advance, texts: Texts) -> str:
    """Tell one window in a line."""
    return texts(
        "advance.line",
        who=_person(window.who, texts),
        begins=texts.exact(window.begins_at),
        ends=texts.time(window.ends_at),
        control="yes" if Capability.CONTROL in window.capabilities else "no",
        minutes=window.seconds // 60,
    )


def _person(who: Who, texts: Texts) -> str:
    return texts.listed(part for part in (clean_name(who.name, 40), clean_name(who.company, 40)) if part)


def _day_name(today: date, days: int, texts: Texts) -> str:
    if days < 2:
        return texts("advance.tomorrow" if days else "advance.today")
    day = today + timedelta(days=days)
    return texts("moment.day", year=f"{day:%Y}", month=f"{day:%m}", day=f"{day:%d}")


def _moment(day: date, at: QTime) -> datetime:
    """Give a moment of the device's own zone, as it counts on that day."""
    return datetime(day.year, day.month, day.day, at.hour(), at.minute()).astimezone()
