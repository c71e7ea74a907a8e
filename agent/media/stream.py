"""The screen as a stream: captured and encoded once, for every viewer that subscribes."""

import asyncio
import threading
from collections.abc import Callable
from typing import Final

from agent.desktop.screen import Pointer, Screen
from agent.entropy import random_bytes
from agent.media.capture import Capture, EncoderFactory, Told
from agent.media.encode import LibraryEncoder
from agent.media.packetize import Codec
from agent.media.picture import EncodedPicture, PictureSize, Viewer
from agent.media.tiling import Tiling

JOIN_SECONDS: Final = 5.0
SEED_BYTES: Final = 8


class ScreenStream:
    """Capture and encode for all viewers; runs only while there is one.

    `on_size`, `on_pointer`, `on_lost` and `on_gone` (the one monitor to be shown is not there) are called in the event
    loop. Methods are for the event loop too.
    """

    def __init__(
        self,
        screen: Screen,
        *,
        encoder: EncoderFactory = LibraryEncoder,
        on_size: Callable[[PictureSize], None] = lambda size: None,
        on_pointer: Callable[[Pointer], None] | None = None,
        on_lost: Callable[[str], None] = lambda reason: None,
        on_gone: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self._screen = screen
        self._encoder = encoder
        self._on_size, self._on_pointer, self._on_lost = on_size, on_pointer, on_lost
        self._on_gone = on_gone
        self._viewers: tuple[Viewer, ...] = ()
        self._capture: Capture | None = None
        self._thread: threading.Thread | None = None
        self._size: PictureSize | None = None
        self._tiling = Tiling(viewers=lambda: self._viewers, seed=int.from_bytes(random_bytes(SEED_BYTES), "big"))
        self.frames = 0
        self.encode_seconds = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels; zeros before the first."""
        return (self._size.width, self._size.height) if self._size is not None else (0, 0)

    @property
    def place(self) -> tuple[int, int]:
        """Where the picture's left top corner is, in pixels of the whole screen."""
        return (self._size.left, self._size.top) if self._size is not None else (0, 0)

    def show_only(self, display: str | None) -> None:
        """Look at nothing but this monitor from the next picture on; None: at all of them."""
        self._screen.show_only(display)

    def subscribe(self, viewer: Viewer) -> None:
        """Send this viewer everything from now on, beginning with a key picture."""
        self._viewers = (*self._viewers, viewer)
        if self._capture is None:
            # A capture that begins makes a key picture by itself; asking as well could make it two.
            self._start(asyncio.get_running_loop())
        else:
            self.request_key(viewer.codec)

    async def unsubscribe(self, viewer: Viewer) -> None:
        """Send this viewer nothing more; with the last one capture ends."""
        self._viewers = tuple(other for other in self._viewers if other is not viewer)
        if not self._viewers:
            await self.stop()

    async def stop(self) -> None:
        """End capture and wait for its thread."""
        capture, self._capture = self._capture, None
        thread = self._thread
        if capture is None or thread is None:
            return
        capture.stop()
        await asyncio.to_thread(thread.join, JOIN_SECONDS)

    def request_key(self, codec: Codec) -> None:
        """The next picture of this format is a key picture, and comes at once."""
        if self._capture is not None:
            self._capture.request_key(codec)

    def make_room(self) -> None:
        """A viewer can take another picture."""
        if self._capture is not None:
            self._capture.make_room()

    def look_again(self) -> None:
        """A viewer wants tiles now, or none any more."""
        if self._capture is not None:
            self._capture.look_again()

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._capture = Capture(
            screen=self._screen,
            loop=loop,
            viewers=lambda: self._viewers,
            encoder=self._encoder,
            tiling=self._tiling,
            on_picture=self._deliver,
            told=Told(
                on_size=self._take_size, on_pointer=self._on_pointer, on_lost=self._on_lost, on_gone=self._on_gone
            ),
        )
        target = _after(self._thread, self._capture.run)
        self._thread = threading.Thread(target=target, name="capture", daemon=True)
        self._thread.start()

    def _deliver(self, picture: EncodedPicture) -> None:
        self.frames += 1
        self.encode_seconds += picture.encode_seconds
        for viewer in self._viewers:
            if viewer.codec is picture.codec:
                viewer.deliver(picture)

    def _take_size(self, size: PictureSize) -> None:
        self._size = size
        self._on_size(size)


def _after(previous: threading.Thread | None, run: Callable[[], None]) -> Callable[[], None]:
    """Both use the one screen: the thread before has let go of it when this one begins."""

    def begin() -> None:
        if previous is not None:
            previous.join(JOIN_SECONDS)
        run()

    return begin
