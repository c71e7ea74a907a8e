"""The switch by which an end user reaches their own devices from elsewhere: billable, and bound to conditions."""

from collections.abc import Callable
from typing import Any

import msgspec

from broker.access.actors import AccountActor, AccountKind
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.errors import Conflict, NotFound
from broker.features.accounts.remote_access import OF_THEM, RemoteAccess, Unmet, remote_access_of
from broker.features.people import store
from broker.storage.unit_of_work import Change, UnitOfWork, View


class RemoteAccessAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands for one end user."""

    is_on: bool
    unmet: tuple[Unmet, ...]
    """What is not met now; while anything is, it cannot be enabled, nor used."""
    has_feature: bool
    """Whether their portal has it for them."""


class RemoteAccessSwitch:
    """Reads and turns it; off is never refused."""

    def __init__(self, *, work: UnitOfWork, told: Callable[[str, str], None], look_again: Callable[[], None]) -> None:
        self._work = work
        self._told = told
        self._look_again = look_again

    async def read(self, actor: AccountActor, account: str) -> RemoteAccessAnswer:
        """Say how it stands."""
        return await self._work.view(actor, Permission.ACCOUNT_READ, lambda view: _answer(_standing(view, account)[1]))

    async def enable(self, actor: AccountActor, account: str) -> RemoteAccessAnswer:
        """Switch it on, where all that it needs is there; raises Conflict that names what is not."""

        def body(change: Change) -> RemoteAccessAnswer:
            row, access = _standing(change, account)
            if access.is_on:
                change.nothing_changed()
                return _answer(access)
            if access.unmet:
                fields = {each.value: OF_THEM[each] for each in access.unmet}
                raise Conflict(" ".join(fields.values()), code="remote_access.unmet", fields=fields)
            return self._turn(change, row, is_on=True)

        return await self._work.change(actor, Permission.REMOTE_ACCESS_CHANGE, body)

    async def disable(self, actor: AccountActor, account: str) -> RemoteAccessAnswer:
        """Switch it off; whoever is connected by it is not any more."""

        def body(change: Change) -> RemoteAccessAnswer:
            row, access = _standing(change, account)
            if not access.is_on:
                change.nothing_changed()
                return _answer(access)
            return self._turn(change, row, is_on=False)

        return await self._work.change(actor, Permission.REMOTE_ACCESS_CHANGE, body)

    def _turn(self, change: Change, row: Any, *, is_on: bool) -> RemoteAccessAnswer:
        store.alter(change, row.id, {"remote_access": is_on})
        kind = AuditKind.REMOTE_ACCESS_ENABLED if is_on else AuditKind.REMOTE_ACCESS_DISABLED
        change.record(kind, organization=row.organization_id, subject=row.id, person=row.name)
        change.after_commit(self._told, row.id, row.organization_id or INSTANCE)
        change.after_commit(self._look_again)
        return _answer(_standing(change, row.id)[1])


def _standing(view: View, account: str) -> tuple[Any, RemoteAccess]:
    row = store.by_id(view, account)
    access = remote_access_of(view, account) if row is not None else None
    if row is None or access is None:
        raise NotFound
    if row.kind != AccountKind.END_USER.value:
        raise Conflict("Only end users reach devices of their own.", code="account.wrong_kind")
    return row, access


def _answer(access: RemoteAccess) -> RemoteAccessAnswer:
    return RemoteAccessAnswer(is_on=access.is_on, unmet=access.unmet, has_feature=access.has_feature)
