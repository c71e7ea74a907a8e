"""What the world must be told after a step, as values; those that narrow go out first, commit or not."""

from dataclasses import dataclass
from enum import StrEnum

from protocol.capabilities import Capability
from protocol.session.reasons import EndReason


@dataclass(frozen=True, slots=True, kw_only=True)
class AskConsent:
    """Put the question on the person's screen."""

    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRelay:
    """Mint relay credentials for this session and tell the viewer of the yes."""

    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetConnect:
    """Pass the viewer's reveal to the agent."""

    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAlive:
    """Begin to send leases to the agent."""

    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrowPermit:
    """Take capabilities away at the agent."""

    capabilities: tuple[Capability, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseLinks:
    """End it at the agent and in the viewer, and forget the relay credentials."""

    reason: EndReason


@dataclass(frozen=True, slots=True, kw_only=True)
class TellState:
    """Show the new state to viewer, portal and person."""


Effect = AskConsent | OfferRelay | LetConnect | KeepAlive | NarrowPermit | CloseLinks | TellState


class Order(StrEnum):
    """When an effect is carried out."""

    BEFORE_COMMIT = "before_commit"
    AFTER_COMMIT = "after_commit"


def order_of(effect: Effect) -> Order:
    """Effects that only narrow do not wait for the database."""
    return Order.BEFORE_COMMIT if isinstance(effect, NarrowPermit | CloseLinks) else Order.AFTER_COMMIT
