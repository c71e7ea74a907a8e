"""The HTTP side of messages."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.messages.answers import Thread
from broker.features.messages.service import Messages
from broker.web.bodies import Empty
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.policy import Signed
from protocol.grant import MAX_MESSAGE

# Somewhat more than is kept, so that who wrote too much is told how much is too much.
Text = Annotated[str, Meta(max_length=4 * MAX_MESSAGE)]
READING = Signed(Permission.MESSAGE_READ, Permission.OWN_MESSAGE_READ)
WRITING = Signed(Permission.MESSAGE_WRITE, Permission.OWN_MESSAGE_WRITE)


class MessageWritten(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody writes."""

    text: Text


class MessagesRead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Up to which message somebody has read."""

    number: Annotated[int, Meta(ge=1, le=1_000_000)]


class NewInThread(msgspec.Struct, frozen=True, kw_only=True):
    """How much is new in one thread."""

    session_id: str
    count: int


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """The threads with something new, as far as they can still go on."""

    items: tuple[NewInThread, ...]


class MessageRoutes:
    """Routes about messages."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    @get("/api/messages/unread", policy=READING)
    async def read_unread_messages(self, call: Call) -> Unread:
        """Say in which requests and sessions something was written that one has not read."""
        found = await self._messages.unread(call.person)
        return Unread(items=tuple(NewInThread(session_id=each, count=count) for each, count in sorted(found.items())))

    @get("/api/sessions/{session_id}/messages", policy=READING)
    async def read_messages(self, call: Call, session_id: str) -> Thread:
        """Read the messages of a request or session."""
        return await self._messages.thread(call.person, session_id)

    @post("/api/sessions/{session_id}/messages", policy=WRITING, status=201)
    async def write_message(self, call: Call, session_id: str, body: MessageWritten) -> Thread:
        """Write to the other side."""
        return await self._messages.write(call.person, session_id, body.text)

    @post("/api/sessions/{session_id}/messages/read", policy=READING)
    async def mark_messages_read(self, call: Call, session_id: str, body: MessagesRead) -> Empty:
        """Note up to which message one has read."""
        await self._messages.mark_read(call.person, session_id, body.number)
        return Empty()
