"""The self-test fails loudly where the library beneath is not the adapted one."""

from __future__ import annotations

import asyncio

import aioice.ice
import aioice.stun
import pytest
from aiortc.rtcsctptransport import DataChunk, RTCSctpTransport

from agent.peer import adaptations
from agent.peer.adaptations import AdaptationError, GuardedIce
from agent.peer.datagrams import MAX_WAITING


def test_the_installed_libraries_are_the_adapted_ones() -> None:
    adaptations.install()
    adaptations.require_installed()


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adaptations, "version", lambda name: "9.9.9")
    with pytest.raises(AdaptationError, match=r"9\.9\.9"):
        adaptations.install()


def test_overridden_name_that_is_gone_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    adaptations.install()
    monkeypatch.delattr(RTCSctpTransport, "_data_channel_receive")
    with pytest.raises(AdaptationError, match="_data_channel_receive"):
        adaptations.self_test()


def test_overridden_name_with_other_parameters_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    adaptations.install()
    monkeypatch.setattr(RTCSctpTransport, "_receive_sack_chunk", lambda self: None)
    with pytest.raises(AdaptationError, match="_receive_sack_chunk"):
        adaptations.self_test()


def test_overridden_name_that_is_no_longer_called_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def receive_chunk(self: object, chunk: object) -> None:
        return None

    adaptations.install()
    monkeypatch.setattr(RTCSctpTransport, "_receive_chunk", receive_chunk)
    with pytest.raises(AdaptationError, match="_receive_data_chunk"):
        adaptations.self_test()


def test_filter_that_is_not_in_place_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    adaptations.install()
    monkeypatch.setattr(aioice.ice, "StunProtocol", adaptations.FilteredDatagrams.__mro__[1])
    with pytest.raises(AdaptationError, match="filter"):
        adaptations.self_test()


def chunk(tsn: int, size: int, *, first: bool = False) -> DataChunk:
    made = DataChunk(flags=2 if first else 0)
    made.tsn, made.user_data = tsn, b"x" * size
    return made


def test_longest_unfinished_message_ends_at_gaps_and_first_fragments() -> None:
    longest = adaptations._longest_run
    assert longest([]) == 0
    assert longest([chunk(1, 10, first=True), chunk(2, 10), chunk(3, 10)]) == 30
    assert longest([chunk(1, 10, first=True), chunk(3, 10), chunk(4, 5)]) == 15
    assert longest([chunk(1, 10, first=True), chunk(2, 10, first=True)]) == 10
    assert longest([chunk(2**32 - 1, 10, first=True), chunk(0, 10)]) == 20


async def test_waiting_datagrams_are_bounded() -> None:
    path = GuardedIce(())
    for _ in range(MAX_WAITING + 5):
        path.enqueue(b"\x16")
    assert path._queue.qsize() == MAX_WAITING
    assert path.dropped == 5
    await path.close()


async def test_a_check_that_was_cut_off_is_made_again_when_the_viewer_asks_from_there() -> None:
    path = GuardedIce(("127.0.0.1",))
    path.remote_username, path.remote_password = "viewer", "v" * 22
    await path.gather_candidates()
    try:
        protocol = path._protocols[0]
        asked = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST)
        asked.attributes["PRIORITY"] = 1
        path.check_incoming(asked, ("127.0.0.1", 9), protocol)
        (pair,) = path._check_list
        await asyncio.sleep(0)
        # So does the library when another pair won meanwhile; the viewer may choose this one all the same.
        assert pair.task is not None
        pair.task.cancel()
        await asyncio.wait({pair.task})
        path.check_incoming(asked, ("127.0.0.1", 9), protocol)
        assert not pair.task.done()
    finally:
        await path.close()
