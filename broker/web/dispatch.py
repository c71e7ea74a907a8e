"""From a declared route to its handler: origin, who asks, what they may, what they sent."""

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

from aiohttp import web

from broker.access.actors import AccountActor, Actor, AnonymousActor
from broker.errors import NotFound, PermissionMissing, SignInNeeded
from broker.web import bearer, cookies, security
from broker.web.answers import answer
from broker.web.bodies import read_body, read_identifiers, read_query
from broker.web.call import Call
from broker.web.connection_guard import guard_of
from broker.web.declare import Route
from broker.web.downloads import Download, send
from broker.web.images import Image, image_answer
from broker.web.policy import Browser, Gate, Public, Signed, When

MAX_AGENT_CHARACTERS: Final = 200
UNATTENDED_HEADER: Final = "Handrail-Unattended"
CONSOLE_HEADER: Final = "Handrail-Console"
SEE_AS_HEADER: Final = "Handrail-See-As"
_SLUG: Final = re.compile(r"[a-z0-9-]{1,64}")
_SIGHT: Final = re.compile(r"[a-z2-7]{26}", re.ASCII)


def mount(application: web.Application, routes: Iterable[Route], gate: Gate) -> None:
    """Put the routes into the application."""
    for route in routes:
        application.router.add_route(route.method, route.path, _handler(route, gate))


def _handler(route: Route, gate: Gate) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        token = bearer.token_in(request.headers.getall("Authorization", ()))
        if route.changes:
            security.check_same_origin(
                origin=request.headers.get("Origin"),
                fetch_site=request.headers.get("Sec-Fetch-Site"),
                host=request.headers.get("Host", ""),
                needs_origin=not isinstance(route.policy, Public) and token is None,
            )
        call = await _call(route, request, gate, token)
        arguments: dict[str, Any] = dict(read_identifiers(request, route.identifiers))
        if route.query is not None:
            arguments["query"] = read_query(request, route.query)
        if route.body is not None:
            arguments["body"] = await read_body(request, route.body, route.body_bytes)
            await _weigh(route, gate, call, arguments["body"], by_program=token is not None)
        guard = guard_of(request)
        if guard is not None:
            guard.body_read()
        return await _written(request, await route.handler(call, **arguments), route.status)

    return handle


async def _written(request: web.Request, result: object, status: int) -> web.StreamResponse:
    match result:
        case Download():
            return await send(request, result)
        case Image():
            return image_answer(result)
        case _:
            return answer(result, status)


async def _call(route: Route, request: web.Request, gate: Gate, api_token: str | None) -> Call:
    address = request.remote or ""
    cookie = cookies.token_in(request.headers.getall("Cookie", ()))
    actor: Actor = AnonymousActor(address=address)
    if api_token is not None:
        bearer.check(route.policy, has_cookie=cookie is not None)
    if isinstance(route.policy, Public) and route.changes and SEE_AS_HEADER in request.headers:
        # An open portal that staff look at takes no request of theirs.
        raise _only_look()
    if isinstance(route.policy, Signed):
        if api_token is not None:
            person = await gate.bearer(api_token, address)
        else:
            person = await gate.actor(cookie, address, console_of(request), browser_of(request)) if cookie else None
        if person is None:
            raise SignInNeeded if api_token is None else bearer.does_not_work()
        person = await _as_seen(route, request, gate, person)
        await gate.admit(person, route.policy.any_of)
        if route.policy.fresh is True:
            await gate.require_fresh(person)
        actor = person
    return Call(
        actor=actor,
        address=address,
        token=cookie,
        known=cookies.token_in(request.headers.getall("Cookie", ()), cookies.KNOWN_NAME),
        agent=browser_of(request).name,
        console=console_of(request),
    )


async def _weigh(route: Route, gate: Gate, call: Call, body: Any, *, by_program: bool) -> None:
    """Ask again who it is where this very body is dangerous."""
    if not isinstance(route.policy, Signed) or not isinstance(route.policy.fresh, When):
        return
    if route.policy.fresh.holds(body):
        if by_program:
            raise bearer.not_here()
        await gate.require_fresh(call.person)


async def _as_seen(route: Route, request: web.Request, gate: Gate, person: AccountActor) -> AccountActor:
    """Give the person as whom the page reads, which it says by a header; nothing is changed through their eyes."""
    named = request.headers.getall(SEE_AS_HEADER, [])
    if not named:
        return person
    if route.changes or person.used_token is not None:
        raise _only_look()
    found = await gate.seen(person, named[0]) if len(named) == 1 and _SIGHT.fullmatch(named[0]) else None
    if found is None:
        raise PermissionMissing("You see your own portal again: the look at the other one is over.", code="see_as.over")
    return found


def _only_look() -> PermissionMissing:
    return PermissionMissing("You see what somebody else sees. Nothing can be changed.", code="see_as.only_look")


def browser_of(request: web.Request) -> Browser:
    """Read what the browser calls itself, and whether our page in it says that nobody has touched it for a while."""
    name = request.headers.get("User-Agent", "")[:MAX_AGENT_CHARACTERS]
    return Browser(name=name, is_attended=UNATTENDED_HEADER not in request.headers)


def console_of(request: web.Request) -> str | None:
    """Read which organization's console the page belongs to; what cannot be one is refused like a foreign one."""
    named = request.headers.getall(CONSOLE_HEADER, [])
    if not named:
        return None
    if len(named) != 1 or not _SLUG.fullmatch(named[0]):
        raise NotFound
    return named[0]
