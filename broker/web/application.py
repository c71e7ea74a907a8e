"""The web application, put together from declared routes, raw sockets and the front end."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from aiohttp import web

from broker.web.declare import Route
from broker.web.dispatch import mount
from broker.web.edge import Edge
from broker.web.health import Health
from broker.web.openapi import describe
from broker.web.policy import Gate
from broker.web.static_files import FrontEnd

Socket = Callable[[web.Request], Awaitable[web.StreamResponse]]
"""A raw handler for a WebSocket; it checks Origin, cookies and ticket itself, before it answers the upgrade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebParts:
    """All that makes up the application."""

    routes: Sequence[Route]
    gate: Gate
    edge: Edge
    health: Health
    front_end: FrontEnd
    version: str
    sockets: Mapping[str, Socket] = field(default_factory=dict)


def web_application(parts: WebParts) -> web.Application:
    """Build it; nothing is listening yet."""
    application = web.Application(middlewares=[parts.edge.middleware()])
    application.on_response_prepare.append(parts.edge.add_headers)
    mount(application, parts.routes, parts.gate)
    application.router.add_get("/api/openapi.json", _describer(parts))
    parts.health.mount(application)
    for path, socket in parts.sockets.items():
        application.router.add_get(path, socket)
    parts.front_end.mount(application)
    return application


def _describer(parts: WebParts) -> Socket:
    # Drawn for the first who asks: few ever do.
    description = cache(lambda: describe(parts.routes, parts.version))

    async def openapi(request: web.Request) -> web.Response:
        return web.json_response(description())

    return openapi
