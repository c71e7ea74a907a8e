"""What a session on the device needs of others: broker, desktop, connection and picture."""

from collections.abc import Callable, Sequence
from typing import Protocol

from agent.media.delays import Delays
from agent.media.picture import Stream
from protocol.links.agent_broker import AgentToBroker, IceServer
from protocol.links.core_desktop import FromCore
from protocol.links.viewer_agent import Channel, QualityChoice


class Broker(Protocol):
    """The link to the broker."""

    def send(self, message: AgentToBroker) -> bool:
        """Queue a message; False where it could not be."""


class Desktop(Protocol):
    """The person's side."""

    @property
    def is_up(self) -> bool:
        """Tell whether the person can be shown anything."""

    def send(self, message: FromCore) -> bool:
        """Send a message; False where it could not be."""


class PictureWatcher(Protocol):
    """Who is told what happens to the picture."""

    def resized(self, width: int, height: int) -> None:
        """The picture has this size from now on, in pixels."""

    def pointed(self, x: int, y: int) -> None:
        """The person's pointer is here, in pixels of the picture."""

    def monitor_gone(self, reason: str) -> None:
        """The one monitor that is shown is not there any more."""

    def picture_lost(self, reason: str) -> None:
        """The screen cannot be captured any more."""


class Peer(Protocol):
    """One encrypted connection to one viewer, for one attempt."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the fresh certificate, 64 hex characters."""

    async def answer(self, offer: str, fingerprint: str, *, ice_servers: Sequence[IceServer] = ()) -> str:
        """Answer the viewer's SDP offer, which must carry this one fingerprint; raises PeerRefused."""

    async def connected(self) -> None:
        """Wait until the channels are open; raises PeerRefused."""

    def send(self, channel: Channel, message: str) -> bool:
        """Send on a channel; False where it is closed or full."""

    def backlog(self, channel: Channel) -> int:
        """Bytes in a channel that have not left."""

    def show(self, stream: Stream) -> None:
        """Begin to send the picture."""

    def sharpen(self, on: bool) -> None:
        """Send exact tiles with the picture, or none any more."""

    def hide(self) -> None:
        """Stop sending the picture."""

    def choose(self, choice: QualityChoice) -> None:
        """Make the picture for this from now on."""

    def take_delays(self) -> Delays | None:
        """How long pictures took since this was asked last; None where none was sent."""

    async def close(self) -> None:
        """End the connection; does not raise."""


PeerFactory = Callable[[Callable[[Channel, str], None], Callable[[str], None]], Peer]
"""Takes what to call for a message (channel, text) and when the connection is lost (a code)."""
PictureFactory = Callable[[PictureWatcher], Stream]
"""Makes the picture of the screen."""
