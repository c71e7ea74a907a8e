"""The windows of a request for help: the form, and where the request stands.

Titles: "Handrail: Get remote support" and "Handrail: My request". The form opens with the reason focused where the
contact is prefilled; Tab then leads to *Add a picture of my screen* and to *Send*, which Ctrl+Return presses from
anywhere.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from agent.desktop.foreign_text import clean_name, clean_paragraph
from agent.desktop.menu import request_line
from agent.desktop.parts import ColumnWindow, button, fit, label, row
from agent.desktop.picture_section import PictureSection
from agent.desktop.requests import NAME_LIMIT, PHONE_LIMIT, REASON_LIMIT, missing, outcome_line, rules_for
from agent.desktop.situation import OPEN_REQUEST
from agent.desktop.texts import Texts
from agent.desktop.theme import dressed
from protocol.links.core_desktop import Introduce, RequestHelp, ShowRequest
from protocol.links.desktop_picture import PictureFate

Send = Callable[[RequestHelp, bytes | None], None]


class RequestForm(ColumnWindow):
    """Asks who needs help with what."""

    def __init__(self, introduction: Introduce, texts: Texts, send: Send) -> None:
        super().__init__(texts("request.title"), texts("request.heading"), texts, spacing=6)
        self._send = send
        self._words = introduction.reason_needs_words
        self._asks_contact = introduction.asks_contact
        self._build(introduction)
        self._check()
        is_known = bool(introduction.person_name and introduction.person_email)
        (self._reason if is_known or not self._asks_contact else self._name).setFocus()

    def _build(self, introduction: Introduce) -> None:
        texts, column = self.texts, self.column
        organization = clean_name(introduction.organization)
        about = texts("request.about", organization=organization) if organization else texts("request.about_it")
        column.addWidget(label(about, role="muted"))
        # Without a question for the contact, what is known of it goes along all the same.
        self._name = self._field("request.name", introduction.person_name, NAME_LIMIT)
        self._email = self._field("request.email", introduction.person_email, NAME_LIMIT)
        self._phone = self._field("request.phone", introduction.person_phone, PHONE_LIMIT)
        self._reason = QPlainTextEdit()
        self._reason.setPlaceholderText(texts("request.reason_hint"))
        self._reason.setAccessibleName(texts("request.reason"))
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(104)
        column.addWidget(_buddy(texts("request.reason"), self._reason))
        column.addWidget(self._reason)
        self._rules = label("", role="muted", size="sm")
        column.addWidget(self._rules)
        self._picture = PictureSection(texts, self._picture_changed)
        column.addWidget(self._picture)
        self._missing = label("", role="stop")
        self._missing.hide()
        column.addWidget(self._missing)
        column.addSpacing(8)
        self._sender = button(texts("request.send"), self._submit, role="primary")
        self._cancel = button(texts("request.cancel"), self.close)
        column.addLayout(row(0, self._cancel, self._sender))
        for earlier, later in pairwise((self._reason, self._picture.add, self._picture.remove, self._sender)):
            self.setTabOrder(earlier, later)
        self.setTabOrder(self._sender, self._cancel)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._submit)
        for field in (self._name, self._email, self._phone):
            field.textChanged.connect(lambda _text: self._check())
        self._reason.textChanged.connect(self._check)

    def _field(self, key: str, value: str, limit: int) -> QLineEdit:
        made = QLineEdit(clean_name(value, limit))
        made.setMaxLength(limit)
        made.setAccessibleName(self.texts(key))
        if self._asks_contact:
            self.column.addWidget(_buddy(self.texts(key), made))
            self.column.addWidget(made)
        return made

    def _request(self) -> RequestHelp:
        return RequestHelp(
            name=clean_name(self._name.text(), NAME_LIMIT),
            email=clean_name(self._email.text(), NAME_LIMIT),
            phone=clean_name(self._phone.text(), PHONE_LIMIT),
            reason=clean_paragraph(self._reason.toPlainText(), REASON_LIMIT),
            picture=self._picture.content is not None,
        )

    def _check(self) -> None:
        rules = rules_for(self._request(), self.texts, words=self._words, contact=self._asks_contact)
        marks = [self.texts(f"request.rule.{'met' if rule.is_met else 'open'}", rule=rule.name) for rule in rules]
        self._rules.setText("   ".join(marks))
        if not missing(rules, self.texts) and not self._missing.isHidden():
            self._missing.hide()
            fit(self)

    def _submit(self) -> None:
        request = self._request()
        lack = missing(rules_for(request, self.texts, words=self._words, contact=self._asks_contact), self.texts)
        self._missing.setText(lack)
        self._missing.setAccessibleName(lack)
        self._missing.setVisible(bool(lack))
        fit(self)
        if not lack:
            self._send(request, self._picture.content)
            self.close()

    def _picture_changed(self) -> None:
        fit(self)
        self.activateWindow()
        (self._sender if self._picture.content else self._picture.add).setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Take the window of the picture along."""
        self._picture.close_editor()
        super().closeEvent(event)


class RequestStatus(ColumnWindow):
    """Says where the request stands, and takes it back."""

    def __init__(
        self,
        texts: Texts,
        withdraw: Callable[[], None],
        again: Callable[[], None],
        write: Callable[[], None],
    ) -> None:
        super().__init__(texts("request.status.title"), texts("request.status.heading"), texts)
        self._was_told = False
        column = self.column
        self._line = label(texts("request.status.sending"), size="lg")
        self._wrote = label("")
        self._picture = label("", role="muted")
        self._picture.hide()
        for part in (self._line, self._wrote, self._picture):
            column.addWidget(part)
        column.addSpacing(8)
        self._withdraw = button(texts("request.withdraw"), withdraw)
        self._again = button(texts("request.again"), again)
        self._write = button(texts("request.write"), write)
        self._close = button(texts("word.close"), self.close, role="primary")
        column.addLayout(row(self._write, self._withdraw, self._again, 0, self._close))
        self._again.hide()
        self._write.hide()
        self._close.setFocus()

    def show_request(self, request: ShowRequest | None, clock: datetime) -> None:
        """Draw where it stands now."""
        if request is None:
            if self._was_told:
                self._say("request.line.none")
            return
        self._was_told = True
        is_open = request.state in OPEN_REQUEST
        line = request_line(request, self.texts, clock) if is_open else outcome_line(request, self.texts)
        self._line.setText(line)
        self._line.setAccessibleName(line)
        wrote = clean_paragraph(request.reason, 300)
        self._wrote.setText(self.texts("request.status.you_wrote", reason=wrote) if wrote else "")
        self._withdraw.setVisible(is_open)
        # To a no, too, somebody may have something to say.
        self._write.setVisible(request.request is not None)
        self._again.setVisible(not is_open)
        if not is_open:
            # It went with the request.
            self._picture.hide()

    def show_picture(self, fate: PictureFate | None) -> None:
        """Say what became of the picture; None while it is on its way."""
        self._picture.setText(self.texts(f"request.picture.{fate or 'sending'}"))
        self._picture.show()
        fit(self)

    def _say(self, key: str) -> None:
        self._line.setText(self.texts(key))
        self._wrote.setText("")
        self._withdraw.hide()
        self._again.show()


def _buddy(text: str, field: QLineEdit | QPlainTextEdit) -> QLabel:
    made = label(text, wraps=False)
    made.setBuddy(field)
    dressed(made, "field")
    return made
