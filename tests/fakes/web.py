"""A real TLS port with a few routes on it, a gate that knows its people by heart, and a client that trusts it."""

import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from prometheus_client import CollectorRegistry

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.errors import PermissionMissing, Refusal
from broker.web.application import Socket, WebParts, web_application
from broker.web.connection_guard import Guard
from broker.web.connection_watch import Limits
from broker.web.declare import routes_of
from broker.web.edge import Edge
from broker.web.health import Check, Health
from broker.web.listening import Listener
from broker.web.meters import Meters
from broker.web.policy import SOME_BROWSER, Browser, Gate
from broker.web.static_files import FrontEnd
from certs.tls import development_certificate, server_context
from protocol.identifiers import OrganizationId

UNHURRIED_CONNECTIONS = Limits(handshake_seconds=60.0, header_seconds=60.0)
"""A machine that stands still for a while fails no test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeGate:
    """Knows people by their token; lets each do what their grants say."""

    people: Mapping[str, AccountActor]

    async def actor(
        self, token: str, address: str, console: str | None = None, browser: Browser = SOME_BROWSER
    ) -> AccountActor | None:
        return self.people.get(token)

    async def bearer(self, token: str, address: str) -> AccountActor | None:
        return self.people.get(token)

    async def enter(self, actor: AccountActor, organization: OrganizationId) -> AccountActor:
        return actor

    async def seen(self, actor: AccountActor, sight: str) -> AccountActor | None:
        return None

    async def admit(self, actor: AccountActor, any_of: Sequence[Permission]) -> None:
        if not any(permission in actor.grants for permission in any_of):
            raise PermissionMissing

    async def require_fresh(self, actor: AccountActor) -> None:
        if actor.sign_in_id is None:
            raise Refusal("Show once more that it is you.", code="step_up.needed", status=403)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningWeb:
    """A port that is open."""

    port: int
    url: str
    meters: Meters
    client: aiohttp.ClientSession
    trusting: ssl.SSLContext


@asynccontextmanager
async def running_web(
    state: Path,
    *owners: object,
    gate: Gate | None = None,
    limits: Limits | None = None,
    per_address: int = 100,
    front_end: Path | None = None,
    checks: Mapping[str, Check] | None = None,
    sockets: Mapping[str, Socket] | None = None,
    nonce: Callable[[], str] = lambda: "nonce",
    strict_transport: bool = False,
) -> AsyncIterator[RunningWeb]:
    """Serve the declared handlers of the owners on a free port, as the broker does."""
    certificate = development_certificate(state, [], datetime.now(UTC))
    meters = Meters(CollectorRegistry())
    parts = WebParts(
        routes=routes_of(*owners),
        gate=gate or FakeGate(people={}),
        edge=Edge(hosts=certificate.names, meters=meters, strict_transport=strict_transport, reference=lambda: "7F3K"),
        health=Health(checks or {}, meters),
        front_end=FrontEnd(front_end or state / "nothing", nonce),
        version="0",
        sockets=sockets or {},
    )
    cut = meters.cut
    guard = Guard(
        limits=limits or UNHURRIED_CONNECTIONS, per_address=per_address, refused=lambda reason: cut.labels(reason).inc()
    )
    listener = Listener(web_application(parts), guard)
    port = await listener.start("127.0.0.1", 0, server_context(certificate.certificate_file, certificate.key_file))
    trusting = ssl.create_default_context(cadata=certificate.authority_pem)
    url = f"https://localhost:{port}"
    connector = aiohttp.TCPConnector(ssl=trusting)
    try:
        async with aiohttp.ClientSession(
            url, connector=connector, cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=30)
        ) as client:
            yield RunningWeb(port=port, url=url, meters=meters, client=client, trusting=trusting)
    finally:
        await listener.stop()
