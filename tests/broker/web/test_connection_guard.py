"""Tests of the guard on a real TLS port; the limits are short, the waits are long."""

import asyncio
import ssl
from pathlib import Path

import pytest
import uvloop

from broker.web.bodies import Empty
from broker.web.call import Call
from broker.web.connection_guard import address_group
from broker.web.connection_watch import Limits, Reason
from broker.web.declare import post
from broker.web.policy import Public
from tests.fakes.web import RunningWeb, running_web

WAIT = 20.0
PATIENT = Limits(header_seconds=30.0, body_seconds=30.0, idle_seconds=30.0)


class Echo:
    @post("/api/echo", policy=Public())
    async def echo(self, call: Call, body: Empty) -> None:
        """Take an empty body."""


async def raw(web: RunningWeb) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", web.port, ssl=web.trusting, server_hostname="localhost")


async def answer_to(web: RunningWeb, sent: bytes) -> bytes:
    reader, writer = await raw(web)
    writer.write(sent)
    try:
        return await asyncio.wait_for(reader.read(), WAIT)
    finally:
        writer.close()


def cut(web: RunningWeb, reason: Reason) -> float:
    return web.meters.registry.get_sample_value("handrail_connections_cut_total", {"reason": reason.value}) or 0.0


def limits(**changed: float) -> Limits:
    return Limits(**({"header_seconds": 30.0, "body_seconds": 30.0, "idle_seconds": 30.0} | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "sent", "reason", "status"),
    [
        ({"idle_seconds": 0.2}, b"", Reason.IDLE, b""),
        ({"header_seconds": 0.2}, b"GET /healthz HTTP/1.1\r\nHost: loc", Reason.SLOW_HEADERS, b"408"),
        (
            {"body_seconds": 0.2},
            b"POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 2\r\n\r\n{",
            Reason.SLOW_BODY,
            b"408",
        ),
        ({}, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: " + b"a" * 40_000, Reason.LARGE_HEADERS, b"431"),
    ],
)
async def test_a_connection_that_breaks_a_rule_is_closed(
    tmp_path: Path, changed: dict[str, float], sent: bytes, reason: Reason, status: bytes
) -> None:
    async with running_web(tmp_path, Echo(), limits=limits(**changed)) as web:
        assert status in await answer_to(web, sent)
        assert cut(web, reason) == 1.0


async def test_a_connection_that_keeps_the_rules_is_served_twice(tmp_path: Path) -> None:
    async with running_web(tmp_path, Echo(), limits=limits(header_seconds=5.0)) as web:
        reader, writer = await raw(web)
        for _ in range(2):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: loc")
            await asyncio.sleep(0.05)
            writer.write(b"alhost\r\n\r\n")
            assert b'{"status": "ok"}' in await asyncio.wait_for(reader.readuntil(b"}"), WAIT)
        writer.close()


async def test_one_address_holds_as_many_connections_as_it_may_and_no_more(tmp_path: Path) -> None:
    async with running_web(tmp_path, limits=PATIENT, per_address=2) as web:
        held = [await raw(web), await raw(web)]
        reader, writer = await raw(web)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with pytest.raises((ConnectionError, ssl.SSLError, asyncio.IncompleteReadError)):
            await asyncio.wait_for(reader.readexactly(1), WAIT)
        writer.close()
        assert cut(web, Reason.TOO_MANY) == 1.0
        for _, each in held:
            each.close()
            await each.wait_closed()
        async with asyncio.timeout(WAIT):
            while b"200" not in await _status(web):
                await asyncio.sleep(0.02)


async def _status(web: RunningWeb) -> bytes:
    try:
        return await answer_to(web, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    except (ConnectionError, ssl.SSLError):
        return b""


async def test_an_open_connection_does_not_hold_up_the_end(tmp_path: Path) -> None:
    async with asyncio.timeout(WAIT):
        async with running_web(tmp_path, limits=PATIENT) as web:
            reader, _ = await raw(web)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError, ssl.SSLError)):
            await reader.readexactly(1)


@pytest.mark.parametrize(
    ("peer", "group"),
    [
        (("10.0.0.1", 5), "10.0.0.1"),
        (("2001:db8:1:2:3:4:5:6", 5, 0, 0), "2001:db8:1:2::/64"),
        (("::ffff:10.0.0.1", 5, 0, 0), "10.0.0.1"),
        (("fe80::1%eth0", 5, 0, 2), "fe80::/64"),
        (None, ""),
    ],
)
def test_addresses_are_grouped_by_who_holds_them(peer: object, group: str) -> None:
    assert address_group(peer) == group


def test_it_holds_on_the_other_event_loop_too(tmp_path: Path) -> None:
    """Its TLS transports are made by another hand, and are what the broker runs on where it can."""

    async def all_of_it() -> None:
        await test_a_connection_that_keeps_the_rules_is_served_twice(tmp_path)
        await test_one_address_holds_as_many_connections_as_it_may_and_no_more(tmp_path)
        await test_an_open_connection_does_not_hold_up_the_end(tmp_path)
        half = b"GET /healthz HTTP/1.1\r\nHost: loc"
        await test_a_connection_that_breaks_a_rule_is_closed(
            tmp_path, {"header_seconds": 0.2}, half, Reason.SLOW_HEADERS, b"408"
        )

    uvloop.run(all_of_it())
