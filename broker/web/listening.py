"""The one TLS port: opened with the guard in front, closed within seconds."""

import asyncio
import ssl
from asyncio import sslproto
from typing import Final

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from broker.web import security
from broker.web.answers import error_answer
from broker.web.connection_guard import Guard, GuardedProtocol

# The whole process ends within five seconds: links two, port two, the rest what is left. aiohttp takes its time twice.
PARTING_SECONDS: Final = 1.0
BACKLOG: Final = 1024
# Stock asyncio keeps a buffer of 256 KiB for each TLS connection; one TLS record is 16 KiB (RFC 8446, section 5.1).
TLS_BUFFER_BYTES: Final = 16 * 1024


class PlainErrors(RequestHandler):
    """aiohttp's protocol, which answers what is not HTTP in our form, tells no version, and fills no log with it."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if request.writer.output_size > 0:
            raise ConnectionError("the answer had begun, and cannot become an error any more")
        response = error_answer(status, "request.malformed", "This is not asked in the expected way.")
        response.headers.update(security.headers(strict_transport=False) | {"Server": "Handrail"})
        response.force_close()
        return response


class Listener:
    """Serves one application on one port."""

    def __init__(self, application: web.Application, guard: Guard) -> None:
        self._guard = guard
        self._runner = web.AppRunner(application, handle_signals=False, shutdown_timeout=PARTING_SECONDS)
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int, context: ssl.SSLContext) -> int:
        """Open the port and give its number; raises OSError where it is taken."""
        sslproto.SSLProtocol.max_size = TLS_BUFFER_BYTES
        await self._runner.setup()
        loop, server = asyncio.get_running_loop(), self._runner.server
        assert server is not None
        line_bytes = self._guard.limits.header_bytes // 2

        def protocol() -> asyncio.Protocol:
            return PlainErrors(
                server,
                loop=loop,
                access_log=None,  # type: ignore[arg-type] # None is how aiohttp turns it off
                keepalive_timeout=self._guard.limits.idle_seconds,
                max_field_size=line_bytes,
                max_line_size=line_bytes,
            )

        self._server = await loop.create_server(
            lambda: GuardedProtocol(self._guard, protocol, loop),
            host,
            port,
            ssl=context,
            ssl_handshake_timeout=self._guard.limits.handshake_seconds,
            ssl_shutdown_timeout=PARTING_SECONDS,
            backlog=BACKLOG,
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Close the port, let running requests end, then cut what is left."""
        if self._server is not None:
            self._server.close()
        try:
            async with asyncio.timeout(2 * PARTING_SECONDS):
                await self._runner.cleanup()
        except TimeoutError:
            pass
        self._guard.cut_all()
