"""The thread that looks at the screen and encodes what it sees; newest wins, nothing is queued."""

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from agent import clock
from agent.desktop.screen import Band, DisplayGone, Frame, Pointer, Screen, ScreenLost
from agent.media.encode import Encoder
from agent.media.packetize import Codec
from agent.media.picture import EncodedPicture, PictureSize, Viewer
from agent.media.quality import MANNERS, Quality, QualityControl, most_modest, quality_for
from agent.media.tiling import Tiling
from agent.media.timing import Timing

LOG = logging.getLogger(__name__)

BUSY_SECONDS: Final = 0.05
# One for each of the formats in use at most, and one to come.
MAX_WAITING_PICTURES: Final = 3
POINTER_SECONDS: Final = 1 / 30
POINTER_IDLE_SECONDS: Final = 0.2
POINTER_IDLE_AFTER_SECONDS: Final = 2.0

Reported = TypeVar("Reported")


class EncoderFactory(Protocol):
    """Makes an encoder for one format and size."""

    def __call__(self, codec: Codec, width: int, height: int, quality: Quality) -> Encoder:
        """A new encoder; its first picture is a key picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who is told what happens to the picture."""

    on_size: Callable[[PictureSize], None]
    on_pointer: Callable[[Pointer], None] | None
    on_lost: Callable[[str], None]
    on_gone: Callable[[str], None]
    """The one monitor to be shown is not there."""


@dataclass(slots=True, kw_only=True)
class _Running:
    encoder: Encoder
    control: QualityControl


