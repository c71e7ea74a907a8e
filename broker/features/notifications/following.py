"""The job that follows the audit log and has what happened told, each entry once, whenever the process was ended."""

import asyncio
from collections.abc import Iterable, Sequence, Set
from contextlib import suppress
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import Row, exists, func, insert, select, update

from broker.access.actors import SystemActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.features.notifications import store
from broker.features.notifications.events import Event, event_of
from broker.features.notifications.rules import KEPT, WAITS_LONG, Happening
from broker.features.notifications.telling import Teller
from broker.storage import tables
from broker.storage.audit_log import lock_head
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View
from protocol.identifiers import OrganizationId

AT_ONCE: Final = 100
LOOK_SECONDS: Final = 5.0
_HERALD: Final = SystemActor(job="notifications")
_log = structlog.get_logger(__name__)
_entries = tables.audit_entries.c
_heads = tables.audit_heads.c
_marks = tables.notice_marks.c
_sessions = tables.sessions.c


class Following:
    """Reads each organization's log from where it stopped; mark and what was told stand or fall together."""

    def __init__(self, *, work: UnitOfWork, tellers: Sequence[Teller]) -> None:
        self._work = work
        self._tellers = tuple(tellers)
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that there may be something to tell."""
        self._woken.set()

    async def work(self) -> None:
        """Tell what is new, then wait until there may be more."""
        self._woken.clear()
        await self.follow()
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await self._woken.wait()

    async def follow(self) -> None:
        """Tell everything that happened and was not told yet; where that fails, it is left to the next turn."""
        failed: set[OrganizationId] = set()
        while behind := await self._work.view(_HERALD, Permission.SESSION_READ, partial(_behind, but=failed)):
            for organization in behind:
                try:
                    await self._work.change(_HERALD, Permission.SESSION_READ, partial(self._tell, place=organization))
                except Exception:
                    _log.exception("notifications.not_told", organization=organization)
                    failed.add(organization)

    async def note_waiting(self) -> None:
        """Write down which requests wait too long, each once; what is written is told like all else."""
        await self._work.change(_HERALD, Permission.SESSION_READ, _note_waiting)
        self.wake()

    async def forget_old(self) -> None:
        """Forget what was told long ago."""

        def forget(change: Change) -> None:
            if store.forget_notices(change, change.now - KEPT):
                change.needs_no_entry(Upkeep.LEFTOVERS)
            else:
                change.nothing_changed()

        await self._work.change(_HERALD, Permission.OWN_ACCOUNT_CHANGE, forget)

    def _tell(self, change: Change, place: OrganizationId) -> None:
        # Whoever else follows this log waits here, and goes on behind.
        lock_head(change.connection, place)
        marked = change.connection.execute(select(_marks.sequence).where(_marks.organization_id == place)).scalar()
        query = (
            select(tables.audit_entries)
            .where(_entries.organization_id == place, _entries.sequence > (marked or 0))
            .order_by(_entries.sequence)
            .limit(AT_ONCE)
        )
        rows = change.connection.execute(query).all()
        if not rows:
            change.nothing_changed()
            return
        events = list(_events(change, rows))
        for teller in self._tellers:
            teller.tell(change, events)
        _set_mark(change, place, marked, rows[-1].sequence)
        change.needs_no_entry(Upkeep.NOTICES)


def _behind(view: View, but: Set[OrganizationId]) -> list[OrganizationId]:
    marks = tables.notice_marks
    query = (
        select(_heads.organization_id)
        .join_from(tables.audit_heads, marks, _marks.organization_id == _heads.organization_id, isouter=True)
        .where(_heads.sequence > func.coalesce(_marks.sequence, 0), _heads.organization_id.not_in(sorted(but)))
        .order_by(_heads.organization_id)
        .limit(AT_ONCE)
    )
    return [OrganizationId(each) for each in view.connection.execute(query).scalars()]


def _events(view: View, rows: Iterable[Row[Any]]) -> Iterable[Event]:
    for row in rows:
        event = event_of(row)
        if event is not None and not (event.happening is Happening.STARTED and _has_started_before(view, row)):
            yield event


def _has_started_before(view: View, row: Row[Any]) -> bool:
    """Tell whether a session only goes on, after an interruption."""
    before = (_entries.session_id == row.session_id) & (_entries.kind == row.kind) & (_entries.sequence < row.sequence)
    return bool(view.connection.execute(select(exists().where(before))).scalar())


def _set_mark(change: Change, place: OrganizationId, marked: int | None, sequence: int) -> None:
    if marked is None:
        change.connection.execute(insert(tables.notice_marks).values(organization_id=place, sequence=sequence))
    else:
        change.connection.execute(
            update(tables.notice_marks).where(_marks.organization_id == place).values(sequence=sequence)
        )


def _note_waiting(change: Change) -> None:
    noted = exists().where(_entries.session_id == _sessions.id, _entries.kind == AuditKind.SESSION_WAITS_LONG.value)
    query = (
        select(tables.sessions)
        .where(_sessions.state_name == "requested", _sessions.origin == "request")
        .where(_sessions.created_at <= change.now - WAITS_LONG, ~noted)
        .order_by(_sessions.created_at, _sessions.id)
        .limit(AT_ONCE)
    )
    rows = change.connection.execute(query).all()
    for row in rows:
        change.record(
            AuditKind.SESSION_WAITS_LONG,
            organization=row.organization_id,
            session=row.id,
            device=row.device_id,
            person=store.name_in(row.requester),
            detail={"minutes": int(WAITS_LONG.total_seconds()) // 60},
        )
    if not rows:
        change.nothing_changed()
