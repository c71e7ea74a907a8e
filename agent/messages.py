"""The thread that this device shows: kept for a desktop that comes anew, and what the person writes into it."""

from collections.abc import Callable
from typing import Final

from protocol.grant import MAX_MESSAGE, MOST_IN_THREAD
from protocol.identifiers import SessionId
from protocol.links import agent_broker, core_desktop, desktop_messages

_TO_DESKTOP: Final = agent_broker.MAX_MESSAGES


class MessageBook:
    """Passes messages between broker and desktop; one thread at a time, one message on its way at a time."""

    def __init__(
        self,
        show: Callable[[core_desktop.FromCore], object],
        send: Callable[[agent_broker.AgentToBroker], bool],
    ) -> None:
        self._show = show
        self._send = send
        self._session: SessionId | None = None
        self._kept: dict[int, agent_broker.ThreadMessage] = {}
        self._read = 0
        self._number = 0
        self._is_sending = False

    def heard(self, frame: agent_broker.Messages) -> None:
        """Take what the broker says is in a thread."""
        begins = frame.begins or frame.session != self._session
        if begins:
            self._session, self._kept, self._read = frame.session, {}, 0
        passed = tuple(message for message in frame.messages if self._keep(message))
        self._read = max(self._read, frame.read)
        self._tell(passed, begins=begins)

    def tell_all(self) -> None:
        """Show the whole thread to a desktop that has just come."""
        ordered = tuple(self._kept[number] for number in sorted(self._kept))
        for start in range(0, len(ordered), _TO_DESKTOP):
            self._tell(ordered[start : start + _TO_DESKTOP])

    def write(self, message: desktop_messages.WriteMessage) -> None:
        """Send what the person wrote; without a connection they hear so at once, and keep their words."""
        self._number += 1
        written = agent_broker.WriteMessage(
            number=self._number, session=SessionId(message.session), text=message.text[:MAX_MESSAGE]
        )
        self._is_sending = self._send(written)
        if not self._is_sending:
            self._show(desktop_messages.MessageOutcome(is_kept=False))

    def answered(self, answer: agent_broker.MessageAnswer) -> None:
        """Tell the person what became of the message that was on its way."""
        if answer.number == self._number and self._is_sending:
            self._is_sending = False
            trouble = None if answer.code is None else (answer.message or "")[:500]
            self._show(desktop_messages.MessageOutcome(is_kept=answer.code is None, trouble=trouble))

    def link_down(self) -> None:
        """What was on its way may not have arrived."""
        if self._is_sending:
            self._is_sending = False
            self._show(desktop_messages.MessageOutcome(is_kept=False))

    def read(self, message: desktop_messages.ReadMessages) -> None:
        """Note that the person has seen the messages up to one."""
        if message.session == self._session and message.number > self._read:
            self._read = message.number
            self._send(agent_broker.ReadMessages(session=SessionId(message.session), number=message.number))

    def _keep(self, message: agent_broker.ThreadMessage) -> bool:
        """Keep a message; False where the thread is full, whatever the broker goes on sending."""
        if message.number not in self._kept and len(self._kept) >= MOST_IN_THREAD:
            return False
        self._kept[message.number] = message
        return True

    def _tell(self, messages: tuple[agent_broker.ThreadMessage, ...], *, begins: bool = False) -> None:
        shown = desktop_messages.ShowMessages(session=self._session, messages=messages, read=self._read, begins=begins)
        self._show(shown)
