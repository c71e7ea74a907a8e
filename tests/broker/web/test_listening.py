"""Tests of the one port."""

import asyncio
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from broker.web.connection_guard import Guard
from broker.web.connection_watch import Limits
from broker.web.listening import TLS_BUFFER_BYTES, Listener
from certs.tls import development_certificate, server_context


def context_in(state: Path) -> ssl.SSLContext:
    made = development_certificate(state, [], datetime.now(UTC))
    return server_context(made.certificate_file, made.key_file)


async def test_a_port_that_is_taken_is_an_error_and_a_free_one_is_told(tmp_path: Path) -> None:
    first = Listener(web.Application(), Guard(refused=lambda reason: None))
    second = Listener(web.Application(), Guard(refused=lambda reason: None))
    port = await first.start("127.0.0.1", 0, context_in(tmp_path))
    assert port > 0
    with pytest.raises(OSError, match="in use"):
        await second.start("127.0.0.1", port, context_in(tmp_path))
    await second.stop()
    await first.stop()


@pytest.mark.slow
async def test_the_port_is_closed_at_the_end_though_a_request_still_runs(tmp_path: Path) -> None:
    began = asyncio.Event()

    async def forever(request: web.Request) -> web.Response:
        began.set()
        await asyncio.Event().wait()
        return web.Response()

    application = web.Application()
    application.router.add_get("/", forever)
    listener = Listener(application, Guard(refused=lambda reason: None))
    context = context_in(tmp_path)
    port = await listener.start("127.0.0.1", 0, context)
    trusting = ssl.create_default_context(cafile=str(tmp_path / "certs" / "authority.pem"))
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting, server_hostname="localhost")
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await asyncio.wait_for(began.wait(), 20)
    async with asyncio.timeout(25):
        await listener.stop()
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError, ssl.SSLError)):
            await reader.readexactly(1)
    writer.close()
    with pytest.raises(OSError, match=r"refused|Connect"):
        await asyncio.open_connection("127.0.0.1", port)


@pytest.mark.parametrize(("seconds", "is_cut"), [(0.2, True), (60.0, False)])
async def test_who_connects_and_says_nothing_is_cut_after_the_time_for_a_handshake(
    tmp_path: Path, seconds: float, is_cut: bool
) -> None:
    guard = Guard(limits=Limits(handshake_seconds=seconds), refused=lambda reason: None)
    listener = Listener(web.Application(), guard)
    port = await listener.start("127.0.0.1", 0, context_in(tmp_path))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        said = await asyncio.wait_for(reader.read(), 20 if is_cut else 0.4)
        assert (said, is_cut) == (b"", True)
    except TimeoutError:
        assert not is_cut
    writer.close()
    await listener.stop()


def test_a_tls_connection_costs_one_record_and_not_more() -> None:
    assert TLS_BUFFER_BYTES == 16 * 1024


@pytest.mark.parametrize("sent", [b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\x16\x03\x01 nonsense\r\n\r\n"])
async def test_what_is_not_http_is_answered_in_our_form_without_a_version(tmp_path: Path, sent: bytes) -> None:
    listener = Listener(web.Application(), Guard(refused=lambda reason: None))
    port = await listener.start("127.0.0.1", 0, context_in(tmp_path))
    trusting = ssl.create_default_context(cafile=str(tmp_path / "certs" / "authority.pem"))
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting, server_hostname="localhost")
    writer.write(sent)
    answer = await asyncio.wait_for(reader.read(), 20)
    assert b"HTTP/1.1 400" in answer[:20] or b"HTTP/1.0 400" in answer[:20]
    assert b'"request.malformed"' in answer
    assert b"aiohttp" not in answer
    writer.close()
    await listener.stop()
