"""A viewer's tiles wait for everything else, never much of them, and go when they move."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from agent import clock
from agent.media.rate import RateControl
from agent.media.tile_send import BURST_BYTES, MAX_BACKLOG_BYTES, MAX_WAITING_BYTES, MOST_PUMP_SECONDS, TileSender


class FakePath:
    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.behind = 0
        self.looks = 0
        self.open = True

    def send_tile(self, message: bytes) -> bool:
        if self.open:
            self.sent.append(message)
        return self.open

    def backlog(self) -> int:
        self.looks += 1
        return self.behind


class Bench:
    def __init__(self, rate: float = 50_000_000.0) -> None:
        self.path = FakePath()
        self.video = False
        self.sender = TileSender(self.path, RateControl(rate=rate), lambda: self.video)

    def tile(self, cell: int, size: int = 1000) -> bytes:
        message = bytes([cell]) * size
        self.sender.promise(size)
        self.sender.tile(message, cell)
        return message


@pytest.fixture
async def bench() -> Bench:
    return Bench()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.002)


async def test_tiles_leave_in_their_order(bench: Bench) -> None:
    tiles = [bench.tile(cell) for cell in range(40)]
    await until(lambda: len(bench.path.sent) == 40)
    assert bench.path.sent == tiles
    assert bench.sender.room() == MAX_WAITING_BYTES


async def test_tiles_wait_while_video_waits_and_while_the_channel_is_full(bench: Bench) -> None:
    bench.video = True
    bench.tile(1)
    await asyncio.sleep(0.02)
    assert bench.path.sent == []
    bench.video, bench.path.behind = False, MAX_BACKLOG_BYTES + 1
    await asyncio.sleep(0.02)
    assert bench.path.sent == []
    bench.path.behind = MAX_BACKLOG_BYTES
    await until(lambda: bench.path.sent)


async def test_tiles_go_no_faster_than_the_way_carries(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    bench = Bench(rate=400_000)
    for cell in range(60):
        bench.tile(cell)
    assert BURST_BYTES <= 1000 * len(bench.path.sent) <= BURST_BYTES + 1000
    sent = len(bench.path.sent)
    # Nine tenths of 50,000 bytes a second, in a tenth of a second.
    now[0] += 0.1
    await until(lambda: len(bench.path.sent) > sent)
    assert 4_000 <= 1000 * (len(bench.path.sent) - sent) <= 6_000
    bench.sender.close()


async def test_a_viewer_that_takes_nothing_is_looked_after_less_and_less_often(bench: Bench) -> None:
    bench.path.behind = MAX_BACKLOG_BYTES + 1
    bench.tile(1)
    await asyncio.sleep(0.2)
    assert bench.path.looks <= 5 + 0.2 / MOST_PUMP_SECONDS
    assert bench.path.sent == []
    bench.path.behind = 0
    await until(lambda: bench.path.sent)


async def test_room_counts_what_waits_and_what_is_on_its_way_here(bench: Bench) -> None:
    bench.video = True
    bench.sender.promise(MAX_WAITING_BYTES)
    assert bench.sender.room() == 0
    bench.sender.tile(bytes(MAX_WAITING_BYTES), 1)
    assert bench.sender.room() == 0
    bench.sender.moved(b"moved", (1,))
    assert bench.sender.room() == MAX_WAITING_BYTES


async def test_what_moved_is_said_before_all_that_waits_and_is_not_sent(bench: Bench) -> None:
    bench.video = True
    for cell in (1, 2, 3):
        bench.tile(cell)
    bench.sender.moved(b"moved", (2, 9))
    assert bench.path.sent == [b"moved"]
    bench.video = False
    await until(lambda: len(bench.path.sent) == 3)
    assert [message[0] for message in bench.path.sent[1:]] == [1, 3]


async def test_a_picture_that_begins_anew_drops_what_waits(bench: Bench) -> None:
    bench.video = True
    bench.tile(1)
    bench.sender.begin(b"begin")
    bench.video = False
    last = bench.tile(2)
    await until(lambda: len(bench.path.sent) == 2)
    assert bench.path.sent == [b"begin", last]


async def test_after_the_close_nothing_leaves_any_more(bench: Bench) -> None:
    bench.video = True
    bench.tile(1)
    bench.sender.close()
    bench.video = False
    bench.tile(2)
    bench.sender.moved(b"moved", (1,))
    await asyncio.sleep(0.02)
    assert bench.path.sent == []
    assert bench.sender.room() == 0
    assert not bench.sender.wanted


async def test_a_channel_that_takes_nothing_ends_the_tiles(bench: Bench) -> None:
    bench.path.open = False
    bench.sender.moved(b"moved", (1,))
    assert not bench.sender.wanted
