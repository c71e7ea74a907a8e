"""What travels from the encoder to the senders, and what a stream asks of a viewer."""

from dataclasses import dataclass
from typing import Protocol

from agent.media.packetize import Codec
from protocol.links.viewer_agent import QualityChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedPicture:
    """One access unit. `changed` is False for a repeat of the picture before; times are monotonic seconds."""

    codec: Codec
    content: bytes
    key: bool
    changed: bool
    captured_at: float
    encode_seconds: float
    width: int
    height: int
    generation: int = 0
    """How often something had moved beneath exact tiles when it was taken; `Tiling` counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSize:
    """Width and height of the picture, and where its left top corner is on the whole screen, in pixels."""

    width: int
    height: int
    left: int = 0
    top: int = 0


class Stream(Protocol):
    """A picture that viewers can be shown; all methods are for the event loop."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels; zeros before the first picture."""

    @property
    def place(self) -> tuple[int, int]:
        """Where the picture's left top corner is, in pixels of the whole screen."""

    def show_only(self, display: str | None) -> None:
        """Look at nothing but this monitor from the next picture on; None: at all of them."""

    def subscribe(self, viewer: "Viewer") -> None:
        """Send this viewer everything from now on, beginning with a key picture."""

    async def unsubscribe(self, viewer: "Viewer") -> None:
        """Send this viewer nothing more."""

    def request_key(self, codec: Codec) -> None:
        """The next picture of this format is a key picture, and comes at once."""

    def make_room(self) -> None:
        """A viewer can take another picture."""

    def look_again(self) -> None:
        """A viewer wants tiles now, or none any more."""


class Viewer(Protocol):
    """One receiver of a stream."""

    @property
    def codec(self) -> Codec:
        """The format that it takes."""

    @property
    def budget(self) -> float:
        """What the way to it carries, bits per second; read from the capture thread."""

    @property
    def choice(self) -> QualityChoice:
        """What it wants of the picture; read from the capture thread."""

    @property
    def tiles(self) -> "TileReceiver | None":
        """Where its exact tiles go, None where it wants none; read from the capture thread."""

    def is_ready(self) -> bool:
        """Whether another picture can leave soon; called from the capture thread."""

    def deliver(self, picture: EncodedPicture) -> None:
        """Take a picture; called in the event loop, never blocks."""


class TileReceiver(Protocol):
    """Where one viewer's exact tiles go, as messages of `protocol/links/viewer_tiles.py`.

    `wanted`, `room` and `promise` are for the capture thread, the others for the event loop; none blocks.
    """

    @property
    def wanted(self) -> bool:
        """Whether tiles can still be sent."""

    def room(self) -> int:
        """Bytes that it can take now; one tile may be longer."""

    def promise(self, octets: int) -> None:
        """A tile of this size is on its way to it."""

    def begin(self, message: bytes) -> None:
        """Forget all tiles: the picture is another."""

    def moved(self, message: bytes, cells: tuple[int, ...]) -> None:
        """Something moved in these cells."""

    def tile(self, message: bytes, cell: int) -> None:
        """Take what was promised."""