class Capture:
    """`run` is the thread; `stop`, `request_key` and `make_room` come from the event loop, and so go the reports."""

    def __init__(
        self,
        *,
        screen: Screen,
        loop: asyncio.AbstractEventLoop,
        viewers: Callable[[], tuple[Viewer, ...]],
        encoder: EncoderFactory,
        tiling: Tiling,
        on_picture: Callable[[EncodedPicture], None],
        told: Told,
    ) -> None:
        self._screen, self._loop, self._viewers, self._make_encoder = screen, loop, viewers, encoder
        self._tiling = tiling
        self._on_picture, self._on_size = on_picture, told.on_size
        self._on_pointer, self._on_lost, self._on_gone = told.on_pointer, told.on_lost, told.on_gone
        self._keys: set[Codec] = set()
        self._kick = threading.Event()
        self._stopping = False
        self._timing = Timing()
        self._running: dict[Codec, _Running] = {}
        self._frame: Frame | None = None
        self._pointer: Pointer | None = None
        self._pointer_at = self._pointer_moved_at = 0.0
        self._began = clock.monotonic()
        self._last_timestamp = 0
        self._made = self._taken = 0

    def stop(self) -> None:
        """End the thread soon."""
        self._stopping = True
        self._wake()

    def request_key(self, codec: Codec) -> None:
        """The next picture of this format is a key picture, and comes at once."""
        self._keys.add(codec)
        self._wake()

    def make_room(self) -> None:
        """A viewer can take another picture."""
        self._kick.set()

    def look_again(self) -> None:
        """A viewer wants tiles now, or none any more."""
        self._wake()

    def _wake(self) -> None:
        self._kick.set()
        self._screen.wake()

    def run(self) -> None:
        """Capture until stopped or until the screen is lost."""
        try:
            self._screen.open()
            while not self._stopping:
                self._step()
        except ScreenLost as lost:
            self._report(self._on_lost, str(lost))
        except Exception as fault:
            LOG.exception("capture failed")
            self._report(self._on_lost, type(fault).__name__)
        finally:
            self._frame = None
            self._tiling.forget()
            self._screen.close()

    def _step(self) -> None:
        damaged = self._screen.wait(0 if self._keys else self._patience())
        if self._is_held(damaged=damaged):
            return
        now = clock.monotonic()
        self._retune(now, resting=not damaged and self._timing.is_resting(now))
        if damaged or self._keys:
            self._look(now)
        elif self._timing.take_tail(now):
            octets = self._encode(changed=False, keys=set())
            self._timing.repeated(now, 0 if self._tiling.is_alone() else octets)
        elif self._tiling.until_due(self._tell, now) == 0:
            self._tiling.make(self._tell, now)
        self._follow_pointer(now)

    def _patience(self) -> float:
        now = clock.monotonic()
        patience = self._timing.until_tail(now)
        until_tile = self._tiling.until_due(self._tell, now)
        if until_tile is not None:
            patience = min(patience, until_tile)
        return min(patience, self._until_pointer(now)) if self._on_pointer is not None else patience

    def _is_held(self, *, damaged: bool) -> bool:
        """Wait out the cap of the frame rate or a full way to the viewers; the damage stays pending in the screen."""
        if not self._has_room():
            self._kick.clear()
            if not self._has_room() and not self._stopping:
                self._kick.wait(BUSY_SECONDS)
            return True
        wait = self._timing.until_look(clock.monotonic())
        if wait > 0 and damaged and not self._keys:
            self._kick.clear()
            self._kick.wait(wait)
        return False

    def _has_room(self) -> bool:
        # Pictures that the event loop has not taken yet count too: it may be busy longer than a picture takes.
        waiting = self._made - self._taken
        return waiting < MAX_WAITING_PICTURES and any(viewer.is_ready() for viewer in self._viewers())

    def _hand_over(self, picture: EncodedPicture) -> None:
        self._taken += 1
        self._kick.set()
        self._on_picture(picture)

    def _look(self, now: float) -> None:
        try:
            frame = self._screen.grab()
        except DisplayGone as gone:
            # Nothing is shown in its place until somebody says what may be.
            self._frame = None
            self._tiling.forget()
            self._report(self._on_gone, str(gone))
            self._kick.clear()
            self._kick.wait(BUSY_SECONDS)
            return
        if self._frame is None or _size_of(frame) != _size_of(self._frame):
            self._running.clear()
            self._report(self._on_size, _size_of(frame))
        self._frame = frame
        self._tiling.looked(frame, self._tell, now)
        keys = set(self._keys)
        self._keys -= keys
        changed = bool(frame.damaged)
        if changed or keys:
            self._encode(changed=changed, keys=keys)
        self._timing.looked(now, changed=changed or bool(keys))

    def _encode(self, *, changed: bool, keys: set[Codec]) -> int:
        """Encode for every format in use; gives the largest picture's bytes."""
        if self._frame is None:
            return 0
        viewers = self._viewers()
        wanted = {viewer.codec for viewer in viewers}
        for codec in self._running.keys() - wanted:
            del self._running[codec]
        largest = 0
        for codec in wanted:
            fresh = codec not in self._running
            if changed or fresh or not keys or codec in keys:
                key = fresh or codec in keys
                largest = max(largest, self._encode_one(codec, self._frame, viewers, key=key, changed=changed))
        return largest

    def _encode_one(self, codec: Codec, frame: Frame, viewers: tuple[Viewer, ...], *, key: bool, changed: bool) -> int:
        began = clock.monotonic()
        running = self._running.get(codec)
        if running is None:
            running = self._open(codec, frame, viewers, began)
            self._running[codec] = running
        elif changed:
            running.encoder.update(frame, frame.damaged)
        content = running.encoder.encode(timestamp=self._timestamp(), key=key)
        now = clock.monotonic()
        running.control.spent(len(content), now)
        if content:
            picture = EncodedPicture(
                codec=codec,
                content=content,
                key=key,
                changed=changed,
                captured_at=frame.captured_at,
                encode_seconds=now - began,
                width=frame.width & ~1,
                height=frame.height & ~1,
                generation=self._tiling.generation,
            )
            self._made += 1
            self._report(self._hand_over, picture)
        return len(content)

    def _open(self, codec: Codec, frame: Frame, viewers: tuple[Viewer, ...], now: float) -> _Running:
        theirs = [viewer for viewer in viewers if viewer.codec is codec]
        choice = most_modest(viewer.choice for viewer in theirs)
        quality = quality_for(min(viewer.budget for viewer in theirs), choice)
        encoder = self._make_encoder(codec, frame.width, frame.height, quality)
        encoder.update(frame, (Band(top=0, bottom=frame.height),))
        return _Running(encoder=encoder, control=QualityControl(quality=quality, opened_at=now, choice=choice))

    def _timestamp(self) -> int:
        # Rises by at least one tick even where two pictures share a moment.
        self._last_timestamp = max(self._last_timestamp + 1, int((clock.monotonic() - self._began) * 90_000))
        return self._last_timestamp

    def _retune(self, now: float, *, resting: bool) -> None:
        """Begin anew with the encoder that fits the choice, and while nothing moves with the one that fits the way.

        The next picture is a key picture then.
        """
        viewers = self._viewers()
        self._timing.pace(MANNERS[most_modest(viewer.choice for viewer in viewers)].frame_seconds)
        for codec, running in list(self._running.items()):
            theirs = [viewer for viewer in viewers if viewer.codec is codec]
            if not theirs:
                continue
            other = running.control.is_for_another(most_modest(viewer.choice for viewer in theirs), now)
            budget = min(viewer.budget for viewer in theirs)
            if other or (resting and running.control.wants_change(budget, now)):
                del self._running[codec]
                self._keys.add(codec)

    def _until_pointer(self, now: float) -> float:
        still = now - self._pointer_moved_at > POINTER_IDLE_AFTER_SECONDS
        return max(0.0, self._pointer_at + (POINTER_IDLE_SECONDS if still else POINTER_SECONDS) - now)

    def _follow_pointer(self, now: float) -> None:
        if self._on_pointer is None or self._until_pointer(now) > 0:
            return
        self._pointer_at = now
        pointer = self._screen.pointer()
        if pointer is not None and pointer != self._pointer:
            self._pointer, self._pointer_moved_at = pointer, now
            self._report(self._on_pointer, pointer)

    def _tell(self, body: Callable[[], None]) -> None:
        self._report(_do, body)

    def _report(self, receiver: Callable[[Reported], None], value: Reported) -> None:
        try:
            self._loop.call_soon_threadsafe(receiver, value)
        except RuntimeError:
            # The event loop has ended: nobody is left to be told.
            self._stopping = True


def _size_of(frame: Frame) -> PictureSize:
    return PictureSize(width=frame.width & ~1, height=frame.height & ~1, left=frame.left, top=frame.top)


def _do(body: Callable[[], None]) -> None:
    body()
