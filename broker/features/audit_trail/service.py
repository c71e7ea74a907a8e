"""Reading and checking the audit log."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from broker.access.actors import Actor, SystemActor
from broker.access.permissions import Permission
from broker.audit.chain import EMPTY, Broken, Head
from broker.audit.query import parse_query
from broker.clock import instant_text
from broker.features.audit_trail.answers import EntryAnswer, StateAnswer, entry_answer
from broker.storage import tables
from broker.storage.audit_check import chains, check_chain, waiting_for_checkpoint
from broker.storage.audit_search import read_page
from broker.storage.listing import Listed
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import View
from protocol.envelope import Keys
from protocol.identifiers import OrganizationId

_JOB = SystemActor(job="audit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the last check of one chain found."""

    at: str
    head: Head
    broken_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """What a page of the log is narrowed to."""

    text: str = ""
    organization: str | None = None
    session: str | None = None


class AuditTrail:
    """The log as it is read, and what is known of its chains."""

    def __init__(self, work: UnitOfWork, checkpoint_keys: Callable[[], Keys]) -> None:
        self._work = work
        self._checkpoint_keys = checkpoint_keys
        self._checked: dict[OrganizationId, Checked] = {}
        self._turn = asyncio.Lock()

    async def page(self, actor: Actor, narrowed: EntryFilter, cursor: str | None, limit: int) -> Listed[EntryAnswer]:
        """Search the log."""
        query = parse_query(narrowed.text)

        def body(view: View) -> Listed[EntryAnswer]:
            page = read_page(
                view,
                query,
                organization=narrowed.organization,
                session=narrowed.session,
                cursor=cursor,
                limit=limit,
            )
            names = _names(view, {entry.entry.organization for entry in page.entries})
            entries = tuple(entry_answer(entry, names) for entry in page.entries)
            return Listed(items=entries, next=page.next, total=page.total, at_least=page.at_least)

        return await self._work.view(actor, Permission.AUDIT_READ, body)

    async def check(self) -> None:
        """Check what was written since the last check; a chain that is broken stays broken."""
        async with self._turn:
            known = dict(self._checked)
            keys = self._checkpoint_keys()
            self._checked = await self._work.view(_JOB, Permission.AUDIT_READ, lambda view: _check(view, known, keys))

    async def state(self, actor: Actor) -> StateAnswer:
        """Say how the chains within reach stand."""

        waiting = await self._work.view(actor, Permission.AUDIT_READ, waiting_for_checkpoint)
        mine = list(waiting)
        known = [self._checked[chain] for chain in mine if chain in self._checked]
        broken = [each.broken_at for each in known if each.broken_at is not None]
        return StateAnswer(
            ok=not broken,
            verified_to=sum(each.head.sequence for each in known) if known else None,
            checked_at=min((each.at for each in known), default=None),
            broken_at=min(broken, default=None),
            waiting=sum(waiting.values()),
        )


def _check(view: View, known: dict[OrganizationId, Checked], keys: Keys) -> dict[OrganizationId, Checked]:
    at, found = instant_text(view.now), {}
    for chain in chains(view):
        before = known.get(chain)
        if before is not None and before.broken_at is not None:
            found[chain] = before
            continue
        verdict = check_chain(view, chain, start=before.head if before else EMPTY, keys=keys)
        if isinstance(verdict, Broken):
            found[chain] = Checked(at=at, head=verdict.holds_to, broken_at=verdict.sequence)
        else:
            found[chain] = Checked(at=at, head=verdict.head, broken_at=None)
    return found


def _names(view: View, organizations: set[OrganizationId]) -> dict[str, str]:
    columns = tables.organizations.c
    rows = view.connection.execute(select(columns.id, columns.name).where(columns.id.in_(organizations)))
    return {row.id: row.name for row in rows}
