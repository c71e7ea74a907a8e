"""The window of messages with the technicians: what was written, and the field to write into.

Title: "Handrail: Messages". The field has the focus; Ctrl+Return sends from anywhere in the window.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from agent.desktop.foreign_text import clean_name, clean_paragraph
from agent.desktop.parts import ColumnWindow, button, fit, label, row
from agent.desktop.texts import Texts
from agent.desktop.theme import dressed
from agent.desktop.thread import Thread
from protocol.grant import MAX_MESSAGE
from protocol.links.agent_broker import ThreadMessage
from protocol.links.desktop_messages import MessageOutcome, ReadMessages, WriteMessage

_LOG_HEIGHT = 280
_FIELD_HEIGHT = 72


class MessagesWindow(ColumnWindow):
    """Shows one thread, and writes into it."""

    def __init__(self, texts: Texts, say: Callable[[WriteMessage | ReadMessages], None]) -> None:
        super().__init__(texts("messages.title"), texts("messages.heading"), texts, spacing=8)
        self._say = say
        self._thread = Thread(session="")
        self._shown: dict[int, QWidget] = {}
        self._sent: str | None = None
        self._empty = label(texts("messages.empty"), role="muted")
        self.column.addWidget(self._empty)
        self._build_log()
        self._build_field()
        QShortcut(QKeySequence("Ctrl+Return"), self, self._submit)
        self._field.setFocus()

    def _build_log(self) -> None:
        self._log = QScrollArea()
        self._log.setWidgetResizable(True)
        self._log.setFixedHeight(_LOG_HEIGHT)
        self._log.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._log.setAccessibleName(self.texts("messages.log"))
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 8, 0)
        self._lines.setSpacing(8)
        self._lines.addStretch(1)
        self._log.setWidget(inside)
        self._log.hide()
        self.column.addWidget(self._log)

    def _build_field(self) -> None:
        texts = self.texts
        self._field = QPlainTextEdit()
        self._field.setAccessibleName(texts("messages.field"))
        self._field.setTabChangesFocus(True)
        self._field.setFixedHeight(_FIELD_HEIGHT)
        field_label = label(texts("messages.field"), wraps=False)
        field_label.setBuddy(self._field)
        dressed(field_label, "field")
        self._trouble = label("", role="stop")
        self._trouble.hide()
        self._sender = button(texts("messages.send"), self._submit, role="primary")
        self._close = button(texts("word.close"), self.close)
        for part in (field_label, self._field, self._trouble):
            self.column.addWidget(part)
        self.column.addLayout(row(0, self._close, self._sender))
        self._field.textChanged.connect(self._typed)

    def show_thread(self, thread: Thread) -> None:
        """Draw what is new; another session's thread takes the place of this one."""
        if thread.session != self._thread.session or not self._shown.keys() <= {
            each.number for each in thread.messages
        }:
            self._clear()
        is_first = not self._shown
        for message in thread.messages:
            if message.number not in self._shown:
                self._add(message)
                if not message.mine and not is_first:
                    self._announce(message)
        self._thread = thread
        self._empty.setVisible(not thread.messages)
        self._log.setVisible(bool(thread.messages))
        self._fit()
        QTimer.singleShot(0, self, self._to_end)
        self._note_read()

    def show_outcome(self, outcome: MessageOutcome) -> None:
        """Say what became of the message that was sent; what was not kept stays in the field."""
        self._sender.setText(self.texts("messages.send"))
        sent, self._sent = self._sent, None
        if outcome.is_kept:
            # What somebody typed on while it was on its way stays theirs.
            if self._field.toPlainText() == sent:
                self._field.clear()
            return
        said = clean_name(outcome.trouble or "", 500)
        self._tell(self.texts("messages.not_sent", why=said) if said else self.texts("messages.no_connection"))

    def changeEvent(self, event: QEvent) -> None:
        """Note as read what the person comes to."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self._note_read()

    def _note_read(self) -> None:
        if self._thread.unread and self.isVisible() and self.isActiveWindow():
            self._say(ReadMessages(session=self._thread.session, number=self._thread.last))

    def _submit(self) -> None:
        text = self._field.toPlainText()
        if self._sent is not None:
            return
        if not text.strip():
            self._tell(self.texts("messages.missing"))
        elif len(text) > MAX_MESSAGE:
            self._tell(self.texts("messages.too_long", most=MAX_MESSAGE, over=len(text) - MAX_MESSAGE))
        else:
            self._trouble.hide()
            self._sent = text
            self._sender.setText(self.texts("messages.sending"))
            self._say(WriteMessage(session=self._thread.session, text=text))

    def _typed(self) -> None:
        if len(self._field.toPlainText()) <= MAX_MESSAGE:
            self._trouble.hide()

    def _tell(self, sentence: str) -> None:
        self._trouble.setText(sentence)
        self._trouble.setAccessibleName(sentence)
        self._trouble.show()
        self._fit()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._trouble, sentence))

    def _add(self, message: ThreadMessage) -> None:
        """Add one message as a part of its own: no text of one can pose as another."""
        who = self.texts("messages.you") if message.mine else clean_name(message.name)
        head = self.texts("messages.head", who=who, time=self.texts.time(message.at))
        text = clean_paragraph(message.text, MAX_MESSAGE)
        frame = QFrame()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.setSpacing(2)
        inside.addWidget(label(head, role="muted", size="sm"))
        inside.addWidget(label(text))
        dressed(frame, "message_mine" if message.mine else "message")
        frame.setAccessibleName(f"{head}: {text}")
        self._shown[message.number] = frame
        self._lines.insertWidget(self._lines.count() - 1, frame)

    def _announce(self, message: ThreadMessage) -> None:
        said = self.texts(
            "messages.said", who=clean_name(message.name), text=clean_paragraph(message.text, MAX_MESSAGE)
        )
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._log, said))

    def _fit(self) -> None:
        if self.isVisible():
            fit(self)

    def _to_end(self) -> None:
        bar = self._log.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _clear(self) -> None:
        for frame in self._shown.values():
            frame.setParent(None)
            frame.deleteLater()
        self._shown = {}
