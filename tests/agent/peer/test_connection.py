"""The agent's connection against a viewer in Python, honest and hostile."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from agent.media.stream import ScreenStream
from agent.peer import adaptations, connection
from agent.peer.channels import MAX_MESSAGE_BYTES, Fault
from agent.peer.connection import PeerState
from agent.peer.errors import PeerRefused
from protocol.links.viewer_agent import Channel
from protocol.links.viewer_tiles import Begin, Moved
from tests.agent.media.tiles import Canvas
from tests.agent.peer.viewer import Desk, PythonViewer, connect, fingerprint_of, until
from tests.fakes.screen import FakeScreen

TEXT, BINARY, OPEN = 51, 53, 50
OPEN_MESSAGE = b"\x03\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00x"


@pytest.fixture
async def viewer() -> AsyncIterator[PythonViewer]:
    viewer = PythonViewer()
    yield viewer
    await viewer.close()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.peer.close()


async def test_messages_travel_both_ways_in_order(desk: Desk, viewer: PythonViewer) -> None:
    await connect(desk, viewer)
    for number in range(20):
        viewer.channels["control"].send(f"viewer {number}")
        assert desk.peer.send(Channel.CONTROL, f"agent {number}")
    await until(lambda: len(desk.messages) == len(viewer.received) == 20)
    assert desk.messages == [("control", f"viewer {number}") for number in range(20)]
    assert viewer.received == [("control", f"agent {number}") for number in range(20)]


async def test_answer_carries_exactly_our_one_fingerprint(desk: Desk, viewer: PythonViewer) -> None:
    offer = await viewer.offer()
    answer = await desk.peer.answer(offer, fingerprint_of(offer))
    lines = [line for line in answer.splitlines() if line.startswith("a=fingerprint")]
    assert len(lines) == 1
    assert fingerprint_of(answer) == desk.peer.fingerprint


async def test_each_peer_has_a_certificate_of_its_own() -> None:
    assert Desk().peer.fingerprint != Desk().peer.fingerprint


async def test_no_media_before_show_and_none_after_hide(desk: Desk, viewer: PythonViewer) -> None:
    await connect(desk, viewer)
    screen = FakeScreen()
    screen.paint((200, 10, 10))
    stream = ScreenStream(screen)
    await asyncio.sleep(0.2)
    assert viewer.media_packets == 0
    assert not screen.opened
    desk.peer.show(stream)
    await until(lambda: viewer.media_packets > 0)
    desk.peer.hide()
    await until(lambda: not screen.opened)
    await asyncio.sleep(0.1)
    seen = viewer.media_packets
    screen.paint((10, 200, 10))
    await asyncio.sleep(0.2)
    assert viewer.media_packets == seen
    assert desk.peer.figures().frames > 0


async def test_exact_tiles_come_only_where_they_are_wanted_and_none_after_hide(
    desk: Desk, viewer: PythonViewer
) -> None:
    await connect(desk, viewer)
    canvas = Canvas()
    viewer.channels["tiles"].on("message", canvas.take)
    screen = FakeScreen(600, 100)
    screen.paint((200, 10, 10))
    stream = ScreenStream(screen)
    desk.peer.show(stream)
    await until(lambda: viewer.media_packets > 0)
    assert canvas.messages == []
    desk.peer.sharpen(True)
    await until(lambda: canvas.is_whole)
    assert {tuple(pixel) for pixel in canvas.picture().reshape(-1, 3)} == {(200, 10, 10)}
    screen.paint_at((1, 2, 3), 599, 99)
    await until(lambda: any(isinstance(message, Moved) for message in canvas.messages))
    await until(lambda: canvas.is_whole)
    assert tuple(canvas.picture()[99, 599]) == (1, 2, 3)
    desk.peer.hide()
    await until(lambda: not screen.opened)
    count = len(canvas.messages)
    desk.peer.show(stream)
    await until(lambda: len(canvas.messages) > count and canvas.is_whole)
    begun = canvas.messages[count]
    assert isinstance(begun, Begin)
    assert begun.generation > 2, "it goes on from one showing to the next"
    desk.peer.sharpen(False)
    count = len(canvas.messages)
    frames = desk.peer.figures().frames
    screen.paint((9, 9, 9))
    await until(lambda: desk.peer.figures().frames > frames + 1)
    assert len(canvas.messages) == count


async def test_second_offer_is_refused(desk: Desk, viewer: PythonViewer) -> None:
    offer = await viewer.offer()
    await desk.peer.answer(offer, fingerprint_of(offer))
    with pytest.raises(PeerRefused, match="already"):
        await desk.peer.answer(offer, fingerprint_of(offer))


async def test_certificate_other_than_the_committed_one_never_connects(desk: Desk, viewer: PythonViewer) -> None:
    offer = await viewer.offer()
    real = next(line for line in offer.splitlines() if line.startswith("a=fingerprint"))
    forged = "a=fingerprint:sha-256 " + ":".join(["AB"] * 32)
    await viewer.accept(await desk.peer.answer(offer.replace(real, forged), "ab" * 32))
    with pytest.raises(PeerRefused) as refused:
        await asyncio.wait_for(desk.peer.connected(), 60)
    assert refused.value.code == "peer.handshake"


async def test_offer_with_another_fingerprint_is_refused_before_anything_is_sent(
    desk: Desk, viewer: PythonViewer
) -> None:
    with pytest.raises(PeerRefused) as refused:
        await desk.peer.answer(await viewer.offer(), "00" * 32)
    assert refused.value.code == "offer.fingerprint_mismatch"
    assert desk.peer.state is PeerState.NEW


async def test_viewer_that_never_comes_is_given_up(
    desk: Desk, viewer: PythonViewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PATH_SECONDS", 0.3)
    offer = await viewer.offer()
    await desk.peer.answer(offer, fingerprint_of(offer))
    with pytest.raises(PeerRefused) as refused:
        await asyncio.wait_for(desk.peer.connected(), 60)
    assert refused.value.code == "peer.no_path"


async def test_closing_while_connecting_ends_the_wait(desk: Desk, viewer: PythonViewer) -> None:
    offer = await viewer.offer()
    await desk.peer.answer(offer, fingerprint_of(offer))
    waiting = asyncio.create_task(desk.peer.connected())
    await asyncio.sleep(0.05)
    await desk.peer.close()
    with pytest.raises(PeerRefused):
        await asyncio.wait_for(waiting, 20)


async def test_channels_opened_in_band_are_counted_and_change_nothing(desk: Desk, viewer: PythonViewer) -> None:
    await connect(desk, viewer)
    for stream in (0, 0, 7, 900):
        await viewer.send_raw(stream, OPEN, OPEN_MESSAGE)
    viewer.channels["control"].send("still here")
    await until(lambda: desk.messages == [("control", "still here")])
    assert desk.peer._guard.faults[Fault.OPEN] == 4
    assert desk.peer._sctp is not None
    assert set(desk.peer._sctp._data_channels) == {0, 1, 2, 3, 4}


async def test_thousands_of_opened_channels_end_the_connection(desk: Desk, viewer: PythonViewer) -> None:
    await connect(desk, viewer)
    for stream in range(1000):
        await viewer.send_raw(stream, OPEN, OPEN_MESSAGE)
    await until(lambda: desk.lost)
    assert desk.lost == ["peer.flood"]


async def test_text_that_is_not_utf8_is_dropped_and_the_session_goes_on(desk: Desk, viewer: PythonViewer) -> None:
    await connect(desk, viewer)
    await viewer.send_raw(0, TEXT, b"\xff\xfe\xfd")
    await viewer.send_raw(0, BINARY, b"binary where text is agreed")
    viewer.channels["control"].send("still here")
    await until(lambda: desk.messages == [("control", "still here")])
    assert desk.peer._guard.faults == {Fault.NOT_TEXT: 2}


async def test_largest_message_arrives_and_one_byte_more_ends_the_connection(desk: Desk, viewer: PythonViewer) -> None:
    await connect(desk, viewer)
    await viewer.send_raw(3, TEXT, b"x" * MAX_MESSAGE_BYTES)
    await until(lambda: desk.messages)
    assert len(desk.messages[0][1]) == MAX_MESSAGE_BYTES
    assert not desk.lost
    await viewer.send_raw(3, TEXT, b"x" * (MAX_MESSAGE_BYTES + 1))
    await until(lambda: desk.lost)
    assert desk.lost == ["peer.flood"]
    assert len(desk.messages) == 1


async def test_message_without_end_is_cut_off_long_before_memory_matters(desk: Desk, viewer: PythonViewer) -> None:
    await connect(desk, viewer)
    sctp = viewer.sctp
    fragments = 0
    while not desk.lost and fragments < 4000:
        before = len(sctp._outbound_queue)
        await sctp._send(3, TEXT, b"y" * 1100)
        for chunk in list(sctp._outbound_queue)[before:]:
            chunk.flags = 0x02 if fragments == 0 else 0
            chunk.stream_seq = 0
        await sctp._transmit()
        fragments += 1
        await asyncio.sleep(0)
    await until(lambda: desk.lost)
    assert desk.lost == ["peer.flood"]


async def test_failing_receiver_does_not_end_the_session(viewer: PythonViewer) -> None:
    seen: list[str] = []

    def receive(_channel: str, text: str) -> None:
        seen.append(text)
        raise RuntimeError("a fault of ours")

    desk = Desk(on_message=receive)
    await connect(desk, viewer)
    viewer.channels["control"].send("first")
    viewer.channels["control"].send("second")
    await until(lambda: seen == ["first", "second"])
    assert not desk.lost
    await desk.peer.close()


async def test_spray_at_the_ports_does_not_disturb_the_handshake(desk: Desk, viewer: PythonViewer) -> None:
    offer = await viewer.offer()
    answer = await desk.peer.answer(offer, fingerprint_of(offer))
    ports = [
        int(line.split(" ")[5])
        for line in answer.splitlines()
        if line.startswith("a=candidate") and "127.0.0.1" in line
    ]
    spray = asyncio.create_task(spray_at(ports))
    await viewer.accept(answer)
    await asyncio.wait_for(desk.peer.connected(), 30)
    spray.cancel()
    assert desk.peer.figures().dropped_datagrams > 0


async def spray_at(ports: list[int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        while True:
            for port in ports:
                # Looks like a DTLS record, and like RTP.
                sender.sendto(b"\x16\xfe\xfd" + b"\x00" * 60, ("127.0.0.1", port))
                sender.sendto(b"\x80\x60" + b"\x11" * 200, ("127.0.0.1", port))
                sender.sendto(b"", ("127.0.0.1", port))
            await asyncio.sleep(0.001)


@pytest.mark.slow
async def test_viewer_that_falls_silent_is_noticed(
    desk: Desk, viewer: PythonViewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adaptations, "CONSENT_LIFETIME_SECONDS", 1.0)
    monkeypatch.setattr(adaptations, "CONSENT_INTERVAL_SECONDS", 0.1)
    await connect(desk, viewer)
    for transceiver in viewer.connection.getTransceivers():
        for protocol in transceiver.receiver.transport.transport._connection._protocols:
            protocol.transport.abort()
    await until(lambda: desk.lost)
    assert desk.lost == ["peer.lost"]
    assert not desk.peer.send(Channel.CONTROL, "nobody there")


async def test_viewer_that_closes_is_noticed_at_once(desk: Desk, viewer: PythonViewer) -> None:
    await connect(desk, viewer)
    await viewer.close()
    await until(lambda: desk.lost)
    assert desk.lost == ["peer.lost"]


async def test_our_own_close_is_no_loss(desk: Desk, viewer: PythonViewer) -> None:
    await connect(desk, viewer)
    await desk.peer.close()
    await desk.peer.close()
    assert desk.lost == []
    assert not desk.peer.send(Channel.CONTROL, "late")


async def test_unreliable_channel_refuses_what_would_wait(desk: Desk, viewer: PythonViewer) -> None:
    await connect(desk, viewer)
    accepted = sum(desk.peer.send(Channel.CURSOR, "m" * 1000) for _ in range(100))
    assert 0 < accepted < 100
