"""Ends the sign-ins of end users whose portal the settings switched off, so that none comes back with it."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import select, update

from broker.access.actors import AccountKind, SystemActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.features.settings.places import Place
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork

_JOB: Final = SystemActor(job="portals")
AT_ONCE: Final = 200
"""People whose sign-ins are ended in one change; the rest follows in the next."""
_rows, _accounts = tables.sign_ins.c, tables.accounts.c


class ShutPortals:
    """Looks after a change of the settings."""

    def __init__(self, *, work: UnitOfWork, settings: Settings, ended: Callable[[], None]) -> None:
        self._work = work
        self._settings = settings
        self._ended = ended

    async def heed(self, place: Place) -> None:
        """End them all in the organizations of a place that have no portal now."""
        goes_on = True
        while goes_on:
            goes_on = await self._work.change(
                _JOB, Permission.OWN_ACCOUNT_CHANGE, lambda change: self._end_some(change, place)
            )

    def _end_some(self, change: Change, place: Place) -> bool:
        here = () if place.organization is None else (_accounts.organization_id == place.organization,)
        living = (
            select(_accounts.id, _accounts.name, _accounts.organization_id)
            .where(_accounts.kind == AccountKind.END_USER.value, *here)
            .where(_accounts.id.in_(select(_rows.account_id).where(_rows.ended_at.is_(None))))
            .order_by(_accounts.id)
        )
        people = change.connection.execute(living).all()
        homes = {person.organization_id for person in people}
        applying = self._settings.at_each(change, [Place(organization=home) for home in homes])
        shut = {home for home in homes if not applying[Place(organization=home)].end_user_portal}
        found = [person for person in people if person.organization_id in shut][:AT_ONCE]
        for person in found:
            theirs = update(tables.sign_ins).where(_rows.account_id == person.id, _rows.ended_at.is_(None))
            count = change.connection.execute(theirs.values(ended_at=change.now)).rowcount
            change.record(
                AuditKind.SIGN_INS_REVOKED,
                organization=person.organization_id,
                subject=person.id,
                person=person.name,
                detail={"count": count, "why": "portal"},
            )
        if not found:
            change.nothing_changed()
        else:
            change.after_commit(self._ended)
        return bool(found)
