"""What the database is told of who acts, so that on PostgreSQL its own row security holds beside the door's reach."""

import re
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection

from broker.access.actors import AccountActor, Actor, AnonymousActor, reach_of
from broker.access.decision import Decision
from broker.access.permissions import PERSON
from broker.access.scopes import INSTANCE, AllBut, Everywhere, Reach, add, only
from protocol.identifiers import OrganizationId

EVERYTHING: Final = "*"
"""Every row there is: jobs of the broker, and people who reach everywhere."""
STRANGER: Final = "?"
"""What signing in and enrolling need, and nothing else."""
INSTANCE_MARK: Final = "-"
"""The instance among organizations: rows that belong to none."""
LEFT_OUT: Final = "*-"
"""Begins a reach that takes in everything but what is named after it."""
_SET: Final = (
    "SELECT set_config('handrail.reach', %s, true), set_config('handrail.left_out', %s, true), "
    "set_config('handrail.actor', %s, true)"
)
_PLAIN: Final = re.compile(r"[a-z2-7]{26}")


def reach_text(reach: Reach) -> str:
    """Spell a reach for the database."""
    match reach:
        case Everywhere():
            return EVERYTHING
        case AllBut(left_out):
            return LEFT_OUT + _listed(left_out)
        case _:
            return _listed(reach)


def wall_text(actor: Actor, opening: Decision) -> str:
    """Spell how far the rows go that a body may touch, by the permission that opened the door."""
    if isinstance(actor, AnonymousActor):
        return STRANGER
    if opening.organization:
        # At the instance itself, what is done may name organizations: as many as the permission reaches.
        return reach_text(only(opening.organization))
    # The first wall looks at the marks that a right is narrowed to; this one at their organizations.
    reach = _joined(opening.reach, (each.reach for each in opening.narrowed))
    if isinstance(actor, AccountActor) and opening.permission in PERSON:
        # One's own page names the organizations that one reaches by any right.
        reach = _joined(reach, (reach_of(actor, permission) for permission in actor.grants))
    return reach_text(reach)


def put_up(connection: Connection, reach: str, actor: Actor | None = None) -> None:
    """Tell the database who acts until the transaction, or the savepoint, is over; SQLite has no second wall."""
    if connection.dialect.name == "postgresql":
        account = actor.account_id if isinstance(actor, AccountActor) else ""
        whole = reach.startswith(LEFT_OUT)
        left_out = reach.removeprefix(LEFT_OUT) if whole else ""
        parameters: Any = (EVERYTHING if whole else reach, left_out, account)
        connection.exec_driver_sql(_SET, parameters)


def _joined(reach: Reach, others: Iterable[Reach]) -> Reach:
    for other in others:
        reach = add(reach, other)
    return reach


def _listed(organizations: frozenset[OrganizationId]) -> str:
    return ",".join(INSTANCE_MARK if each == INSTANCE else _checked(each) for each in sorted(organizations))


def _checked(organization: str) -> str:
    if not _PLAIN.fullmatch(organization):
        raise ValueError("this is no organization's identifier")
    return organization
