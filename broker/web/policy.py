"""Who may call a route; a route without one of these does not start."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from protocol.identifiers import OrganizationId


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody, known by address only; what is asked is proved by a secret in the body, or tells nothing."""


@dataclass(frozen=True, slots=True)
class SignInStep:
    """Somebody in the middle of signing in; the feature itself looks at the half-done sign-in behind the cookie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Which bodies of a route are dangerous: in words, for the description of the API, and as a rule."""

    words: str
    holds: Callable[[Any], bool]


@dataclass(frozen=True, slots=True, init=False)
class Signed:
    """A person who is fully signed in and holds at least one of the permissions somewhere.

    `fresh`: who showed within the last minutes that it is them, because what the route does is dangerous, always or
    with some bodies (`When`). A program with an API token is let in as its owner, but not there, nor where the person
    in front of a browser is wanted (`by_token=False`).
    """

    any_of: tuple[Permission, ...]
    fresh: bool | When
    by_token: bool

    def __init__(
        self, first: Permission, *others: Permission, fresh: bool | When = False, by_token: bool = True
    ) -> None:
        object.__setattr__(self, "any_of", (first, *others))
        object.__setattr__(self, "fresh", fresh)
        object.__setattr__(self, "by_token", by_token and fresh is not True)


Policy: TypeAlias = Public | SignInStep | Signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """What comes along with a cookie: the browser's name, which is hostile text, and whether somebody is at it."""

    name: str = ""
    is_attended: bool = True


SOME_BROWSER: Final = Browser()
UNATTENDED: Final = Browser(is_attended=False)


class Gate(Protocol):
    """What the web asks the accounts about; wired in app.py."""

    async def actor(
        self, token: str, address: str, console: str | None = None, browser: Browser = SOME_BROWSER
    ) -> AccountActor | None:
        """Give the person behind a sign-in cookie, or None where it is unknown, half done, ended or too old.

        Where nobody is at the browser, the sign-in is not seen by this: it runs out as if nobody had asked.

        With a console, the person as they are there; raises NotFound where that is none of theirs.
        """
        ...

    async def enter(self, actor: AccountActor, organization: OrganizationId) -> AccountActor:
        """Give a person as they are in the console of an organization; raises NotFound where that is none of theirs."""
        ...

    async def bearer(self, token: str, address: str) -> AccountActor | None:
        """Give the person for whom a program with this API token acts, or None where the token does not work."""
        ...

    async def seen(self, actor: AccountActor, sight: str) -> AccountActor | None:
        """Give the person as whom somebody reads; None where that is over, or may not be any more."""
        ...

    async def admit(self, actor: AccountActor, any_of: Sequence[Permission]) -> None:
        """Raise PermissionMissing, and put it on the audit log, where the actor holds none of the permissions."""
        ...

    async def require_fresh(self, actor: AccountActor) -> None:
        """Raise `step_up.needed` where the person behind the actor has not shown lately that it is them."""
        ...
