"""The outbox as an administrator reads it: what waits, what a mail says, and sending it again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.errors import Conflict, NotFound, PermissionMissing
from broker.features.accounts import store as accounts
from broker.features.accounts.people import matches
from broker.features.accounts.records import holds_as_much
from broker.features.mail import store
from broker.features.mail.rules import MailState
from broker.features.mail.store import StoredMail
from broker.storage import tables
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Change, UnitOfWork, View


@dataclass(frozen=True, slots=True, kw_only=True)
class MailsQuery:
    """Which part of the outbox."""

    words: tuple[str, ...]
    state: MailState | None
    after: tuple[datetime, str] | None
    limit: int


class Outbox:
    """Reads mails on behalf of somebody; what a link gives is shown only to who holds as much themselves."""

    def __init__(self, *, work: UnitOfWork, sealer: Sealer, wake: Callable[[], None]) -> None:
        self._work = work
        self._sealer = sealer
        self._wake = wake

    async def list(self, actor: AccountActor, asked: MailsQuery) -> tuple[tuple[StoredMail, ...], int]:
        """Give a part of the mails within reach, newest first, and how many there are; one more where it goes on."""

        def look(view: View) -> tuple[tuple[StoredMail, ...], int]:
            shown = _matching(view, asked)
            total = view.connection.execute(select(func.count()).select_from(shown.subquery())).scalar_one()
            mail = tables.mails.c
            if asked.after is not None:
                at, identifier = asked.after
                shown = shown.where(or_(mail.created_at < at, and_(mail.created_at == at, mail.id < identifier)))
            part = shown.order_by(mail.created_at.desc(), mail.id.desc()).limit(asked.limit + 1)
            return tuple(map(store.stored_mail, view.connection.execute(part).mappings())), total

        return await self._work.view(actor, Permission.MAIL_READ, look)

    async def read(self, actor: AccountActor, mail_id: str) -> StoredMail:
        """Give one mail, whose link stays sealed."""
        return await self._work.view(actor, Permission.MAIL_READ, lambda view: _found(view, mail_id))

    async def show_link(self, actor: AccountActor, mail_id: str) -> str:
        """Open a mail's link for somebody who passes it on; that they saw it stands on the audit log."""

        def show(change: Change) -> str:
            mail = _found(change, mail_id)
            _require_as_much(change, actor, mail)
            link = store.link_of(mail, self._sealer) if _has_link(mail, change.now) else None
            if link is None:
                raise Conflict("The link of this mail works no more, or it never had one.", code="mail.no_link")
            _record(change, AuditKind.MAIL_LINK_SHOWN, mail)
            return link

        return await self._work.change(actor, Permission.MAIL_READ, show)

    async def send_again(self, actor: AccountActor, mail_id: str) -> StoredMail:
        """Have a mail sent once more, from the first try on."""

        def again(change: Change) -> StoredMail:
            mail = _found(change, mail_id)
            change.require(Permission.MAIL_SEND, mail.organization_id or INSTANCE)
            if not may_go_again(mail, change.now):
                raise Conflict("The link of this mail works no more. Ask for a new one.", code="mail.too_old")
            fresh = {"state": MailState.WAITING.value, "tries": 0, "next_try_at": change.now, "problem": ""}
            store.update_mail(change, mail.id, fresh)
            _record(change, AuditKind.MAIL_SENT_AGAIN, mail)
            change.after_commit(self._wake)
            return _found(change, mail_id)

        return await self._work.change(actor, Permission.MAIL_READ, again)


def may_go_again(mail: StoredMail, now: datetime) -> bool:
    """Tell whether sending a mail once more makes sense."""
    return mail.state is not MailState.WITHDRAWN and (mail.expires_at is None or _has_link(mail, now))


def _has_link(mail: StoredMail, now: datetime) -> bool:
    return mail.link_encrypted is not None and (mail.expires_at is None or now < mail.expires_at)


def _found(view: View, mail_id: str) -> StoredMail:
    mail = store.mail_within_reach(view, mail_id)
    if mail is None:
        raise NotFound
    view.require(Permission.MAIL_READ, mail.organization_id or INSTANCE)
    return mail


def _require_as_much(change: Change, actor: AccountActor, mail: StoredMail) -> None:
    """Refuse to show a link that gives more than its reader holds: whoever has the link can become that person."""
    if not holds_as_much(actor, accounts.groups_of(change, mail.account_id)):
        raise PermissionMissing(
            "This link gives more than you hold yourself. Somebody who holds as much can read it.",
            code="mail.link_gives_more",
        )


def _matching(view: View, asked: MailsQuery) -> Select[tuple[str]]:
    mail = tables.mails.c
    query: Select[tuple[str]] = select(tables.mails).where(view.within_reach(mail.organization_id))
    if asked.state is not None:
        query = query.where(mail.state == asked.state.value)
    for word in asked.words:
        query = query.where(matches(mail.recipient, word))
    return query


def _record(change: Change, kind: AuditKind, mail: StoredMail) -> None:
    change.record(
        kind,
        organization=mail.organization_id,
        subject=mail.account_id,
        person=mail.values.get("person"),
        detail={"email": mail.recipient, "mail": mail.kind.value},
    )
