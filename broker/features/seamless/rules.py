"""Who lets whom in, and how visits end; pure."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from broker.access.actors import AccountActor
from broker.errors import Conflict, PermissionMissing

MAX_GRANTS: Final = 50
MAX_CONSOLES: Final = 50


class GrantState(StrEnum):
    """Where a grant stands: its link was sent, or it was activated."""

    WAITING = "waiting"
    ACTIVE = "active"


class VisitEnd(StrEnum):
    """How a visit ended."""

    LEFT = "left"
    REVOKED = "revoked"
    OVER = "over"


def check_is_own(actor: AccountActor, organization: str) -> None:
    """Refuse whoever comes from outside: an organization opens and closes itself, and nobody does it for them."""
    if actor.organization_id != organization or actor.visit is not None:
        raise PermissionMissing(
            "Only staff of the organization itself can decide who of the provider comes in.", code="seamless.not_own"
        )


def check_from_provider_console(actor: AccountActor) -> None:
    """Refuse to go from one organization's console into another's."""
    if actor.console is not None:
        raise Conflict("Go back to the provider console first.", code="visit.not_from_provider")


def no_such_administrator() -> Conflict:
    sentence = "No provider administrator has this address."
    return Conflict(sentence, code="seamless.nobody", fields={"email": sentence})


def entries_query(account: str, begun: datetime, ended: datetime | None) -> str:
    """Spell the search for what a visitor did: in the words of the audit log, to the second around the visit."""
    query = f"actor:{account} after:{begun:%Y-%m-%dT%H:%M:%SZ}"
    if ended is None:
        return query
    after = datetime.fromtimestamp(int(ended.timestamp()) + 1, tz=ended.tzinfo)
    return f"{query} before:{after:%Y-%m-%dT%H:%M:%SZ}"
