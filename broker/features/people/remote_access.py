"""The switch by which an end user reaches their own devices from elsewhere: billable, and bound to conditions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from broker.access.actors import AccountActor, AccountKind
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.errors import Conflict, NotFound
from broker.features.accounts.remote_access import OF_THEM, RemoteAccess, Unmet, remote_access_of
from broker.features.people import store
from broker.features.settings.service import Settings
from broker.storage.unit_of_work import Change, UnitOfWork, View


class RemoteAccessAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands for one end user."""

    is_on: bool
    unmet: tuple[Unmet, ...]
    """What is not met now; while anything is, it cannot be enabled, nor used."""
    has_feature: bool
    """Whether their portal has it for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What became of one switch: whether it is on only now, and what is not met where it stays off."""

    name: str
    changed: bool
    unmet: tuple[Unmet, ...]


class RemoteAccessSwitch:
    """Reads and turns it; off is never refused."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        settings: Settings,
        told: Callable[[str, str], None],
        look_again: Callable[[], None],
    ) -> None:
        self._work = work
        self._settings = settings
        self._told = told
        self._look_again = look_again

    async def read(self, actor: AccountActor, account: str) -> RemoteAccessAnswer:
        """Say how it stands."""
        return await self._work.view(actor, Permission.ACCOUNT_READ, lambda view: self._answer(view, account))

    async def enable(self, actor: AccountActor, account: str) -> RemoteAccessAnswer:
        """Switch it on, where all that it needs is there; raises Conflict that names what is not."""

        def body(change: Change) -> RemoteAccessAnswer:
            turned = self.turn_on(change, account)
            if turned.unmet:
                fields = {each.value: OF_THEM[each] for each in turned.unmet}
                raise Conflict(" ".join(fields.values()), code="remote_access.unmet", fields=fields)
            self.look_again_after(change) if turned.changed else change.nothing_changed()
            return self._answer(change, account)

        return await self._work.change(actor, Permission.REMOTE_ACCESS_CHANGE, body)

    async def disable(self, actor: AccountActor, account: str) -> RemoteAccessAnswer:
        """Switch it off; whoever is connected by it is not any more."""

        def body(change: Change) -> RemoteAccessAnswer:
            row, access = self._standing(change, account)
            if not access.is_on:
                change.nothing_changed()
                return self._answer(change, account)
            self._turn(change, row, is_on=False)
            self.look_again_after(change)
            return self._answer(change, account)

        return await self._work.change(actor, Permission.REMOTE_ACCESS_CHANGE, body)

    def turn_on(self, change: Change, account: str, *, at_once: bool = False) -> Turned:
        """Switch it on inside of a change, where all that it needs is there; `at_once` is for everybody."""
        row, access = self._standing(change, account)
        can_be = not access.is_on and not access.unmet
        if can_be:
            self._turn(change, row, is_on=True, at_once=at_once)
        return Turned(name=row.name, changed=can_be, unmet=() if access.is_on else access.unmet)

    def look_again_after(self, change: Change) -> None:
        """Have links look again whether they may stay, once for all that is turned in a change."""
        change.after_commit(self._look_again)

    def _turn(self, change: Change, row: Any, *, is_on: bool, at_once: bool = False) -> None:
        store.alter(change, row.id, {"remote_access": is_on})
        kind = AuditKind.REMOTE_ACCESS_ENABLED if is_on else AuditKind.REMOTE_ACCESS_DISABLED
        detail = {"way": "everybody"} if at_once else {}
        change.record(kind, organization=row.organization_id, subject=row.id, person=row.name, detail=detail)
        change.after_commit(self._told, row.id, row.organization_id or INSTANCE)

    def _standing(self, view: View, account: str) -> tuple[Any, RemoteAccess]:
        row = store.by_id(view, account)
        access = remote_access_of(view, self._settings, account) if row is not None else None
        if row is None or access is None:
            raise NotFound
        if row.kind != AccountKind.END_USER.value:
            raise Conflict("Only end users reach devices of their own.", code="account.wrong_kind")
        return row, access

    def _answer(self, view: View, account: str) -> RemoteAccessAnswer:
        _, access = self._standing(view, account)
        return RemoteAccessAnswer(is_on=access.is_on, unmet=access.unmet, has_feature=access.has_feature)
