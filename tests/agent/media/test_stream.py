"""One capture for all viewers: key pictures on demand, repeats after a change, silence while still."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from agent.media.encode import Encoder, LibraryEncoder
from agent.media.packetize import Codec
from agent.media.picture import EncodedPicture
from agent.media.quality import Quality, quality_for
from agent.media.stream import ScreenStream
from protocol.links.viewer_agent import QualityChoice
from protocol.links.viewer_tiles import Moved, Tile
from tests.agent.media.tiles import Receiver
from tests.fakes.screen import FakeScreen


class RecordingViewer:
    def __init__(self, codec: Codec = Codec.H264) -> None:
        self.codec = codec
        self.ready = True
        self.choice = QualityChoice.AUTO
        self.tiles: Receiver | None = None
        self.pictures: list[EncodedPicture] = []

    @property
    def budget(self) -> float:
        return 20_000_000.0

    def is_ready(self) -> bool:
        return self.ready

    def deliver(self, picture: EncodedPicture) -> None:
        self.pictures.append(picture)

    @property
    def changes(self) -> int:
        return sum(picture.changed for picture in self.pictures)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)


class Room:
    def __init__(self) -> None:
        self.screen = FakeScreen(monitors=2)
        self.gone: list[str] = []
        self.sizes: list[tuple[int, int]] = []
        self.lost: list[str] = []
        self.pointed: list[tuple[int, int]] = []
        self.qualities: list[Quality] = []
        self.stream = ScreenStream(
            self.screen,
            encoder=self._make_encoder,
            on_size=lambda size: self.sizes.append((size.width, size.height)),
            on_pointer=lambda pointer: self.pointed.append((pointer.x, pointer.y)),
            on_lost=self.lost.append,
            on_gone=self.gone.append,
        )

    def _make_encoder(self, codec: Codec, width: int, height: int, quality: Quality) -> Encoder:
        self.qualities.append(quality)
        return LibraryEncoder(codec, width, height, quality)


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    room = Room()
    yield room
    await room.stream.stop()


async def still(room: Room) -> None:
    """Wait until the repeats of the last change are over and taken."""
    capture = room.stream._capture
    assert capture is not None
    seen = -1
    # A repeat that is due is taken off the plan before it is made: only what stays the same for a while is still.
    while seen != capture._made:
        seen = capture._made
        await asyncio.sleep(0.5)
        await until(lambda: not capture._timing._tails and capture._made == capture._taken)


async def test_first_picture_is_a_key_picture_and_two_repeats_follow(room: Room) -> None:
    viewer = RecordingViewer()
    room.stream.subscribe(viewer)
    await until(lambda: len(viewer.pictures) == 3)
    await still(room)
    assert [(picture.key, picture.changed) for picture in viewer.pictures] == [
        (True, True),
        (False, False),
        (False, False),
    ]
    assert room.sizes == [(320, 192)]
    assert room.stream.size == (320, 192)
    assert room.pointed == [(3, 4)]


async def test_one_monitor_alone_is_captured_until_it_is_gone(room: Room) -> None:
    viewer = RecordingViewer()
    room.stream.show_only("fake-2")
    room.stream.subscribe(viewer)
    await until(lambda: viewer.pictures)
    assert (room.stream.size, room.stream.place) == ((160, 192), (160, 0))
    room.stream.show_only("fake-1")
    await until(lambda: room.stream.place == (0, 0))
    await until(lambda: viewer.pictures[-1].key)
    assert room.sizes == [(160, 192), (160, 192)], "a place is told as a size is"
    room.stream.show_only("fake-2")
    await until(lambda: room.stream.place == (160, 0))
    room.screen.unplug()
    await until(lambda: room.gone)
    room.stream.show_only(None)
    await until(lambda: room.stream.size == (320, 192))
    assert room.lost == []


@pytest.mark.slow
async def test_nothing_is_sent_and_nothing_captured_while_nothing_changes(room: Room) -> None:
    viewer = RecordingViewer()
    room.stream.subscribe(viewer)
    await until(lambda: viewer.pictures)
    await still(room)
    count, grabs = len(viewer.pictures), room.screen.grabs
    await asyncio.sleep(0.3)
    assert (len(viewer.pictures), room.screen.grabs) == (count, grabs)


async def test_change_is_sent_to_every_viewer_in_its_own_format(room: Room) -> None:
    first, second = RecordingViewer(), RecordingViewer(Codec.VP8)
    room.stream.subscribe(first)
    room.stream.subscribe(second)
    await until(lambda: first.pictures and second.pictures)
    before = first.changes, second.changes
    room.screen.paint((200, 10, 10))
    await until(lambda: first.changes > before[0] and second.changes > before[1])
    assert {picture.codec for picture in second.pictures} == {Codec.VP8}
    assert second.pictures[0].key


async def test_key_picture_comes_on_demand_without_a_change(room: Room) -> None:
    viewer = RecordingViewer()
    room.stream.subscribe(viewer)
    await until(lambda: viewer.pictures)
    await still(room)
    count = len(viewer.pictures)
    room.stream.request_key(Codec.H264)
    await until(lambda: len(viewer.pictures) > count)
    assert viewer.pictures[count].key
    assert not viewer.pictures[count].changed


async def test_later_viewer_begins_with_a_key_picture(room: Room) -> None:
    first, second = RecordingViewer(), RecordingViewer()
    room.stream.subscribe(first)
    await until(lambda: first.pictures)
    room.stream.subscribe(second)
    await until(lambda: second.pictures)
    await until(lambda: any(picture.key for picture in second.pictures))


@pytest.mark.slow
async def test_while_no_viewer_has_room_changes_become_one_picture(room: Room) -> None:
    viewer = RecordingViewer()
    room.stream.subscribe(viewer)
    await until(lambda: viewer.pictures)
    await still(room)
    viewer.ready, before = False, viewer.changes
    for level in range(5):
        room.screen.paint((level, level, level))
        await asyncio.sleep(0.03)
    assert viewer.changes == before
    viewer.ready = True
    room.stream.make_room()
    await until(lambda: viewer.changes > before)
    await still(room)
    assert viewer.changes == before + 1


@pytest.mark.slow
async def test_busy_event_loop_is_not_flooded_with_pictures(room: Room) -> None:
    viewer = RecordingViewer()
    room.stream.subscribe(viewer)
    await until(lambda: viewer.pictures)
    await still(room)
    count = len(viewer.pictures)
    for level in range(30):
        room.screen.paint((level, 0, 0))
        # On purpose: nothing else may run meanwhile.
        time.sleep(0.02)
    await asyncio.sleep(0)
    assert len(viewer.pictures) - count <= 4


async def test_resize_gives_a_key_picture_of_the_new_size(room: Room) -> None:
    viewer = RecordingViewer()
    room.stream.subscribe(viewer)
    await until(lambda: viewer.pictures)
    room.screen.resize(401, 301)
    await until(lambda: viewer.pictures[-1].width == 400)
    first = next(picture for picture in viewer.pictures if picture.width == 400)
    assert first.key
    assert first.height == 300
    assert room.sizes == [(320, 192), (400, 300)]


async def test_capture_ends_with_the_last_viewer_and_begins_again(room: Room) -> None:
    viewer = RecordingViewer()
    room.stream.subscribe(viewer)
    await until(lambda: viewer.pictures)
    await room.stream.unsubscribe(viewer)
    assert not room.screen.opened
    count = len(viewer.pictures)
    room.stream.subscribe(viewer)
    await until(lambda: len(viewer.pictures) > count)
    assert viewer.pictures[count].key


async def test_viewer_that_comes_while_capture_ends_gets_pictures(room: Room) -> None:
    first, second = RecordingViewer(), RecordingViewer()
    room.stream.subscribe(first)
    await until(lambda: first.pictures)
    leaving = asyncio.create_task(room.stream.unsubscribe(first))
    await asyncio.sleep(0)
    room.stream.subscribe(second)
    await leaving
    await until(lambda: second.pictures)
    assert second.pictures[0].key
    room.screen.paint((1, 2, 3))
    await until(lambda: second.changes > 1)
    assert room.lost == []


async def test_lost_screen_is_told(room: Room) -> None:
    viewer = RecordingViewer()
    room.stream.subscribe(viewer)
    await until(lambda: viewer.pictures)
    room.screen.vanish()
    await until(lambda: room.lost)
    assert not room.screen.opened


@pytest.mark.slow
async def test_another_choice_opens_another_encoder_that_begins_with_a_key_picture(room: Room) -> None:
    viewer = RecordingViewer()
    room.stream.subscribe(viewer)
    await until(lambda: viewer.pictures)
    count = len(viewer.pictures)
    for choice in (QualityChoice.SHARP, QualityChoice.SMOOTH, QualityChoice.LOW):
        viewer.choice = choice
        room.screen.paint((len(choice), 0, 0))
        await asyncio.sleep(0.02)
    wanted = quality_for(viewer.budget, QualityChoice.LOW)
    await until(lambda: room.qualities[-1] == wanted)
    await until(lambda: any(picture.key for picture in viewer.pictures[count:]))
    assert room.qualities[0] == quality_for(viewer.budget)


async def test_what_rests_is_exact_and_what_moves_is_told_before_its_picture(room: Room) -> None:
    viewer = RecordingViewer()
    viewer.tiles = receiver = Receiver()
    room.screen.paint((10, 90, 30), 0, 50)
    room.stream.subscribe(viewer)
    await until(lambda: receiver.canvas.is_whole)
    assert {tuple(pixel) for pixel in receiver.canvas.picture()[:50].reshape(-1, 3)} == {(10, 90, 30)}
    assert {picture.generation for picture in viewer.pictures} == {receiver.canvas.generation}
    await still(room)
    count, before = len(viewer.pictures), receiver.canvas.generation
    room.screen.paint((200, 10, 10), 100, 101)
    await until(lambda: len(viewer.pictures) > count)
    assert Moved(generation=before + 1, cells=(2, 3)) in receiver.canvas.messages
    assert viewer.pictures[count].generation == before + 1
    await until(lambda: receiver.canvas.is_whole)
    assert tuple(receiver.canvas.picture()[100, 0]) == (200, 10, 10)


async def test_viewer_that_wants_tiles_later_gets_them_at_once_and_none_when_it_wants_none(room: Room) -> None:
    viewer = RecordingViewer()
    room.stream.subscribe(viewer)
    await still(room)
    viewer.tiles = receiver = Receiver()
    room.stream.look_again()
    await until(lambda: receiver.canvas.is_whole)
    viewer.tiles = None
    room.stream.look_again()
    room.screen.paint((200, 10, 10))
    await still(room)
    assert isinstance(receiver.canvas.messages[-1], Tile)
