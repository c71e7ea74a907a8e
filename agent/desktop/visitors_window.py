"""Who may come in while nobody can be asked, because the person let them; each can be taken back with one click."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QListWidget

from agent.desktop.consent import FILES, clipboard_word, length_label
from agent.desktop.foreign_text import clean_name
from agent.desktop.parts import button, fit, label, row
from agent.desktop.reading_windows import ReadingWindow
from agent.desktop.texts import Texts
from protocol.capabilities import Capability
from protocol.links.desktop_visitors import ForgetVisitor, Visitor

_LIST_HEIGHT: Final = 160


class VisitorsWindow(ReadingWindow):
    """Lists them; the chosen one is told below, with the button that takes it back."""

    def __init__(self, texts: Texts, say: Callable[[ForgetVisitor], object]) -> None:
        super().__init__(texts("visitors.title"), texts("visitors.heading"), texts)
        self._visitors: tuple[Visitor, ...] = ()
        self._say = say
        self._about = label(texts("visitors.about"))
        self._list = QListWidget()
        self._list.setAccessibleName(texts("visitors.list_name"))
        self._list.setFixedHeight(_LIST_HEIGHT)
        self._list.currentRowChanged.connect(self._tell)
        self._told = label("")
        for part in (self._about, self._list, self._told):
            self.column.addWidget(part)
        self._forget_button = button(texts("visitors.forget"), self._forget)
        self.column.addLayout(row(self._forget_button, 0))
        self.finish()

    def show_visitors(self, visitors: tuple[Visitor, ...]) -> None:
        """Show whom the device knows, the newest first."""
        before = self._chosen()
        self._visitors = visitors
        self._about.setText(self.texts("visitors.about" if visitors else "visitors.none"))
        self._list.clear()
        self._list.addItems([_name(each, self.texts) for each in visitors])
        for part in (self._list, self._told, self._forget_button):
            part.setVisible(bool(visitors))
        accounts = [each.account for each in visitors]
        if visitors:
            self._list.setCurrentRow(accounts.index(before.account) if before and before.account in accounts else 0)
        fit(self)

    def _chosen(self) -> Visitor | None:
        at = self._list.currentRow()
        return self._visitors[at] if 0 <= at < len(self._visitors) else None

    def _tell(self, _at: int) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._told.setText(visitor_line(chosen, self.texts))
            self._told.setAccessibleName(self._told.text())

    def _forget(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._say(ForgetVisitor(account=chosen.account))


def visitor_line(visitor: Visitor, texts: Texts) -> str:
    """Say what somebody may do, for how long each time, and until when."""
    may = frozenset(visitor.capabilities)
    return texts(
        "visitors.line",
        name=_name(visitor, texts),
        screens="one" if visitor.one_screen else "all",
        control="yes" if Capability.CONTROL in may else "no",
        clipboard=clipboard_word(may),
        files="yes" if may & FILES else "no",
        length=length_label(visitor.seconds, texts),
        day=texts.day(visitor.until),
    )


def _name(visitor: Visitor, texts: Texts) -> str:
    who = visitor.who
    parts = [clean_name(part) for part in (who.name, who.email, who.company) if part]
    return texts.listed(parts) or texts("word.nameless")
