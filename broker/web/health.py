"""How the process is: alive, ready, and what it counts."""

from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web
from prometheus_client import generate_latest

from broker.errors import NotFound
from broker.web.meters import Meters
from broker.web.security import is_local

_log = structlog.get_logger(__name__)

Check = Callable[[], Awaitable[None]]
"""Returns where a part works, raises where it does not."""


class Health:
    """Answers of /healthz (the process runs), /readyz (every part works), /metrics (to this machine only)."""

    def __init__(self, checks: Mapping[str, Check], meters: Meters) -> None:
        self._checks = dict(checks)
        self._meters = meters

    def mount(self, application: web.Application) -> None:
        application.router.add_get("/healthz", self.alive)
        application.router.add_get("/readyz", self.ready)
        application.router.add_get("/metrics", self.metrics)

    async def alive(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(self, request: web.Request) -> web.Response:
        states = {name: await _works(name, check) for name, check in self._checks.items()}
        good = all(states.values())
        content = {name: "ok" if works else "failing" for name, works in states.items()}
        return web.json_response({"status": "ok" if good else "failing"} | content, status=200 if good else 503)

    async def metrics(self, request: web.Request) -> web.Response:
        # A proxy on this machine would make everybody local; what it forwards says so.
        forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
        if forwarded or not is_local(request.remote or ""):
            raise NotFound
        content = generate_latest(self._meters.registry)
        return web.Response(body=content, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


async def _works(name: str, check: Check) -> bool:
    try:
        await check()
    except Exception as fault:
        _log.warning("web.not_ready", part=name, error=str(fault))
        return False
    return True
