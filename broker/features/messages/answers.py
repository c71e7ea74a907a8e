"""Messages as the API and the links give them."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from broker.clock import instant_text
from broker.features.messages import rules
from broker.features.messages.rules import Side
from protocol.identifiers import SessionId
from protocol.links import agent_broker as agent
from protocol.session.states import Session
from protocol.threads import unread_in


class MessageAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One message; `mine` tells whether the reader's side wrote it."""

    number: int
    mine: bool
    name: str
    text: str
    at: str


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """The messages of a request or session in their order, and what of them is new to the reader."""

    items: tuple[MessageAnswer, ...]
    unread: int
    """How many of the other side came after what the reader has read or written."""
    may_write: bool
    closes_at: str | None
    """Until when somebody may write, once it is over."""


def thread_answer(rows: Sequence[Row[Any]], session: Session, side: Side, read: int, *, may_write: bool) -> Thread:
    """Write a thread as one side reads it."""
    closes = rules.closes_at(session)
    return Thread(
        items=tuple(message_answer(row, side) for row in rows),
        unread=unread_in(((row.number, row.side == side.value) for row in rows), read),
        may_write=may_write,
        closes_at=instant_text(closes) if closes else None,
    )


def message_answer(row: Row[Any], side: Side) -> MessageAnswer:
    """Write one message as one side reads it."""
    return MessageAnswer(
        number=row.number, mine=row.side == side.value, name=row.name, text=row.text, at=instant_text(row.created_at)
    )


def frames_of(session: SessionId, rows: Sequence[Row[Any]], read: int, *, whole: bool) -> Iterable[agent.Messages]:
    """Write a thread for the tray of a device, in as many frames as it takes; a whole one begins anew there."""
    for start in range(0, len(rows) or int(whole), agent.MAX_MESSAGES):
        part = rows[start : start + agent.MAX_MESSAGES]
        begins = whole and start == 0
        yield agent.Messages(session=session, messages=tuple(map(_on_link, part)), read=read, begins=begins)


def _on_link(row: Row[Any]) -> agent.ThreadMessage:
    return agent.ThreadMessage(
        number=row.number,
        mine=row.side == Side.PERSON.value,
        name=row.name[:200],
        text=row.text,
        at=row.created_at,
    )
