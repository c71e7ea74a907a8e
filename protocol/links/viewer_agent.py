"""Messages between viewer and agent over the encrypted data channels; the broker never sees them.

Channels are agreed beforehand: 0 `control`, 1 `moves`, 2 `cursor`, 3 `bulk`, 4 `tiles`. Coordinates are pixels of
the picture. What is about clipboards goes over `bulk`. What goes over `tiles` is binary, and stands in
`viewer_tiles.py`.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from protocol.clipboard import PART_BYTES, ClipboardFormat, TransferState
from protocol.grant import CODE_TRIES, Bytes32, CapabilityList, Count
from protocol.session.reasons import EndReason

MAX_BYTES: Final = 16 * 1024
HEARTBEAT_SECONDS: Final = 1.0
# Without a heartbeat for this long every key and button is let go.
RELEASE_AFTER_SECONDS: Final = 3.0
MAX_PIXEL: Final = 32767
MOST_MONITORS: Final = 32
# So many pictures of the screen may be kept in a session; each is on the audit log.
MOST_KEPT_PICTURES: Final = 20

Pixel = Annotated[int, Meta(ge=0, le=MAX_PIXEL)]
MonitorNumber = Annotated[int, Meta(ge=1, le=MOST_MONITORS)]
TransferNumber = Annotated[int, Meta(ge=1, le=2**53 - 1)]
"""Chosen by the viewer for each transfer of a clipboard."""
Milliseconds = Annotated[float, Meta(ge=0, le=60_000)]


class Channel(StrEnum):
    """The agreed data channels, in the order of their ids from 0."""

    CONTROL = "control"
    MOVES = "moves"
    CURSOR = "cursor"
    BULK = "bulk"
    TILES = "tiles"


class Button(StrEnum):
    """A button of the pointer."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"
    BACK = "back"
    FORWARD = "forward"


class Modifier(StrEnum):
    """A modifier that was down when a key was pressed."""

    SHIFT = "shift"
    CONTROL = "control"
    ALT = "alt"
    META = "meta"
    ALT_GRAPH = "alt_graph"


class QualityChoice(StrEnum):
    """What the technician wants of the picture where the way does not carry everything."""

    AUTO = "auto"
    SHARP = "sharp"
    SMOOTH = "smooth"
    LOW = "low"


class Frame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """What all messages of this link share: the tag `type`."""


class Confirm(Frame, frozen=True, kw_only=True, tag="confirm"):
    """The transcript's confirmation; the first message each side sends."""

    confirmation: Bytes32


class Heartbeat(Frame, frozen=True, kw_only=True, tag="heartbeat"):
    """Sent every second by both sides; the other's number comes back in `echo`."""

    number: Count
    echo: Count | None


class PointerMove(Frame, frozen=True, kw_only=True, tag="pointer"):
    """The pointer is here; the number lets late ones be dropped."""

    number: Count
    x: Pixel
    y: Pixel


class PointerButton(Frame, frozen=True, kw_only=True, tag="button"):
    """A button went down or up at a place."""

    button: Button
    down: bool
    x: Pixel
    y: Pixel


class Wheel(Frame, frozen=True, kw_only=True, tag="wheel"):
    """The wheel turned, in notches; positive is down and right."""

    x: Pixel
    y: Pixel
    dx: Annotated[float, Meta(ge=-50, le=50)]
    dy: Annotated[float, Meta(ge=-50, le=50)]


class Key(Frame, frozen=True, kw_only=True, tag="key"):
    """A key went down or up: the physical code (DOM `code`), the text it makes, the modifiers that were down."""

    code: Annotated[str, Meta(max_length=32)]
    text: Annotated[str, Meta(max_length=16)]
    down: bool
    modifiers: Annotated[tuple[Modifier, ...], Meta(max_length=5)]


class ReleaseAll(Frame, frozen=True, kw_only=True, tag="release_all"):
    """Let go of everything: the viewer lost the focus."""


class Off(Frame, frozen=True, kw_only=True, tag="off"):
    """The technician ends the session."""


class StillHere(Frame, frozen=True, kw_only=True, tag="still_here"):
    """The technician has not gone away, though nothing is done."""


class ShowMonitor(Frame, frozen=True, kw_only=True, tag="show_monitor"):
    """The technician wants to look at one monitor, or at all of them with None."""

    number: MonitorNumber | None


class ChooseQuality(Frame, frozen=True, kw_only=True, tag="choose_quality"):
    """The technician chooses what the picture is made for; the newest choice counts."""

    choice: QualityChoice


