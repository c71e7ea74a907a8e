"""Tiles of the frame that was encoded: told before its picture, made once for all, and only where they are wanted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent import clock
from agent.desktop.screen import Frame
from agent.media.packetize import Codec
from agent.media.picture import EncodedPicture
from agent.media.tile_encode import TileEncoder
from agent.media.tiling import TILES_ALONE_FROM, Tiling
from protocol.links.viewer_agent import QualityChoice
from protocol.links.viewer_tiles import Begin, Box, Moved, Tile
from tests.agent.media.tiles import Canvas, Receiver, pixels_of
from tests.fakes.screen import FakeScreen


class TilesViewer:
    codec = Codec.H264
    choice = QualityChoice.AUTO
    budget = float(TILES_ALONE_FROM)

    def __init__(self) -> None:
        self.tiles: Receiver | None = Receiver()

    @property
    def receiver(self) -> Receiver:
        assert self.tiles is not None
        return self.tiles

    def is_ready(self) -> bool:
        return True

    def deliver(self, picture: EncodedPicture) -> None:
        """Only tiles matter here."""


class Room:
    def __init__(self, viewers: int = 1) -> None:
        self.screen = FakeScreen(600, 100)
        self.screen.open()
        self.viewers = [TilesViewer() for _ in range(viewers)]
        self.tiling = Tiling(viewers=lambda: tuple(self.viewers), seed=1)
        self.now = clock.monotonic()

    def report(self, body: Callable[[], None]) -> None:
        body()

    def look(self) -> Frame:
        frame = self.screen.grab()
        self.tiling.looked(frame, self.report, self.now)
        return frame

    def make_all(self) -> int:
        """Make what is due; gives how often."""
        for count in range(100):
            if self.tiling.until_due(self.report, self.now) != 0:
                return count
            self.tiling.make(self.report, self.now)
        raise AssertionError("it does not end")

    @property
    def canvas(self) -> Canvas:
        return self.viewers[0].receiver.canvas


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_picture_that_rests_is_sent_whole_and_to_the_pixel(room: Room) -> None:
    room.screen.paint((200, 10, 30), 20, 70)
    room.screen.paint_at((1, 2, 3), 599, 99)
    frame = room.look()
    assert room.make_all() == 0, "it does not rest yet"
    room.now += 1
    assert room.make_all() == 6
    assert (room.canvas.picture() == pixels_of(frame, Box(left=0, top=0, right=600, bottom=100))).all()
    receiver = room.viewers[0].receiver
    assert receiver.promised == receiver.taken > 0
    assert room.tiling.until_due(room.report, room.now) is None


def test_what_moves_is_told_at_the_look_with_a_generation_that_pictures_carry(room: Room) -> None:
    room.look()
    room.now += 1
    room.make_all()
    before = room.tiling.generation
    room.screen.paint_at((9, 9, 9), 300, 10)
    room.look()
    assert room.tiling.generation == before + 1 == room.canvas.generation
    assert room.canvas.messages[-1] == Moved(generation=before + 1, cells=(1,))
    room.now += 1
    assert room.make_all() == 1
    last = [message for message in room.canvas.messages if isinstance(message, Tile)][-1]
    assert (last.cell, last.generation) == (1, before + 1)


def test_another_size_begins_anew_with_a_higher_generation(room: Room) -> None:
    room.look()
    room.now += 1
    room.make_all()
    before = room.tiling.generation
    room.screen.resize(301, 101)
    room.look()
    assert room.tiling.generation > before
    begun = room.canvas.messages[-1]
    assert isinstance(begun, Begin)
    assert (begun.grid.width, begun.grid.height) == (300, 100)
    room.now += 1
    room.make_all()
    assert room.canvas.is_whole


def test_two_viewers_get_one_tile_and_a_slow_one_holds_nobody_back() -> None:
    room = Room(viewers=2)
    room.look()
    room.now += 1
    room.viewers[1].receiver.free = 0
    assert room.make_all() >= 6
    assert room.canvas.is_whole
    assert not room.viewers[1].receiver.canvas.cells
    room.now += 1
    room.viewers[1].receiver.free = 1
    room.make_all()
    assert room.viewers[1].receiver.canvas.is_whole
    assert len(room.canvas.messages) == len(room.viewers[1].receiver.canvas.messages)


def test_nothing_is_made_while_nobody_wants_tiles_or_there_is_no_frame(room: Room) -> None:
    receiver = room.viewers[0].tiles
    room.viewers[0].tiles = None
    room.look()
    assert room.tiling.until_due(room.report, room.now) is None
    assert not room.tiling.is_alone()
    room.viewers[0].tiles = receiver
    assert room.tiling.until_due(room.report, room.now) is not None
    assert room.tiling.is_alone()
    room.tiling.forget()
    assert room.tiling.until_due(room.report, room.now + 9) is None
    room.tiling.make(room.report, room.now + 9)
    assert not room.canvas.cells


def test_a_generation_never_comes_back_from_one_capture_to_the_next(room: Room) -> None:
    seen = []
    for _ in range(3):
        room.look()
        seen.append(room.tiling.generation)
        room.tiling.forget()
        assert room.tiling.until_due(room.report, room.now) is None
    assert seen == sorted(set(seen))


def test_a_receiver_that_comes_back_as_another_begins_anew(room: Room) -> None:
    room.look()
    room.now += 1
    room.make_all()
    room.viewers[0].tiles = Receiver()
    room.make_all()
    assert room.canvas.is_whole


def test_a_way_that_carries_little_refines_the_video_too(room: Room) -> None:
    room.look()
    assert room.tiling.is_alone()
    room.viewers[0].budget = TILES_ALONE_FROM - 1.0
    assert not room.tiling.is_alone()


def test_of_a_picture_beyond_the_largest_no_tiles_are_made() -> None:
    room = Room()
    frame = Frame(width=7682, height=4320, stride=7682 * 4, pixels=memoryview(b""), damaged=(), captured_at=0.0)
    room.tiling.looked(frame, room.report, room.now)
    assert room.tiling.until_due(room.report, room.now) is None


def test_who_has_tiles_and_is_told_no_more_sees_by_the_frames_that_they_do_not_hold() -> None:
    room = Room(viewers=2)
    room.look()
    room.now += 1
    room.make_all()
    gone, other = room.viewers[1].receiver, room.canvas
    gone.wanted = False
    room.look()
    assert room.tiling.generation > gone.canvas.generation
    assert other.messages[-1] == Moved(generation=room.tiling.generation, cells=())
    assert other.is_whole


def test_where_making_tiles_fails_the_video_goes_on_without_them(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    room.look()
    room.now += 1
    room.tiling.make(room.report, room.now)
    before = room.canvas.generation

    def fail(*_: object) -> bytes:
        raise ValueError("no such encoder")

    monkeypatch.setattr(TileEncoder, "encode", fail)
    room.tiling.make(room.report, room.now)
    assert "exact tiles failed" in caplog.text
    room.look()
    assert room.tiling.generation > before
    assert room.tiling.until_due(room.report, room.now) is None
    assert not room.tiling.is_alone()
