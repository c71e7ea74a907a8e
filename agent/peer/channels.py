"""The agreed data channels, and what a viewer may put through them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from protocol.links.viewer_agent import Channel

MAX_MESSAGE_BYTES: Final = 256 * 1024
MAX_BUFFERED_BYTES: Final = 1024 * 1024
# 1 MiB in fragments as browsers make them (about 1,100 bytes) is under 1,000; the rest is room for small ones.
MAX_BUFFERED_CHUNKS: Final = 2048
MAX_CHANNELS: Final = 8
MAX_UNSENT_BYTES: Final = 1024 * 1024
# Beyond this, what is unreliable by agreement is late already.
MAX_UNSENT_BYTES_UNRELIABLE: Final = 16 * 1024
# An honest viewer makes none of these; a stream of them is an attack.
MAX_FAULTS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAgreement:
    """One channel as both sides create it; `retransmits` None is reliable."""

    id: int
    label: Channel
    ordered: bool = True
    retransmits: int | None = None


CHANNELS: Final = (
    ChannelAgreement(id=0, label=Channel.CONTROL),
    ChannelAgreement(id=1, label=Channel.MOVES, ordered=False, retransmits=0),
    ChannelAgreement(id=2, label=Channel.CURSOR, ordered=False, retransmits=0),
    ChannelAgreement(id=3, label=Channel.BULK),
    ChannelAgreement(id=4, label=Channel.TILES),
)


class Fault(StrEnum):
    """What a viewer did that was dropped and counted."""

    OPEN = "open"
    UNKNOWN_CHANNEL = "unknown_channel"
    NOT_TEXT = "not_text"
    MALFORMED = "malformed"
    DISORDER = "disorder"
    RECEIVER = "receiver"


class Flood(StrEnum):
    """What ends the connection."""

    MESSAGE = "message"
    BUFFER = "buffer"
    FAULTS = "faults"


@dataclass(slots=True, kw_only=True)
class InboundGuard:
    """Counts what came in against the limits; the caller drops what is not admitted."""

    known: frozenset[int]
    faults: dict[Fault, int] = field(default_factory=dict)

    def note(self, fault: Fault) -> Flood | None:
        self.faults[fault] = self.faults.get(fault, 0) + 1
        return Flood.FAULTS if sum(self.faults.values()) > MAX_FAULTS else None

    def overflow(self, *, message_bytes: int, buffered_bytes: int, buffered_chunks: int) -> Flood | None:
        """Judge the longest unfinished message and everything that waits for its rest."""
        if message_bytes > MAX_MESSAGE_BYTES:
            return Flood.MESSAGE
        if buffered_bytes > MAX_BUFFERED_BYTES or buffered_chunks > MAX_BUFFERED_CHUNKS:
            return Flood.BUFFER
        return None