class KeptPicture(Frame, frozen=True, kw_only=True, tag="kept_picture"):
    """The technician keeps a picture of what is shown; said before it is kept."""


class Sharpen(Frame, frozen=True, kw_only=True, tag="sharpen"):
    """The viewer can show exact tiles over the video, or cannot any more; none are sent before."""

    on: bool


class Monitor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One monitor that may be looked at."""

    number: MonitorNumber
    width: Pixel
    height: Pixel


class Monitors(Frame, frozen=True, kw_only=True, tag="monitors"):
    """What may be looked at, sent with the first picture and when it changes."""

    monitors: Annotated[tuple[Monitor, ...], Meta(max_length=MOST_MONITORS)]
    shown: MonitorNumber | None
    """The one that the picture shows; None for all of them."""
    is_only: bool
    """Whether the person gave this one alone."""


class Screen(Frame, frozen=True, kw_only=True, tag="screen"):
    """The picture's size, sent before the first frame and when it changes."""

    width: Pixel
    height: Pixel


class Status(Frame, frozen=True, kw_only=True, tag="status"):
    """What the permit allows now, and for how long."""

    capabilities: CapabilityList
    seconds_left: Annotated[float, Meta(ge=0)]
    held: bool
    """True while a question stands on the person's screen and input is not passed on."""
    paused: bool = False
    """True while the person's screen is locked: nothing is shown or passed on."""
    idle_left: Annotated[float, Meta(ge=0)] | None = None
    """The seconds left where the session is about to end because nothing was done; None before its last minute."""
    quality: QualityChoice = QualityChoice.AUTO
    """What the picture is made for now."""
    kept_pictures: Annotated[int, Meta(ge=0, le=MOST_KEPT_PICTURES)] = 0
    """How many pictures of the screen were kept in this session."""


class Delays(Frame, frozen=True, kw_only=True, tag="delays"):
    """What a picture waited for at the device, on average since it was said last; only while there are pictures."""

    capture: Milliseconds
    """From the look at the screen until the encoder has it."""
    encode: Milliseconds
    send: Milliseconds
    """Until its last packet has left."""


class ClipboardFetch(Frame, frozen=True, kw_only=True, tag="clipboard_fetch"):
    """The technician wants what the person copied last."""

    transfer: TransferNumber


class ClipboardHead(Frame, frozen=True, kw_only=True, tag="clipboard_head"):
    """A clipboard is to be passed on: what it is, how long, its hash; a viewer waits for `ready` before the parts."""

    transfer: TransferNumber
    format: ClipboardFormat
    size: Count
    """In bytes of UTF-8; what is too long is refused in words, not as a broken message."""
    sha256: Bytes32


class ClipboardPart(Frame, frozen=True, kw_only=True, tag="clipboard_part"):
    """One part of what a head told of, counted from 1."""

    transfer: TransferNumber
    number: Count
    content: Annotated[bytes, Meta(min_length=1, max_length=PART_BYTES)]


class ClipboardState(Frame, frozen=True, kw_only=True, tag="clipboard_state"):
    """Where a transfer stands, said by the agent."""

    transfer: TransferNumber
    state: TransferState


class CodeFrame(Frame, frozen=True, kw_only=True, tag="code"):
    """How typing the code goes at the device; nothing is seen before it matches."""

    matches: bool
    tries_left: Annotated[int, Meta(ge=0, le=CODE_TRIES)]


class Cursor(Frame, frozen=True, kw_only=True, tag="cursor"):
    """Where the person's pointer is."""

    x: Pixel
    y: Pixel


class EndedFrame(Frame, frozen=True, kw_only=True, tag="ended"):
    """The session is over, said by the agent itself."""

    reason: EndReason


class Dropped(Frame, frozen=True, kw_only=True, tag="dropped"):
    """Input was not passed on, and why; at most one a second."""

    code: Annotated[str, Meta(max_length=64)]
    count: Count


ViewerToAgent = (
    Confirm
    | Heartbeat
    | PointerMove
    | PointerButton
    | Wheel
    | Key
    | ReleaseAll
    | Off
    | StillHere
    | ShowMonitor
    | Sharpen
    | ClipboardFetch
    | ClipboardHead
    | ClipboardPart
    | ChooseQuality
    | KeptPicture
)
AgentToViewer = (
    Confirm
    | Heartbeat
    | CodeFrame
    | Screen
    | Monitors
    | Status
    | Delays
    | Cursor
    | EndedFrame
    | Dropped
    | ClipboardHead
    | ClipboardPart
    | ClipboardState
)
