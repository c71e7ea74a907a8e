"""Visits of the provider to organizations that let them in: begun, left, and listed for the organization."""

from typing import Any, Final

import msgspec

from broker.access.actors import AccountActor, AccountKind, SystemActor
from broker.access.permissions import Permission
from broker.access.scopes import NOWHERE, Reach, add, only
from broker.audit.kinds import AuditKind
from broker.clock import instant_text
from broker.errors import Conflict, NotFound
from broker.features.seamless import rules, store
from broker.features.seamless.grants import GRANT, Told, record_end
from broker.features.seamless.rules import VisitEnd
from broker.storage.paging import PageAsked
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import OrganizationId

_JOB: Final = SystemActor(job="visits")
_ENDED_AT_ONCE: Final = 50


class VisitAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One visit; `query` finds its entries on the audit log."""

    id: str
    visitor: str
    begun_at: str
    ended_at: str | None
    end_reason: VisitEnd | None
    changes: int
    query: str


class ConsoleAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An organization whose console somebody can open, by a visit where they reach it in no other way."""

    id: OrganizationId
    name: str
    slug: str
    by_visit: bool


class ConsolesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The first of them, by name, and how many fit."""

    items: tuple[ConsoleAnswer, ...]
    total: int


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """Where the console is."""

    slug: str


class Visits:
    """Begins and ends visits."""

    def __init__(self, *, work: UnitOfWork, told: Told) -> None:
        self._work = work
        self._told = told

    async def consoles(self, actor: AccountActor, text: str) -> ConsolesAnswer:
        """List the organizations whose console somebody can open."""

        def body(view: View) -> ConsolesAnswer:
            with view.beyond_reach():
                rows, total = store.consoles(view, _touched(actor), _visitor(actor), text)
            return ConsolesAnswer(items=tuple(_console(row) for row in rows), total=total)

        return await self._work.view(actor, Permission.OWN_ACCOUNT_READ, body)

    async def begin(self, actor: AccountActor, organization: str) -> Opened:
        """Open an organization that lets somebody in; a visit that is on by this sign-in goes on."""
        rules.check_from_provider_console(actor)

        def begun(change: Change) -> Opened:
            place = store.organization(change, organization)
            grant = store.grant_of(change, organization, actor.account_id)
            if place is None or grant is None or grant.revoked_at is not None or grant.activated_at is None:
                raise NotFound
            sign_in = actor.sign_in_id or ""
            if store.open_visits(change, organization, actor.account_id, sign_in):
                change.nothing_changed()
                return Opened(slug=place.slug)
            visit = store.insert_visit(change, place.id, actor.account_id, actor.name, sign_in)
            change.record(AuditKind.VISIT_BEGUN, organization=place.id, subject=visit, person=actor.name)
            change.after_commit(self._told.rights_changed, place.id)
            return Opened(slug=place.slug)

        def body(change: Change) -> Opened:
            # The grant says that one may, though one's own groups reach no further than the border.
            with change.beyond_reach():
                return begun(change)

        return await self._work.change(actor, Permission.SEAMLESS_VISIT, body)

    async def leave(self, actor: AccountActor) -> None:
        """End the visit that somebody is on; the sign-in at the provider console stays."""
        visit = actor.visit
        if visit is None:
            raise Conflict("You are on no visit.", code="visit.none")

        def body(change: Change) -> None:
            found = store.visit_by_id(change, visit)
            if found is None or found.ended_at is not None:
                change.nothing_changed()
                return
            self._end(change, found, VisitEnd.LEFT)

        await self._work.change(actor, Permission.OWN_ACCOUNT_READ, body)

    async def page(
        self, actor: AccountActor, organization: str, asked: PageAsked
    ) -> tuple[tuple[VisitAnswer, ...], str | None, int]:
        """Read part of the visits that an organization had, newest first."""

        def body(view: View) -> tuple[tuple[VisitAnswer, ...], str | None, int]:
            if store.organization_within_reach(view, organization) is None:
                raise NotFound
            rows, following, total = store.visits(view, organization, asked)
            return tuple(_visit(row) for row in rows), following, total

        return await self._work.view(actor, GRANT, body)

    async def end_those_over(self) -> None:
        """Note the end of visits whose browser or sign-in is gone; they gave nothing any more since then."""

        def body(change: Change) -> None:
            found = store.visits_over(change, _ENDED_AT_ONCE)
            for visit in found:
                self._end(change, visit, VisitEnd.OVER)
            if not found:
                change.nothing_changed()

        await self._work.change(_JOB, Permission.OWN_ACCOUNT_CHANGE, body)

    def _end(self, change: Change, visit: Any, how: VisitEnd) -> None:
        store.end_visit(change, visit, how)
        record_end(change, visit, how)
        if visit.account_id is not None:
            change.after_commit(self._told.over, visit.account_id, visit.organization_id)


def _touched(actor: AccountActor) -> Reach:
    """Join every place in which somebody may do anything at all."""
    if actor.kind is AccountKind.END_USER:
        return only(actor.organization_id) if actor.organization_id else NOWHERE
    reach: Reach = only(actor.organization_id) if actor.organization_id else NOWHERE
    for permission in actor.grants.permissions:
        reach = add(reach, actor.grants.outer_reach(permission))
    return reach


def _visitor(actor: AccountActor) -> str | None:
    """Name who could begin a visit: the person, in the provider console, and nobody who stands in for them."""
    in_person = actor.used_token is None and actor.seen_by is None and actor.console is None
    return actor.account_id if in_person else None


def _console(row: Any) -> ConsoleAnswer:
    return ConsoleAnswer(id=row.id, name=row.name, slug=row.slug, by_visit=not row.in_reach)


def _visit(row: Any) -> VisitAnswer:
    return VisitAnswer(
        id=row.id,
        visitor=row.visitor,
        begun_at=instant_text(row.begun_at),
        ended_at=instant_text(row.ended_at) if row.ended_at else None,
        end_reason=VisitEnd(row.end_reason) if row.end_reason else None,
        changes=row.changes,
        query=rules.entries_query(row.account_id or row.visitor, row.begun_at, row.ended_at),
    )
