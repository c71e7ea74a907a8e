"""The screen as a stream: one thread captures and encodes, every viewer gets the same pictures."""

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from agent import clock
from agent.desktop.screen import Band, Frame, Pointer, Screen, ScreenLost
from agent.media.encode import Encoder, LibraryEncoder, Quality
from agent.media.packetize import Codec
from agent.media.picture import EncodedPicture, PictureSize, Viewer
from agent.media.timing import Timing

LOG = logging.getLogger(__name__)

Reported = TypeVar("Reported")

BUSY_SECONDS: Final = 0.05
POINTER_SECONDS: Final = 1 / 30
POINTER_IDLE_SECONDS: Final = 0.2
POINTER_IDLE_AFTER_SECONDS: Final = 2.0
JOIN_SECONDS: Final = 5.0


class EncoderFactory(Protocol):
    """Makes an encoder for one format and size."""

    def __call__(self, codec: Codec, width: int, height: int, quality: Quality) -> Encoder:
        """A new encoder; its first picture is a key picture."""


class ScreenStream:
    """Capture and encode for all viewers; runs only while there is one.

    `on_size`, `on_pointer` and `on_lost` are called in the event loop. Methods are for the event loop too.
    """

    def __init__(
        self,
        screen: Screen,
        *,
        quality: Quality | None = None,
        encoder: EncoderFactory = LibraryEncoder,
        on_size: Callable[[PictureSize], None] = lambda size: None,
        on_pointer: Callable[[Pointer], None] | None = None,
        on_lost: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self._screen = screen
        self._quality = quality or Quality()
        self._make_encoder = encoder
        self._on_size, self._on_pointer, self._on_lost = on_size, on_pointer, on_lost
        self._viewers: tuple[Viewer, ...] = ()
        self._keys: set[Codec] = set()
        self._kick = threading.Event()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._size: PictureSize | None = None
        self.frames = 0
        self.encode_seconds = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels; zeros before the first."""
        return (self._size.width, self._size.height) if self._size is not None else (0, 0)

    def subscribe(self, viewer: Viewer) -> None:
        """Send this viewer everything from now on, beginning with a key picture."""
        self._viewers = (*self._viewers, viewer)
        self._keys.add(viewer.codec)
        if self._thread is None:
            self._stopping = False
            loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=_Capture(self, loop).run, name="capture", daemon=True)
            self._thread.start()
        self.wake()

    async def unsubscribe(self, viewer: Viewer) -> None:
        """Send this viewer nothing more; with the last one capture ends."""
        self._viewers = tuple(other for other in self._viewers if other is not viewer)
        if not self._viewers:
            await self.stop()

    async def stop(self) -> None:
        """End capture and wait for its thread."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stopping = True
        self.wake()
        await asyncio.to_thread(thread.join, JOIN_SECONDS)

    def request_key(self, codec: Codec) -> None:
        """The next picture of this format is a key picture, and comes at once."""
        self._keys.add(codec)
        self.wake()

    def wake(self) -> None:
        """End the capture thread's wait, whatever it waits for."""
        self._kick.set()
        self._screen.wake()

    def make_room(self) -> None:
        """A viewer can take another picture."""
        self._kick.set()


class _Capture:
    """The thread's side of a stream."""

    def __init__(self, stream: ScreenStream, loop: asyncio.AbstractEventLoop) -> None:
        self._stream = stream
        self._loop = loop
        self._timing = Timing()
        self._encoders: dict[Codec, Encoder] = {}
        self._frame: Frame | None = None
        self._pointer: Pointer | None = None
        self._pointer_at = self._pointer_moved_at = 0.0
        self._started = clock.monotonic()
        self._last_timestamp = 0

    def run(self) -> None:
        screen = self._stream._screen
        try:
            screen.open()
            while not self._stream._stopping:
                self._step(screen)
        except ScreenLost as lost:
            self._report(self._stream._on_lost, str(lost))
        except Exception as fault:
            LOG.exception("capture failed")
            self._report(self._stream._on_lost, type(fault).__name__)
        finally:
            self._frame = None
            screen.close()

    def _step(self, screen: Screen) -> None:
        stream = self._stream
        damaged = screen.wait(0 if stream._keys else self._patience())
        if self._is_held(damaged):
            return
        now = clock.monotonic()
        if damaged or stream._keys:
            self._look(screen, now)
        elif self._timing.take_tail(now):
            self._encode(changed=False, keys=set())
        self._follow_pointer(screen, now)

    def _patience(self) -> float:
        now = clock.monotonic()
        patience = self._timing.until_tail(now)
        if self._stream._on_pointer is not None:
            patience = min(patience, self._until_pointer(now))
        return patience

    def _is_held(self, damaged: bool) -> bool:
        """Wait out the frame rate's cap or a full way to the viewers; the damage stays pending in the screen."""
        stream = self._stream
        if not any(viewer.is_ready() for viewer in stream._viewers):
            stream._kick.clear()
            if not any(viewer.is_ready() for viewer in stream._viewers):
                stream._kick.wait(BUSY_SECONDS)
            return True
        wait = self._timing.until_look(clock.monotonic())
        if wait > 0 and damaged and not stream._keys:
            stream._kick.clear()
            stream._kick.wait(wait)
        return False

    def _look(self, screen: Screen, now: float) -> None:
        frame = screen.grab()
        if self._frame is None or (frame.width, frame.height) != (self._frame.width, self._frame.height):
            self._encoders.clear()
            size = PictureSize(width=frame.width & ~1, height=frame.height & ~1)
            self._report(self._set_size, size)
        self._frame = frame
        keys = set(self._stream._keys)
        self._stream._keys -= keys
        changed = bool(frame.damaged)
        if changed or keys:
            self._encode(changed=changed, keys=keys)
        self._timing.looked(now, changed=changed or bool(keys))

    def _encode(self, *, changed: bool, keys: set[Codec]) -> None:
        frame = self._frame
        if frame is None:
            return
        wanted = {viewer.codec for viewer in self._stream._viewers}
        for codec in list(self._encoders.keys() - wanted):
            del self._encoders[codec]
        for codec in wanted:
            began = clock.monotonic()
            fresh = codec not in self._encoders
            encoder = self._encoder(codec, frame, changed=changed)
            if not (changed or fresh or not keys or codec in keys):
                continue
            key = fresh or codec in keys
            content = encoder.encode(timestamp=self._timestamp(frame), key=key)
            if content:
                self._hand_over(codec, frame, content, key=key, changed=changed, began=began)

    def _encoder(self, codec: Codec, frame: Frame, *, changed: bool) -> Encoder:
        encoder = self._encoders.get(codec)
        if encoder is None:
            encoder = self._stream._make_encoder(codec, frame.width, frame.height, self._stream._quality)
            self._encoders[codec] = encoder
            encoder.update(frame, (Band(top=0, bottom=frame.height),))
        elif changed:
            encoder.update(frame, frame.damaged)
        return encoder

    def _timestamp(self, frame: Frame) -> int:
        # Rises by at least one tick even where two pictures share a capture.
        self._last_timestamp = max(self._last_timestamp + 1, int((clock.monotonic() - self._started) * 90_000))
        return self._last_timestamp

    def _hand_over(self, codec: Codec, frame: Frame, content: bytes, *, key: bool, changed: bool, began: float) -> None:
        picture = EncodedPicture(
            codec=codec,
            content=content,
            key=key,
            changed=changed,
            captured_at=frame.captured_at,
            encode_seconds=clock.monotonic() - began,
            width=frame.width & ~1,
            height=frame.height & ~1,
        )
        self._report(self._deliver, picture)

    def _deliver(self, picture: EncodedPicture) -> None:
        self._stream.frames += 1
        self._stream.encode_seconds += picture.encode_seconds
        for viewer in self._stream._viewers:
            if viewer.codec is picture.codec:
                viewer.deliver(picture)

    def _set_size(self, size: PictureSize) -> None:
        self._stream._size = size
        self._stream._on_size(size)

    def _until_pointer(self, now: float) -> float:
        still = now - self._pointer_moved_at > POINTER_IDLE_AFTER_SECONDS
        return max(0.0, self._pointer_at + (POINTER_IDLE_SECONDS if still else POINTER_SECONDS) - now)

    def _follow_pointer(self, screen: Screen, now: float) -> None:
        if self._stream._on_pointer is None or self._until_pointer(now) > 0:
            return
        self._pointer_at = now
        pointer = screen.pointer()
        if pointer is not None and pointer != self._pointer:
            self._pointer, self._pointer_moved_at = pointer, now
            self._report(self._stream._on_pointer, pointer)

    def _report(self, receiver: Callable[[Reported], None], value: Reported) -> None:
        self._loop.call_soon_threadsafe(receiver, value)
