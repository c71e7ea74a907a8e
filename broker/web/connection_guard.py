"""The guard in front of aiohttp's own protocol: it closes connections that do not keep the rules of the watch."""

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Callable
from typing import Final, cast

from aiohttp import web

from broker.web.connection_watch import ConnectionWatch, Limits, Reason

_LAST_WORDS: Final = {
    Reason.SLOW_HEADERS: b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    Reason.SLOW_BODY: b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    Reason.LARGE_HEADERS: (
        b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    ),
}
# A closed connection whose other side never acknowledges is cut after this long.
_PARTING_SECONDS: Final = 2.0


class Guard:
    """What the connections of one port share: limits, the count per address, what to do on a refusal."""

    def __init__(
        self, *, limits: Limits | None = None, per_address: int = 1_000, refused: Callable[[Reason], None]
    ) -> None:
        self.limits = limits or Limits()
        self.refused = refused
        self.open: set[GuardedProtocol] = set()
        self._per_address = per_address
        self._count: Counter[str] = Counter()

    def admit(self, address: str) -> bool:
        """Count a connection in, or tell that its address has enough of them."""
        if self._count[address] >= self._per_address:
            return False
        self._count[address] += 1
        return True

    def release(self, address: str) -> None:
        self._count[address] -= 1
        if not self._count[address]:
            del self._count[address]

    def cut_all(self) -> None:
        """Cut every connection at once, at the end of the process."""
        for protocol in tuple(self.open):
            protocol.cut()


class GuardedProtocol(asyncio.Protocol):
    """Stands between the transport and aiohttp's protocol, and passes everything on while the rules are kept."""

    def __init__(self, guard: Guard, inner: Callable[[], asyncio.Protocol], loop: asyncio.AbstractEventLoop) -> None:
        self._guard = guard
        self._make_inner = inner
        self._inner: asyncio.Protocol | None = None
        self._loop = loop
        self._address: str | None = None
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._watch = ConnectionWatch(guard.limits, loop.time())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's, they only behave so.
        self._transport = cast(asyncio.Transport, transport)
        address = address_group(transport.get_extra_info("peername"))
        if not self._guard.admit(address):
            self._guard.refused(Reason.TOO_MANY)
            self._transport.abort()
            return
        self._address = address
        self._guard.open.add(self)
        self._inner = self._make_inner()
        self._inner.connection_made(transport)
        self._look_later()

    def data_received(self, data: bytes) -> None:
        if self._inner is None:
            return
        reason = self._watch.received(data, self._loop.time())
        if reason is not None:
            self._part(reason)
            return
        self._inner.data_received(data)
        self._look_later()

    def eof_received(self) -> bool | None:
        return self._inner.eof_received() if self._inner is not None else None

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._guard.open.discard(self)
        if self._address is not None:
            self._guard.release(self._address)
            self._address = None
        inner, self._inner = self._inner, None
        if inner is not None:
            inner.connection_lost(exc)

    def pause_writing(self) -> None:
        self._watch.writing_paused(self._loop.time())
        if self._inner is not None:
            self._inner.pause_writing()
        self._look_later()

    def resume_writing(self) -> None:
        self._watch.writing_resumed()
        if self._inner is not None:
            self._inner.resume_writing()

    def started(self, *, has_body: bool) -> None:
        """Told by the application: a handler begins."""
        self._watch.started(self._loop.time())
        if not has_body:
            self._watch.body_read()
        self._look_later()

    def body_read(self) -> None:
        """Told by the application: the body is here in full."""
        self._watch.body_read()

    def finished(self, *, body_left: bool) -> None:
        """Told by the application: the answer is given."""
        self._watch.finished(self._loop.time(), body_left=body_left)
        self._look_later()

    def cut(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _look_later(self) -> None:
        """Keep one timer; an earlier one than needed looks, finds nothing, and sets itself anew."""
        when = self._watch.next_look()
        if when is None or self._transport is None or self._transport.is_closing():
            return
        if self._timer is not None:
            if not self._timer.cancelled() and self._timer.when() <= when:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(when, self._look)

    def _look(self) -> None:
        self._timer = None
        reason = self._watch.overdue(self._loop.time())
        if reason is not None:
            self._part(reason)
        else:
            self._look_later()

    def _part(self, reason: Reason) -> None:
        self._guard.refused(reason)
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if reason is Reason.STALLED:
            transport.abort()
            return
        transport.write(_LAST_WORDS.get(reason, b""))
        transport.close()
        self._loop.call_later(_PARTING_SECONDS, transport.abort)


def guard_of(request: web.BaseRequest) -> GuardedProtocol | None:
    """Find the guard in front of a request's connection; there is none in tests without a port."""
    if request.transport is None:
        return None
    protocol = request.transport.get_protocol()
    return protocol if isinstance(protocol, GuardedProtocol) else None


def address_group(peer: object) -> str:
    """Name what counts as one address: an IPv4 address, or an IPv6 network of /64, which is what one customer gets."""
    text = str(peer[0]) if isinstance(peer, tuple) and peer else ""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
