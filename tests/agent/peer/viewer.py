"""A viewer in Python on aiortc, honest or hostile, for tests of the agent's side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aioice.ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.rtcdatachannel import RTCDataChannel
from aiortc.rtcsctptransport import RTCSctpTransport

from agent.peer.connection import Peer

PATIENCE = 20.0
LOOPBACK = ["127.0.0.1"]


async def until(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait for something to become true, generously."""
    async with asyncio.timeout(patience):
        while not condition():
            await asyncio.sleep(0.01)


class PythonViewer:
    """Offers video and the agreed channels; `received` holds (label, message)."""

    def __init__(self) -> None:
        # The library does not offer loopback addresses; a test has no others for sure.
        aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: list(LOOPBACK)
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.received: list[tuple[str, str | bytes]] = []
        self.channels: dict[str, RTCDataChannel] = {}
        self.media_packets = 0
        for number, label in enumerate(("control", "moves", "cursor", "bulk", "tiles")):
            self._channel(number, label)

    def _channel(self, number: int, label: str) -> None:
        channel = self.connection.createDataChannel(label, negotiated=True, id=number)
        channel.on("message", lambda message: self.received.append((label, message)))
        self.channels[label] = channel

    @property
    def sctp(self) -> RTCSctpTransport:
        assert self.connection.sctp is not None
        return self.connection.sctp

    async def offer(self) -> str:
        """An offer as a browser writes it: one kind of fingerprint."""
        self.connection.addTransceiver("video", direction="recvonly")
        await self.connection.setLocalDescription(await self.connection.createOffer())
        lines = self.connection.localDescription.sdp.splitlines()
        kept = [line for line in lines if not line.startswith(("a=fingerprint:sha-384", "a=fingerprint:sha-512"))]
        return "\r\n".join(kept) + "\r\n"

    async def accept(self, answer: str) -> None:
        await self.connection.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
        self._count_media()

    def _count_media(self) -> None:
        transport = self.sctp.transport
        handle = transport._handle_rtp_data

        async def counted(data: bytes, arrival_time_ms: int) -> None:
            self.media_packets += 1
            await handle(data, arrival_time_ms)

        transport._handle_rtp_data = counted  # type: ignore[method-assign]

    async def send_raw(self, stream: int, protocol: int, payload: bytes) -> None:
        """One message past the channel's own checks."""
        await self.sctp._send(stream, protocol, payload)
        await self.sctp._transmit()

    async def close(self) -> None:
        await asyncio.wait_for(self.connection.close(), PATIENCE)


class Desk:
    """The agent's side of a test: a peer and what it told."""

    def __init__(self, on_message: Callable[[str, str], None] | None = None) -> None:
        self.messages: list[tuple[str, str]] = []
        self.lost: list[str] = []
        self.peer = Peer(
            on_message=on_message or (lambda channel, text: self.messages.append((channel, text))),
            on_lost=self.lost.append,
            loopback=True,
        )


def fingerprint_of(sdp: str) -> str:
    line = next(line for line in sdp.splitlines() if line.startswith("a=fingerprint:sha-256 "))
    return line.partition(" ")[2].replace(":", "").lower()


async def connect(desk: Desk, viewer: PythonViewer) -> None:
    """The whole way until both sides can talk."""
    offer = await viewer.offer()
    await viewer.accept(await desk.peer.answer(offer, fingerprint_of(offer)))
    await asyncio.wait_for(desk.peer.connected(), PATIENCE)
    await until(lambda: viewer.channels["control"].readyState == "open")
