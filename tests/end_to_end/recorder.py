"""Stands between everybody and the broker with the broker's own certificate, and records all that passes in clear."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

CHUNK = 64 * 1024


@dataclass
class Recording:
    """What passed, by connection and direction, with the masks of WebSocket frames taken off."""

    port: int = 0
    upstream: int = 0
    parts: list[bytearray] = field(default_factory=list)

    def holds(self, needle: bytes) -> bool:
        """Tell whether the bytes passed, as they are or inside a client's masked frame."""
        return any(needle in part or needle in unmasked(bytes(part)) for part in self.parts)

    @property
    def size(self) -> int:
        """Count the bytes recorded."""
        return sum(len(part) for part in self.parts)


def unmasked(stream: bytes) -> bytes:
    """Give the payloads of a client's WebSocket frames (RFC 6455, section 5.2); nothing for other streams."""
    head, end, rest = stream.partition(b"\r\n\r\n")
    if not end or b"upgrade: websocket" not in head.lower():
        return b""
    payloads = []
    at = 0
    while at + 6 <= len(rest):
        length = rest[at + 1] & 0x7F
        masked = rest[at + 1] & 0x80
        at += 2
        if length == 126:
            length = int.from_bytes(rest[at : at + 2], "big")
            at += 2
        elif length == 127:
            length = int.from_bytes(rest[at : at + 8], "big")
            at += 8
        mask = rest[at : at + 4] if masked else b"\0\0\0\0"
        at += 4 if masked else 0
        payloads.append(bytes(byte ^ mask[number % 4] for number, byte in enumerate(rest[at : at + length])))
        at += length
    return b"".join(payloads)


@asynccontextmanager
async def recorder(certificate: Path) -> AsyncIterator[Recording]:
    """Listen on a free port; the test says later where the broker is. Ends with all connections closed."""
    recording = Recording()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_broker = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        to_broker.check_hostname = False
        to_broker.verify_mode = ssl.CERT_NONE
        writers.add(writer)
        with contextlib.suppress(OSError, ssl.SSLError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", recording.upstream, ssl=to_broker)
            writers.add(far_writer)
            await asyncio.gather(
                pass_on(reader, far_writer, recording), pass_on(far_reader, writer, recording), return_exceptions=True
            )
            far_writer.close()
        writer.close()

    # The certificate comes into being with the broker: it is loaded before the first connection, not before the port.
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context, start_serving=False)
    recording.port = server.sockets[0].getsockname()[1]
    accepting = asyncio.create_task(begin(server, context, certificate))
    try:
        yield recording
    finally:
        accepting.cancel()
        server.close()
        for writer in writers:
            writer.close()


async def begin(server: asyncio.Server, context: ssl.SSLContext, certificate: Path) -> None:
    while not certificate.exists():
        await asyncio.sleep(0.02)
    context.load_cert_chain(certificate)
    await server.start_serving()


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, recording: Recording) -> None:
    part = bytearray()
    recording.parts.append(part)
    try:
        while chunk := await reader.read(CHUNK):
            part += chunk
            writer.write(chunk)
            await writer.drain()
    finally:
        with contextlib.suppress(OSError, ssl.SSLError):
            writer.close()
