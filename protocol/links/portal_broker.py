"""Messages between an open portal page and the broker: hints that something changed; the truth is read over HTTP."""

from enum import StrEnum
from typing import Final

import msgspec

from protocol.grant import Count

MAX_BYTES: Final = 4 * 1024


class Topic(StrEnum):
    """What a page may want to read again."""

    REQUESTS = "requests"
    SESSIONS = "sessions"
    DEVICES = "devices"
    AUDIT = "audit"
    ACCOUNTS = "accounts"
    NOTICES = "notices"
    MESSAGES = "messages"


class Frame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """What all messages of this link share: the tag `type`."""


class Changed(Frame, frozen=True, kw_only=True, tag="changed"):
    """Something under this topic changed; `id` names it where one thing did."""

    topic: Topic
    id: str | None = None


class SignedOut(Frame, frozen=True, kw_only=True, tag="signed_out"):
    """The sign-in behind this page is over."""


class Ping(Frame, frozen=True, kw_only=True, tag="ping"):
    """Are you there?"""

    number: Count


class Pong(Frame, frozen=True, kw_only=True, tag="pong"):
    """Here I am."""

    number: Count


BrokerToPortal = Changed | SignedOut | Ping | Pong
PortalToBroker = Ping | Pong
