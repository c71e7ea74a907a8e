"""Seeing the portal as somebody else sees it: beginning, reading as them, and ending."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import msgspec

from broker.access.actors import AccountActor, AccountKind, SystemActor, home_of
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.clock import instant_text
from broker.errors import Conflict, NotFound, PermissionMissing
from broker.features.accounts import store as accounts
from broker.features.accounts.records import actor_of
from broker.features.portal import store as portals
from broker.features.portal.rules import PortalOff
from broker.features.see_as import rules, store
from broker.features.see_as.examples import example_in, record_end
from broker.features.see_as.rules import SightKind
from broker.features.settings.service import Settings
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import AccountId, OrganizationId

_JOB: Final = SystemActor(job="see_as")
_MOST_AT_ONCE: Final = 50


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What is seen, and until when; `id` goes along with each request that reads so.

    `name` is whose portal it is: a person's, or an organization's, as people of the portal `group` see it at `slug`.
    """

    id: str
    shows: SightKind
    name: str
    ends_at: str
    group: str = ""
    slug: str = ""


class Seeing:
    """Everything about see as; implements `broker.features.accounts.gate.Sights`."""

    def __init__(self, work: UnitOfWork, *, settings: Settings, new_id: Callable[[], str]) -> None:
        self._work = work
        self._settings = settings
        self._new_id = new_id

    async def begin(self, viewer: AccountActor, account: str) -> Sight:
        """Begin to see a person's portal; what was seen before over the same sign-in ends."""
        identifier = self._new_id()

        def body(change: Change) -> Sight:
            # What is foreign is found out by the same queries as what is missing.
            seen = _person(change, account) if store.is_in_reach(change, account) else None
            if seen is None:
                raise NotFound
            _check(viewer, seen)
            ends_at = begin_sight(change, viewer, identifier, account_id=seen.account_id)
            change.record(AuditKind.SEE_AS_BEGUN, organization=home_of(seen), subject=seen.account_id, person=seen.name)
            return Sight(id=identifier, shows=SightKind.PERSON, name=seen.name, ends_at=ends_at)

        return await self._work.change(viewer, Permission.ACCOUNT_READ, body)

    async def stop(self, viewer: AccountActor, sight: str) -> None:
        """End it; what has ended already, or is another's, is left as it is."""

        def body(change: Change) -> None:
            row = store.by_id(change, sight)
            if row is None or row.viewer_id != viewer.account_id:
                change.nothing_changed()
                return
            _end(change, row, viewer)

        await self._work.change(viewer, Permission.OWN_ACCOUNT_READ, body)

    async def seen(self, viewer: AccountActor, sight: str) -> AccountActor | None:
        """Give the person as whom somebody reads; None where that is over, or may not be any more.

        Rights of both are those of this very moment: a viewer who lost one that the other holds sees nothing more.
        Where the portal is switched off, that is what is seen: PortalOff.
        """

        def look(view: View) -> AccountActor | None:
            row = store.by_id(view, sight)
            if row is None or row.sign_in_id != viewer.sign_in_id or row.ends_at <= view.now:
                return None
            if row.portal_of is not None:
                found = example_in(view, viewer, OrganizationId(row.portal_of), row.portal_group_id)
            else:
                found = _person(view, row.account_id)
                found = found if found is not None and rules.may_see(viewer, found) else None
            if found is None:
                return None
            self._check_portal_on(view, found)
            return replace(found, seen_by=viewer.account_id)

        return await self._work.view(viewer, Permission.OWN_ACCOUNT_READ, look)

    def _check_portal_on(self, view: View, seen: AccountActor) -> None:
        if seen.kind is not AccountKind.END_USER:
            return
        redirect_url = portals.portal_of(view, home_of(seen)).redirect_url
        if redirect_url or not self._settings.at(view, home_of(seen)).end_user_portal:
            raise PortalOff(redirect_url)

    async def end_overdue(self) -> None:
        """End what is over by time, or with its sign-in."""

        def body(change: Change) -> None:
            rows = store.overdue(change, _MOST_AT_ONCE)
            if not rows:
                change.nothing_changed()
            for row in rows:
                _end(change, row, accounts.account_by_id(change, row.viewer_id))

        await self._work.change(_JOB, Permission.OWN_ACCOUNT_CHANGE, body)


def begin_sight(change: Change, viewer: AccountActor, identifier: str, **shown: str) -> str:
    """Keep a new sight, end what was seen before over the same sign-in, and say until when the new one lasts."""
    for before in store.of_sign_in(change, str(viewer.sign_in_id)):
        _end(change, before, viewer)
    ends_at = change.now + rules.LONGEST
    row = {"id": identifier, "sign_in_id": str(viewer.sign_in_id), "viewer_id": viewer.account_id, **shown}
    store.add(change, row | {"began_at": change.now, "ends_at": ends_at})
    return instant_text(ends_at)


def _person(view: View, account: str | None) -> AccountActor | None:
    """Read somebody as they would be if they signed in now; None where they cannot."""
    found = accounts.account_by_id(view, account) if account is not None else None
    if found is None or not found.is_active:
        return None
    return actor_of(found, accounts.groups_of(view, found.id), None)


def _check(viewer: AccountActor, seen: AccountActor) -> None:
    if viewer.account_id == seen.account_id:
        raise Conflict("This is you: you see it already.", code="see_as.oneself")
    if not rules.may_see(viewer, seen):
        raise PermissionMissing(
            "You can see as somebody only when you hold everything that they hold.", code="see_as.not_held"
        )


def _end(change: Change, row: Any, viewer: Any) -> None:
    store.end(change, row.id)
    if row.portal_of is not None:
        record_end(change, row, viewer)
        return
    seen = accounts.account_by_id(change, row.account_id) if row.account_id else None
    detail = {"viewer": viewer.name if viewer is not None else ""}
    change.record(
        AuditKind.SEE_AS_ENDED,
        organization=(seen.organization_id if seen else None) or INSTANCE,
        subject=AccountId(row.account_id) if row.account_id else None,
        person=seen.name if seen else None,
        detail=detail,
    )
