"""The thread of messages as the person's side knows it, and what of it is new to them; pure."""

from dataclasses import dataclass

from protocol.grant import MOST_IN_THREAD
from protocol.links.agent_broker import ThreadMessage
from protocol.links.desktop_messages import ShowMessages
from protocol.threads import unread_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The messages of one request or session, in their order."""

    session: str
    messages: tuple[ThreadMessage, ...] = ()
    read: int = 0

    @property
    def last(self) -> int:
        """The number of the newest message; 0 where there is none."""
        return self.messages[-1].number if self.messages else 0

    @property
    def unread(self) -> int:
        """Count what a technician wrote after what the person has read or written."""
        return unread_in(((message.number, message.mine) for message in self.messages), self.read)


def joined(thread: Thread | None, shown: ShowMessages) -> Thread | None:
    """Give the thread with the messages that core showed; those of another session begin a new one.

    No more than a thread can hold, whoever sends them.
    """
    if shown.session is None:
        return None
    goes_on = thread is not None and thread.session == shown.session and not shown.begins
    before = thread if thread is not None and goes_on else Thread(session=shown.session)
    known = {message.number: message for message in before.messages}
    for message in shown.messages:
        if message.number in known or len(known) < MOST_IN_THREAD:
            known[message.number] = message
    return Thread(
        session=shown.session,
        messages=tuple(known[number] for number in sorted(known)),
        read=max(before.read, shown.read),
    )


def of_session(thread: Thread | None, session: str) -> Thread:
    """Give the thread of a session, empty where nobody has written yet."""
    return thread if thread is not None and thread.session == session else Thread(session=session)
