"""Where people are signed in: they see and end their own sign-ins, and those who look after them do."""

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Row, select, update

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.clock import instant_text
from broker.errors import NotFound
from broker.features.accounts.browsers import browser_words
from broker.features.people.looking_after import looked_after, permission_for
from broker.features.people.store import end_sign_ins
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, View

MOST_SHOWN = 100
_rows = tables.sign_ins.c


class SignInAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One browser in which somebody is signed in; its name is what it says of itself."""

    id: str
    browser: str
    address: str
    by: str
    created_at: str
    last_seen_at: str
    is_this: bool


class OpenSignIns:
    """Lists and ends sign-ins; what stands open on one that is ended closes at once."""

    def __init__(self, *, work: UnitOfWork, settings: Settings, ended: Callable[[], None]) -> None:
        self._work = work
        self._settings = settings
        self._ended = ended

    async def own(self, actor: AccountActor) -> tuple[SignInAnswer, ...]:
        """List where the person who asks is signed in; whoever looks through their eyes is not shown that."""
        if actor.seen_by is not None:
            return ()

        def body(view: View) -> tuple[SignInAnswer, ...]:
            return self._answers(view, actor.account_id, actor.organization_id, actor.sign_in_id)

        return await self._work.view(actor, Permission.OWN_ACCOUNT_READ, body)

    async def end_own(self, actor: AccountActor, sign_in: str) -> None:
        """End one of one's own."""

        def body(change: Change) -> None:
            account = change.connection.execute(_account(actor.account_id)).one()
            self._end(change, account, sign_in)

        await self._work.change(actor, Permission.OWN_ACCOUNT_CHANGE, body)

    async def end_others(self, actor: AccountActor) -> None:
        """End all of one's own but the one that asks."""

        def body(change: Change) -> None:
            account = change.connection.execute(_account(actor.account_id)).one()
            self._end_all(change, account, but=actor.sign_in_id)

        await self._work.change(actor, Permission.OWN_ACCOUNT_CHANGE, body)

    async def of(self, actor: AccountActor, account: str) -> tuple[SignInAnswer, ...]:
        """List where somebody is signed in whom the actor looks after."""
        permission = await permission_for(self._work, actor, account)

        def body(view: View) -> tuple[SignInAnswer, ...]:
            row = looked_after(view, actor, account)
            return self._answers(view, row.id, row.organization_id, actor.sign_in_id)

        return await self._work.view(actor, permission, body)

    async def end_of(self, actor: AccountActor, account: str, sign_in: str) -> None:
        """End one sign-in of somebody whom the actor looks after."""
        permission = await permission_for(self._work, actor, account)
        await self._work.change(
            actor, permission, lambda change: self._end(change, looked_after(change, actor, account), sign_in)
        )

    async def end_all_of(self, actor: AccountActor, account: str) -> None:
        """End every sign-in of somebody whom the actor looks after; one's own stays, where it is that person."""
        permission = await permission_for(self._work, actor, account)
        await self._work.change(
            actor,
            permission,
            lambda change: self._end_all(change, looked_after(change, actor, account), but=actor.sign_in_id),
        )

    def _answers(self, view: View, account: str, home: str | None, this: str | None) -> tuple[SignInAnswer, ...]:
        idle_time = self._settings.at(view, home).idle_time
        query = (
            select(tables.sign_ins)
            .where(
                _rows.account_id == account,
                _rows.mfa,
                _rows.ended_at.is_(None),
                _rows.expires_at > view.now,
                _rows.last_seen_at > view.now - idle_time,
            )
            .order_by(_rows.last_seen_at.desc(), _rows.id)
            .limit(MOST_SHOWN)
        )
        return tuple(_answer(row, this) for row in view.connection.execute(query))

    def _end(self, change: Change, account: Any, sign_in: str) -> None:
        here = (_rows.account_id == account.id, _rows.id == sign_in)
        found = change.connection.execute(select(tables.sign_ins).where(*here)).one_or_none()
        if found is None:
            raise NotFound
        if found.ended_at is not None:
            change.nothing_changed()
            return
        change.connection.execute(update(tables.sign_ins).where(*here).values(ended_at=change.now))
        detail = {"browser": browser_words(found.browser) or "not said", "address": found.address or "not said"}
        self._record(change, AuditKind.SIGN_IN_REVOKED, account, detail)

    def _end_all(self, change: Change, account: Any, but: str | None) -> None:
        """End them all, half-done ones too: whoever knows the password may be in the middle of it."""
        ended = end_sign_ins(change, account.id, but=but)
        if ended == 0:
            change.nothing_changed()
            return
        self._record(change, AuditKind.SIGN_INS_REVOKED, account, {"count": ended})

    def _record(self, change: Change, kind: AuditKind, account: Any, detail: dict[str, Any]) -> None:
        change.record(
            kind, organization=account.organization_id, subject=account.id, person=account.name, detail=detail
        )
        change.after_commit(self._ended)


def _account(account: str) -> Any:
    return select(tables.accounts).where(tables.accounts.c.id == account)


def _answer(row: Row[Any], this: str | None) -> SignInAnswer:
    return SignInAnswer(
        id=row.id,
        browser=browser_words(row.browser),
        address=row.address,
        by=row.factor or "password",
        created_at=instant_text(row.created_at),
        last_seen_at=instant_text(row.last_seen_at),
        is_this=row.id == this,
    )
