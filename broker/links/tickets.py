"""Tickets: what a browser shows when it opens a link, because a WebSocket carries no proof of where it comes from."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from sqlalchemy import delete, insert, select, update

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.entropy import url_text
from broker.errors import BadInput, Refusal
from broker.features.sessions.viewer_side import ViewerSide
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import Change, Upkeep
from broker.web.call import Call
from broker.web.declare import post
from broker.web.policy import Signed
from protocol.identifiers import OrganizationId

LIFETIME: Final = timedelta(seconds=30)
TICKET_BYTES: Final = 32
MAX_TICKET: Final = 64
_tickets = tables.one_time_tickets.c


class Purpose(StrEnum):
    """What a ticket opens."""

    PORTAL = "portal"
    VIEWER = "viewer"


class TicketAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which link is to be opened."""

    link: Purpose
    session_id: Annotated[str, Meta(pattern="^[a-z2-7]{26}$")] | None = None


class TicketAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket: one use, 30 seconds."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeemed:
    """What a ticket was for: its session, and the organization in whose console the page is."""

    session: str | None
    console: OrganizationId | None


class Tickets:
    """Gives tickets out and takes them back."""

    def __init__(self, *, work: UnitOfWork, viewers: ViewerSide, random_bytes: Callable[[int], bytes]) -> None:
        self._work = work
        self._viewers = viewers
        self._random_bytes = random_bytes

    @post("/api/tickets", policy=Signed(Permission.OWN_ACCOUNT_READ, by_token=False), status=201)
    async def make_ticket(self, call: Call, body: TicketAsked) -> TicketAnswer:
        """Give a ticket for one link."""
        if (body.link is Purpose.VIEWER) != (body.session_id is not None):
            raise BadInput("A viewer's ticket names its session.", code="field.session_id")
        if body.session_id is not None:
            await self._viewers.admit(call.person, body.session_id)
        return TicketAnswer(ticket=await self._make(call.person, body))

    async def redeem(self, actor: AccountActor, ticket: str, purpose: Purpose) -> Redeemed:
        """Use a ticket up and say what it is for; raises Refusal where it does not open this."""

        def body(change: Change) -> Redeemed | None:
            change.connection.execute(delete(tables.one_time_tickets).where(_tickets.expires_at <= change.now))
            fits = (
                _tickets.ticket_hash == _hashed(ticket),
                _tickets.purpose == purpose.value,
                _tickets.account_id == actor.account_id,
                _tickets.sign_in_id == actor.sign_in_id,
                _tickets.used_at.is_(None),
                _tickets.expires_at > change.now,
            )
            change.needs_no_entry(Upkeep.TICKET)
            row = change.connection.execute(select(_tickets.session_id, _tickets.console).where(*fits)).one_or_none()
            used = change.connection.execute(update(tables.one_time_tickets).where(*fits).values(used_at=change.now))
            if row is None or used.rowcount != 1:
                return None
            return Redeemed(session=row.session_id, console=OrganizationId(row.console) if row.console else None)

        found: Redeemed | None = None
        if 0 < len(ticket) <= MAX_TICKET:
            found = await self._work.change(actor, Permission.OWN_ACCOUNT_READ, body)
        if found is None:
            raise Refusal("This ticket opens nothing any more.", code="ticket.refused", status=403)
        return found

    async def _make(self, actor: AccountActor, asked: TicketAsked) -> str:
        ticket = url_text(self._random_bytes(TICKET_BYTES))

        def body(change: Change) -> None:
            fresh = {
                "ticket_hash": _hashed(ticket),
                "purpose": asked.link.value,
                "account_id": actor.account_id,
                "sign_in_id": actor.sign_in_id,
                "session_id": asked.session_id,
                "console": actor.console,
                "created_at": change.now,
                "expires_at": change.now + LIFETIME,
            }
            change.connection.execute(insert(tables.one_time_tickets).values(**fresh))
            change.needs_no_entry(Upkeep.TICKET)

        await self._work.change(actor, Permission.OWN_ACCOUNT_READ, body)
        return ticket


def _hashed(ticket: str) -> str:
    return hashlib.sha256(ticket.encode("utf-8", "surrogatepass")).hexdigest()
