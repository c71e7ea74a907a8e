"""What a handler is given and what it may give back."""

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from broker.access.actors import AccountActor, Actor
from broker.errors import SignInNeeded

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: who asks, from where, and the raw sign-in cookie (only sign-in steps look at it)."""

    actor: Actor
    address: str
    token: str | None = None
    known: str | None = None
    """What this browser is known by, where somebody has signed in from it before."""
    agent: str = ""
    """What the browser calls itself, cut to 200 characters; hostile text."""
    console: str | None = None
    """The organization in whose console the page says it is; of a signed-in person, the gate has checked it."""

    @property
    def person(self) -> AccountActor:
        """The signed-in person; routes with a Signed policy always have one."""
        if not isinstance(self.actor, AccountActor):
            raise SignInNeeded
        return self.actor


class Cookie(Enum):
    """What happens to the sign-in cookie where no new token is given."""

    KEEP = "keep"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Reply(Generic[Value]):
    """An answer that does more than carry a value; handlers that do not need this return the value itself."""

    value: Value
    status: int = 200
    cookie: str | Cookie = Cookie.KEEP
    known: str | None = None
