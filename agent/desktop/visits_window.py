"""The note for the person who comes back: who was on this computer while nobody could be asked."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent

from agent.desktop.foreign_text import clean_name
from agent.desktop.parts import label
from agent.desktop.reading_windows import ReadingWindow
from agent.desktop.texts import Texts
from protocol.capabilities import Capability
from protocol.links.core_desktop import Receipt

MOST_TOLD: Final = 5


class VisitsWindow(ReadingWindow):
    """Stands until the person closes it, and then says that it was read."""

    def __init__(self, receipts: tuple[Receipt, ...], texts: Texts, read: Callable[[], None]) -> None:
        super().__init__(texts("visits.title"), texts("visits.heading", count=len(receipts)), texts)
        self._read: Callable[[], None] | None = read
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        for line in visit_lines(receipts, texts):
            self.column.addWidget(label(line))
        self.finish()
        self.close_button.setText(texts("visits.seen"))
        self.close_button.setAccessibleName(texts("visits.seen"))

    def give_way(self) -> None:
        """Go without having been read: a newer note takes its place, or the program ends."""
        self._read = None
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The person has read it."""
        event.accept()
        read, self._read = self._read, None
        if read is not None:
            read()


def visit_lines(receipts: tuple[Receipt, ...], texts: Texts) -> list[str]:
    """Tell who was here, newest first."""
    lines = [_line(receipt, texts) for receipt in receipts[:MOST_TOLD]]
    if len(receipts) > MOST_TOLD:
        lines.append(texts("visits.more", count=len(receipts) - MOST_TOLD))
    return [*lines, texts("visits.why"), texts("visits.wrong")]


def _line(receipt: Receipt, texts: Texts) -> str:
    company = clean_name(receipt.who.company)
    key = "visits.line_company" if company else "visits.line"
    return texts(
        "visits.line_own" if receipt.own else key,
        name=clean_name(receipt.who.name) or texts("word.somebody"),
        company=company,
        began=texts.exact(receipt.began_at),
        ended=texts.exact(receipt.ended_at),
        control="yes" if Capability.CONTROL in receipt.capabilities else "no",
    )
