"""Exact tiles as they come into being in the capture thread, out of the very frame that the encoder got."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

from agent.desktop.screen import Frame
from agent.media.picture import TileReceiver, Viewer
from agent.media.tile_encode import TileEncoder
from agent.media.tile_plan import TilePlan
from protocol.links.viewer_tiles import MAX_IMAGE_BYTES, Grid, fits, write_begin, write_moved, write_tile

LOG = logging.getLogger(__name__)

# A receiver that has no room is asked again after this; where something moves, the thread is there before.
NO_ROOM_SECONDS: Final = 0.005
# From here on, bits per second, tiles come sooner than the video can be refined, and refining it would hold them up.
TILES_ALONE_FROM: Final = 8_000_000


class Report(Protocol):
    """Has something done in the event loop, in the order of the calls."""

    def __call__(self, body: Callable[[], None], /) -> None:
        """Hand it over, never wait."""


class Tiling:
    """Made once for a stream, used by one capture thread after the other; nothing is done while nobody wants tiles.

    The generation goes on from thread to thread, so that none comes twice to the same viewer.
    """

    def __init__(self, *, viewers: Callable[[], tuple[Viewer, ...]], seed: int) -> None:
        self._viewers = viewers
        self._encoder = TileEncoder(seed)
        self._plan: TilePlan | None = None
        self._frame: Frame | None = None
        self._generation = 0
        self._no_room_until = 0.0
        self._has_failed = False

    @property
    def generation(self) -> int:
        """What frames made from now on carry."""
        return self._plan.generation if self._plan is not None else self._generation

    def forget(self) -> None:
        """There is no frame any more to make tiles of."""
        self._frame = None

    def looked(self, frame: Frame, report: Report, now: float) -> None:
        """Take a new frame; who has tiles that do not hold any more is told before any picture of it goes out."""
        self._frame = frame
        self._follow(report, now)
        plan = self._plan
        if plan is None:
            return
        cells = plan.look(frame.damaged, lambda cell: self._encoder.digest(frame, plan.grid.box(cell)), now)
        if cells:
            self._tell_moved(plan, cells, report)

    def until_due(self, report: Report, now: float) -> float | None:
        """Seconds until the next tile is to be made; None where none is."""
        self._follow(report, now)
        until = self._plan.until_due(now) if self._plan is not None and self._frame is not None else None
        return max(until, self._no_room_until - now) if until is not None else None

    def make(self, report: Report, now: float) -> None:
        """Make one tile, for all who are owed it and have room; where that fails, the video goes on without tiles."""
        try:
            self._make(report, now)
        except Exception:
            LOG.exception("exact tiles failed")
            self._has_failed = True

    def _make(self, report: Report, now: float) -> None:
        frame, plan = self._frame, self._plan
        if frame is None or plan is None:
            return
        ready = [receiver for receiver in self._receivers() if receiver.room() > 0]
        cell = next((cell for each in ready if (cell := plan.next_for(each, now)) is not None), None)
        if cell is None:
            self._no_room_until = now + NO_ROOM_SECONDS
            return
        box = plan.grid.box(cell)
        image = self._encoder.encode(frame, box)
        takers = [each for each in ready if plan.is_owed(each, cell)]
        plan.sent(cell, takers, self._encoder.digest(frame, box), now)
        if len(image) > MAX_IMAGE_BYTES:
            # Longer than the pixels themselves: the video has to do there.
            return
        message = write_tile(plan.generation, cell, image)
        for receiver in takers:
            receiver.promise(len(message))
            report(partial(receiver.tile, message, cell))

    def is_alone(self) -> bool:
        """Tell whether tiles make the picture exact for everybody, so that the video need not be refined."""
        return self._plan is not None and all(
            (tiles := viewer.tiles) is not None and tiles.wanted and viewer.budget >= TILES_ALONE_FROM
            for viewer in self._viewers()
        )

    def _receivers(self) -> list[TileReceiver]:
        known = self._plan.receivers if self._plan is not None else ()
        return [tiles for tiles in self._wanting() if tiles in known]

    def _wanting(self) -> list[TileReceiver]:
        if self._has_failed:
            return []
        # Read once: the event loop may take them away meanwhile.
        return [tiles for viewer in self._viewers() if (tiles := viewer.tiles) is not None and tiles.wanted]

    def _follow(self, report: Report, now: float) -> None:
        """Begin anew where the picture's size is another, and with every receiver that came."""
        wanting = self._wanting()
        frame = self._frame
        if not wanting or frame is None:
            self._drop()
            return
        grid = Grid(width=frame.width & ~1, height=frame.height & ~1)
        if self._plan is not None and self._plan.grid != grid:
            self._drop()
        if self._plan is None:
            if not fits(grid.width, grid.height):
                return
            self._generation += 1
            self._plan = TilePlan(grid, self._generation, now)
        self._welcome(self._plan, wanting, report)

    def _welcome(self, plan: TilePlan, wanting: list[TileReceiver], report: Report) -> None:
        before = plan.generation
        for gone in [receiver for receiver in plan.receivers if receiver not in wanting]:
            plan.leave(gone)
        if plan.generation > before:
            self._tell_moved(plan, (), report)
        for receiver in wanting:
            if receiver not in plan.receivers:
                plan.join(receiver)
                message = write_begin(plan.generation, plan.grid)
                report(partial(receiver.begin, message))

    def _tell_moved(self, plan: TilePlan, cells: tuple[int, ...], report: Report) -> None:
        message = write_moved(plan.generation, cells)
        for receiver in self._receivers():
            report(partial(receiver.moved, message, cells))

    def _drop(self) -> None:
        if self._plan is not None:
            # Higher than anybody was told: whoever has tiles shows them no more.
            self._generation = self._plan.generation + 1
            self._plan = None
