"""Files that are sent as they are made, however long they are."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import structlog
from aiohttp import web

from broker.web.bodies import CSV

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A CSV file: its name, and its pieces as they come."""

    name: str
    pieces: AsyncIterator[str]


async def send(request: web.Request, download: Download) -> web.StreamResponse:
    """Send it piece by piece; what is refused before the first piece is an answer like all others."""
    first = await anext(download.pieces, "")
    response = web.StreamResponse()
    response.content_type, response.charset = CSV, "utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{download.name}"'
    await response.prepare(request)
    try:
        await response.write(first.encode())
        async for piece in download.pieces:
            await response.write(piece.encode())
        await response.write_eof()
    except ConnectionError:
        raise
    except Exception:
        # A file that stops in the middle must not look whole: the connection breaks off before its end is marked.
        _log.exception("download.failed", name=download.name)
        if request.transport is not None:
            request.transport.abort()
    return response
