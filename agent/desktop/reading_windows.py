"""The windows that only tell: receipts, "Is this really my IT?", the connection check and short notices."""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton

from agent.desktop import banner
from agent.desktop.foreign_text import clean_name
from agent.desktop.parts import ColumnWindow, button, fit, label, row
from agent.desktop.situation import Situation
from agent.desktop.texts import Texts
from protocol.capabilities import Capability
from protocol.grant import Who
from protocol.links.core_desktop import EndSession, Receipt, ShowCheck

_NOTICE_MILLISECONDS: Final = 12_000
_LIST_HEIGHT: Final = 160


class ReadingWindow(ColumnWindow):
    """A heading, sentences, and one button that closes."""

    def finish(self, *others: QPushButton) -> None:
        """Add the button below what was added, after others that do not close."""
        self.column.addSpacing(8)
        self.close_button = button(self.texts("word.close"), self.close, role="primary")
        self.column.addLayout(row(0, *others, self.close_button))
        self.close_button.setDefault(True)
        self.close_button.setFocus()


def trust_window(situation: Situation, texts: Texts) -> ReadingWindow:
    """Answer "Is this really my IT?" with what only the real one can know."""
    introduction = situation.introduction
    window = ReadingWindow(texts("trust.title"), texts("trust.heading"), texts)
    provider, organization = clean_name(introduction.provider), clean_name(introduction.organization)
    if provider and organization and provider != organization:
        belongs = texts("trust.belongs", provider=provider, organization=organization)
    elif organization:
        belongs = texts("trust.belongs_one", organization=organization)
    else:
        belongs = texts("trust.belongs_unknown")
    contact = texts.listed(part for part in (_unbroken(introduction.phone), clean_name(introduction.email)) if part)
    for sentence, role in (
        *((line, "summary") for line in _now(situation, texts)),
        (belongs, ""),
        (texts("trust.call", contact=contact) if contact else texts("trust.call_unknown"), ""),
        (texts("trust.never"), ""),
        (texts("trust.stranger"), ""),
    ):
        window.column.addWidget(label(sentence, role=role))
    window.finish()
    return window


def _now(situation: Situation, texts: Texts) -> list[str]:
    """Say who is connected now, and by which code to know them; or who asks to be."""
    session = situation.session
    if session is None and situation.questions:
        return [texts("trust.now_question", **_person(situation.questions[-1].who))]
    if session is None:
        return [texts("trust.now_nobody")]
    lines = [texts("trust.now_session", **_person(session.who), time=texts.time(session.since))]
    if session.code:
        lines.append(texts("trust.code", code=banner.in_threes(session.code)))
    return lines


def _person(who: Who) -> dict[str, str]:
    return {"name": clean_name(who.name), "email": clean_name(who.email), "company": clean_name(who.company)}


class ReceiptsWindow(ReadingWindow):
    """Lists the sessions that were on this computer; the chosen one is told below."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts("receipts.title"), texts("receipts.heading"), texts)
        self._receipts: tuple[Receipt, ...] = ()
        self._state = label(texts("receipts.loading"))
        self._list = QListWidget()
        self._list.setAccessibleName(texts("receipts.list_name"))
        self._list.setFixedHeight(_LIST_HEIGHT)
        self._list.currentRowChanged.connect(self._tell)
        self._told = label("")
        for part in (self._state, self._list, self._told):
            self.column.addWidget(part)
        self._list.hide()
        self._copy = button(texts("receipts.copy"), self._take_along, name=texts("receipts.copy_name"))
        self.finish(self._copy)

    def show_receipts(self, receipts: tuple[Receipt, ...]) -> None:
        """Show what core found, newest first."""
        self._receipts = receipts
        self._state.setText("" if receipts else self.texts("receipts.none"))
        self._state.setVisible(not receipts)
        self._list.clear()
        self._list.addItems([self._row(receipt) for receipt in receipts])
        self._list.setVisible(bool(receipts))
        if receipts:
            self._list.setCurrentRow(0)
        fit(self)

    def _row(self, receipt: Receipt) -> str:
        minutes = int((receipt.ended_at - receipt.began_at).total_seconds() // 60)
        name = clean_name(receipt.who.name, 40)
        return self.texts("receipts.row", day=self.texts.exact(receipt.began_at), minutes=minutes, name=name)

    def _tell(self, at: int) -> None:
        if 0 <= at < len(self._receipts):
            self._told.setText("\n".join(receipt_lines(self._receipts[at], self.texts)))
            self._told.setAccessibleName(self._told.text())

    def _take_along(self) -> None:
        """Put the chosen receipt on the clipboard, for whoever the person wants to show it to."""
        if self._told.text():
            QApplication.clipboard().setText(self._told.text())


def receipt_lines(receipt: Receipt, texts: Texts) -> list[str]:
    """Tell one session in sentences."""
    who = receipt.who
    parts = [clean_name(part) for part in (who.name, who.email, who.company) if part]
    end = EndSession(session=receipt.session, reason=receipt.end_reason, note=receipt.note)
    is_controlled = Capability.CONTROL in receipt.capabilities
    lines = [
        texts("receipts.who", who=texts.listed(parts)),
        texts("receipts.when", began=texts.exact(receipt.began_at), ended=texts.exact(receipt.ended_at)),
        texts("receipts.end", sentence=banner.end_sentence(end, texts)),
        *([texts("receipts.unasked")] if receipt.unasked else []),
        *([texts("receipts.in_advance")] if receipt.in_advance else []),
        texts("receipts.control" if is_controlled else "receipts.view"),
        *([texts("receipts.used" if receipt.used_control else "receipts.not_used")] if is_controlled else []),
        *([texts("receipts.clipboard_in", count=receipt.clipboards_in)] if receipt.clipboards_in else []),
        *([texts("receipts.clipboard_out", count=receipt.clipboards_out)] if receipt.clipboards_out else []),
        *([texts("receipts.one_screen", number=receipt.screen)] if receipt.screen is not None else []),
        *([texts("receipts.kept", count=receipt.kept_pictures)] if receipt.kept_pictures else []),
        texts("receipts.recorded" if receipt.recording.on else "receipts.not_recorded"),
    ]
    if receipt.watched_by:
        names = texts.listed(clean_name(name) for name in receipt.watched_by)
        lines.append(texts("receipts.watched", names=names))
    lines += [texts("receipts.done", line=clean_name(line, 200)) for line in receipt.done]
    if receipt.chain_head:
        lines.append(texts("receipts.chain", head=clean_name(receipt.chain_head)))
    return lines


def check_window(message: ShowCheck, texts: Texts) -> ReadingWindow:
    """Show the outcome of the connection check."""
    window = ReadingWindow(texts("check.title"), texts("check.heading"), texts)
    window.column.addWidget(label(texts(f"check.{'connected' if message.connected else 'not_connected'}"), size="lg"))
    window.column.addWidget(label(clean_name(message.address, 500)))
    window.finish()
    return window


def notice(sentence: str, texts: Texts, *, stays: bool) -> ReadingWindow:
    """Say one thing; unless it must be read, it goes by itself."""
    window = ReadingWindow(texts("notice.title"), sentence, texts, size="lg")
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
    window.finish()
    if not stays:
        QTimer.singleShot(_NOTICE_MILLISECONDS, window, window.close)
    return window


def _unbroken(phone: str) -> str:
    """Keep a phone number on one line."""
    return clean_name(phone).replace(" ", "\u00a0")
