"""What core and desktop say to each other about the thread of messages with the technicians."""

from typing import Annotated

from msgspec import Meta

from protocol.grant import MessageText
from protocol.links.agent_broker import MAX_MESSAGES, ThreadMessage
from protocol.links.desktop_frames import CoreToDesktop, Count, DesktopToCore, Identifier, Line


class ShowMessages(CoreToDesktop, frozen=True, kw_only=True, tag="messages"):
    """Show messages of the thread with the technicians; those of another session begin a new thread."""

    session: Identifier | None
    """None: there is no thread to show."""
    messages: Annotated[tuple[ThreadMessage, ...], Meta(max_length=MAX_MESSAGES)]
    read: Count
    """Up to which number the person has read."""
    begins: bool = False
    """The thread begins here, and what was shown before is not part of it."""


class MessageOutcome(CoreToDesktop, frozen=True, kw_only=True, tag="message_outcome"):
    """Say what became of the message that the person sent; without a sentence there was no connection."""

    is_kept: bool
    trouble: Line | None = None


class WriteMessage(DesktopToCore, frozen=True, kw_only=True, tag="write_message"):
    """Write to the technicians."""

    session: Identifier
    text: MessageText


class ReadMessages(DesktopToCore, frozen=True, kw_only=True, tag="read_messages"):
    """Say that the person has seen the messages up to this number."""

    session: Identifier
    number: Count
