"""The edge: around every request, the checks before it, the headers on its answer, and the form of its errors."""

import asyncio
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from broker.entropy import new_reference
from broker.errors import Fault, Refusal
from broker.web import security
from broker.web.answers import error_answer, fault_answer, refusal_answer
from broker.web.bodies import refusal_of
from broker.web.connection_guard import guard_of
from broker.web.meters import Meters
from protocol.errors import Malformed

_log = structlog.get_logger(__name__)

# Load balancers look at these by address.
_ANY_HOST: Final = frozenset({"/healthz", "/readyz"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What the edge needs to know about this instance."""

    hosts: Set[str]
    meters: Meters
    strict_transport: bool = False
    reference: Callable[[], str] = new_reference

    def middleware(self) -> Middleware:
        @web.middleware
        async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
            guard = guard_of(request)
            if guard is not None:
                guard.started(has_body=request.body_exists)
            began = asyncio.get_running_loop().time()
            self.meters.running.inc()
            body_left = True
            try:
                response = await self._answered(request, handler)
                body_left = request.body_exists and not request.content.is_eof()
                if body_left:
                    response.force_close()
            finally:
                self.meters.running.dec()
                if guard is not None:
                    guard.finished(body_left=body_left)
            route = route_name(request)
            self.meters.requests.labels(request.method, route, str(response.status)).inc()
            self.meters.seconds.labels(route).observe(asyncio.get_running_loop().time() - began)
            return response

        return around

    async def add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        """Run just before headers are sent (`on_response_prepare`), for sockets too."""
        for name, value in security.headers(strict_transport=self.strict_transport).items():
            response.headers.setdefault(name, value)
        response.headers.popall("Server", None)

    async def _answered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if request.path not in _ANY_HOST:
                security.check_host(request.headers.get("Host"), self.hosts)
            return await handler(request)
        except Refusal as refusal:
            return self._refused(refusal)
        except Malformed as fault:
            return self._refused(refusal_of(fault))
        except web.HTTPException as exception:
            if exception.status < 400:
                raise
            return self._plain(exception)
        except (asyncio.CancelledError, ConnectionResetError):
            raise
        except Exception as fault:
            return self._failed(request, fault)

    def _refused(self, refusal: Refusal) -> web.Response:
        self.meters.refusals.labels(refusal.code).inc()
        return refusal_answer(refusal)

    def _plain(self, exception: web.HTTPException) -> web.Response:
        """Turn what aiohttp itself refuses into our form."""
        codes = {404: "not_found", 405: "method.not_allowed", 413: "body.too_large", 426: "upgrade.needed"}
        code = codes.get(exception.status, "request.malformed")
        self.meters.refusals.labels(code).inc()
        message = "Nothing here for you." if exception.status == 404 else "This is not asked in the expected way."
        response = error_answer(exception.status, code, message)
        if "Allow" in exception.headers:
            response.headers["Allow"] = exception.headers["Allow"]
        return response

    def _failed(self, request: web.Request, fault: Exception) -> web.Response:
        reference = self.reference()
        self.meters.faults.inc()
        code = fault.code if isinstance(fault, Fault) else Fault.code
        _log.error("web.failed", reference=reference, code=code, route=route_name(request), exc_info=fault)
        return fault_answer(reference)


def route_name(request: web.Request) -> str:
    """Name the declared path, never the asked one: strangers must not fill the list of counters."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "none"
