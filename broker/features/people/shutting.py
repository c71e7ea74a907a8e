"""Ends the sign-ins of end users whose portal the settings switched off, so that none comes back with it."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import select

from broker.access.actors import AccountKind, SystemActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.features.people.store import end_sign_ins
from broker.features.settings.places import Place
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.listing import among
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

    async def some(self, place: Place) -> bool:
        """End those of some people of a place whose organization has no portal now; True where more may wait."""
        return await self._work.change(
            _JOB, Permission.OWN_ACCOUNT_CHANGE, lambda change: self._end_some(change, place)
        )

    def _end_some(self, change: Change, place: Place) -> bool:
        here = () if place.organization is None else (_accounts.organization_id == place.organization,)
        signed_in = _accounts.id.in_(select(_rows.account_id).where(_rows.ended_at.is_(None)))
        living = (_accounts.kind == AccountKind.END_USER.value, signed_in, *here)
        homes = change.connection.execute(select(_accounts.organization_id).where(*living).distinct()).scalars().all()
        applying = self._settings.at_each(change, [Place(organization=home) for home in homes])
        shut = [home for home in homes if not applying[Place(organization=home)].end_user_portal]
        people = select(_accounts.id, _accounts.name, _accounts.organization_id)
        people = people.where(*living, among(change.connection, _accounts.organization_id, shut)).limit(AT_ONCE)
        found = change.connection.execute(people).all()
        for person in found:
            count = end_sign_ins(change, person.id)
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
