"""Declaration of routes: a decorator on a handler says method, path and policy; its types say body and answer."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from broker.errors import ProgrammingFault
from broker.web.bodies import MAX_BODY_BYTES
from broker.web.call import Call, Reply
from broker.web.policy import Policy, Signed, When

Handler = TypeVar("Handler", bound=Callable[..., Any])

_PATH: Final = re.compile(r"(/[a-z0-9-]+|/\{[a-z_]+\})+")
_ATTRIBUTE: Final = "__handrail_route__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the decorator was told."""

    method: str
    path: str
    policy: Policy | None
    status: int
    body_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route, complete: who may call it, what it takes and gives."""

    method: str
    path: str
    policy: Policy
    status: int
    name: str
    summary: str
    tag: str
    handler: Callable[..., Any]
    identifiers: tuple[str, ...]
    body: Any | None
    query: Any | None
    answer: Any | None
    body_bytes: int = MAX_BODY_BYTES

    @property
    def changes(self) -> bool:
        return self.method != "GET"


def get(path: str, *, policy: Policy | None = None, status: int = 200) -> Callable[[Handler], Handler]:
    """Declare a route that discloses and changes nothing."""
    return _declare("GET", path, policy, status)


def post(
    path: str, *, policy: Policy | None = None, status: int = 200, body_bytes: int = MAX_BODY_BYTES
) -> Callable[[Handler], Handler]:
    """Declare a route that acts; its body is JSON from the same origin, of so many bytes at most."""
    return _declare("POST", path, policy, status, body_bytes)


def put(
    path: str, *, policy: Policy | None = None, status: int = 200, body_bytes: int = MAX_BODY_BYTES
) -> Callable[[Handler], Handler]:
    """Declare a route that replaces; its body is JSON from the same origin, of so many bytes at most."""
    return _declare("PUT", path, policy, status, body_bytes)


def patch(path: str, *, policy: Policy | None = None, status: int = 200) -> Callable[[Handler], Handler]:
    """Declare a route that changes a part; its body is JSON from the same origin."""
    return _declare("PATCH", path, policy, status)


def delete(path: str, *, policy: Policy | None = None, status: int = 200) -> Callable[[Handler], Handler]:
    """Declare a route that removes; from the same origin."""
    return _declare("DELETE", path, policy, status)


def _declare(
    method: str, path: str, policy: Policy | None, status: int, body_bytes: int = MAX_BODY_BYTES
) -> Callable[[Handler], Handler]:
    def note(handler: Handler) -> Handler:
        declared = Declared(method=method, path=path, policy=policy, status=status, body_bytes=body_bytes)
        setattr(handler, _ATTRIBUTE, declared)
        return handler

    return note


def routes_of(*owners: object) -> tuple[Route, ...]:
    """Collect the declared handlers of some objects; a wrong declaration stops the start with the remedy."""
    routes = tuple(_routes_of(owners))
    seen: set[tuple[str, str]] = set()
    for route in routes:
        place = (route.method, re.sub(r"\{[a-z_]+\}", "{}", route.path))
        if place in seen:
            raise ProgrammingFault(f"{route.method} {route.path} is declared twice: remove one.")
        seen.add(place)
    return routes


def _routes_of(owners: Iterable[object]) -> Iterable[Route]:
    for owner in owners:
        for name in vars(type(owner)):
            handler = getattr(owner, name)
            declared = getattr(handler, _ATTRIBUTE, None)
            if isinstance(declared, Declared):
                yield _complete(owner, handler, declared)


def _complete(owner: object, handler: Callable[..., Any], declared: Declared) -> Route:
    where = f"{declared.method} {declared.path} ({handler.__qualname__})"
    if declared.policy is None:
        raise ProgrammingFault(
            f"{where} declares no policy: say policy=Public(), SignInStep() or Signed(Permission.…)."
        )
    if not _PATH.fullmatch(declared.path):
        raise ProgrammingFault(f"{where}: a path is lower case words and {{identifiers}}.")
    if not inspect.iscoroutinefunction(handler):
        raise ProgrammingFault(f"{where}: a handler is an `async def`.")
    hints = get_type_hints(handler)
    answer = hints.pop("return", NoneType)
    if hints.pop("call", None) is not Call:
        raise ProgrammingFault(f"{where}: the first parameter is `call: Call`.")
    body, query = hints.pop("body", None), hints.pop("query", None)
    identifiers = tuple(re.findall(r"\{([a-z_]+)\}", declared.path))
    _check(where, declared, body, identifiers, hints)
    return Route(
        method=declared.method,
        path=declared.path,
        policy=declared.policy,
        status=declared.status,
        name=handler.__name__,
        summary=(inspect.getdoc(handler) or handler.__name__).splitlines()[0],
        tag=type(owner).__module__.split(".")[-2],
        handler=handler,
        identifiers=identifiers,
        body=body,
        query=query,
        answer=_answer(answer),
        body_bytes=declared.body_bytes,
    )


def _check(where: str, declared: Declared, body: Any, identifiers: tuple[str, ...], rest: Mapping[str, Any]) -> None:
    if set(rest) != set(identifiers):
        raise ProgrammingFault(f"{where}: path and parameters differ: {sorted(rest)} and {sorted(identifiers)}.")
    if isinstance(declared.policy, Signed) and isinstance(declared.policy.fresh, When) and body is None:
        raise ProgrammingFault(f"{where}: there is no body to tell whether it is dangerous: say fresh=True.")
    if declared.method == "GET" and body is not None:
        raise ProgrammingFault(f"{where}: a GET has no body.")
    if declared.method in {"POST", "PUT", "PATCH"} and body is None:
        raise ProgrammingFault(f"{where}: say the body's type (`body: Empty` for {{}}).")


def _answer(hint: Any) -> Any | None:
    if get_origin(hint) is Reply:
        hint = get_args(hint)[0]
    return None if hint in {None, NoneType} else hint
