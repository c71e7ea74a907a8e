"""Reading and writing of mails, through the view or change that is handed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import RowMapping, delete, func, insert, select, update

from broker.access.scopes import INSTANCE
from broker.entropy import new_id
from broker.features.mail.letters import LetterKind
from broker.features.mail.rules import MailState
from broker.storage import tables
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Change, View
from protocol.identifiers import AccountId, OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail that somebody has to get; the link is a path of the portal, and a secret."""

    kind: LetterKind
    recipient: str
    account_id: AccountId
    organization_id: OrganizationId | None
    values: Mapping[str, str]
    link: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMail:
    """A mail in the outbox."""

    id: str
    organization_id: OrganizationId | None
    account_id: AccountId
    kind: LetterKind
    recipient: str
    values: Mapping[str, str]
    link_encrypted: bytes | None = field(repr=False)
    state: MailState
    tries: int
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime | None
    next_try_at: datetime | None
    problem: str


def put_mail(change: Change, sealer: Sealer, letter: Letter) -> str:
    """Put a letter into the outbox: it stands or falls with the change that causes it. Gives its id."""
    mail_id = new_id()
    sealed = sealer.seal(letter.link.encode(), context=_context(mail_id)) if letter.link else None
    change.connection.execute(
        insert(tables.mails).values(
            id=mail_id,
            organization_id=letter.organization_id,
            account_id=letter.account_id,
            kind=letter.kind.value,
            recipient=letter.recipient,
            content=msgspec.json.encode(dict(letter.values)).decode(),
            link_encrypted=sealed,
            state=MailState.WAITING.value,
            created_at=change.now,
            next_try_at=change.now,
            expires_at=letter.expires_at,
        )
    )
    return mail_id


def link_of(mail: StoredMail, sealer: Sealer) -> str | None:
    """Open the link of a mail; None where it has none, or none that works any more."""
    if mail.link_encrypted is None:
        return None
    return sealer.unseal(mail.link_encrypted, context=_context(mail.id)).decode()


def mail_by_id(view: View, mail_id: str) -> StoredMail | None:
    row = view.connection.execute(select(tables.mails).where(tables.mails.c.id == mail_id)).mappings().one_or_none()
    return None if row is None else stored_mail(row)


def mail_within_reach(view: View, mail_id: str) -> StoredMail | None:
    """Find a mail that the actor may know of; those to the provider's own people belong to the instance."""
    mail = tables.mails.c
    home = view.within_reach(func.coalesce(mail.organization_id, INSTANCE))
    row = view.connection.execute(select(tables.mails).where(mail.id == mail_id, home)).mappings().one_or_none()
    return None if row is None else stored_mail(row)


def due_mails(view: View, limit: int) -> tuple[StoredMail, ...]:
    """List the mails whose time has come, oldest first."""
    mail = tables.mails.c
    query = (
        select(tables.mails)
        .where(mail.state == MailState.WAITING.value, mail.next_try_at <= view.now)
        .order_by(mail.next_try_at, mail.id)
        .limit(limit)
    )
    return tuple(map(stored_mail, view.connection.execute(query).mappings()))


def claim(change: Change, mail: StoredMail, until: datetime) -> bool:
    """Take a mail for one try, so that no other process sends it meanwhile."""
    row = tables.mails.c
    mine = (row.id == mail.id) & (row.state == MailState.WAITING.value) & (row.tries == mail.tries)
    taken = change.connection.execute(update(tables.mails).where(mine).values(tries=mail.tries + 1, next_try_at=until))
    return taken.rowcount == 1


def update_mail(change: Change, mail_id: str, values: Mapping[str, Any]) -> None:
    change.connection.execute(update(tables.mails).where(tables.mails.c.id == mail_id).values(**values))


def withdraw_mails(change: Change, mail_ids: Iterable[str]) -> None:
    """Forget the links of mails whose link works no more; those that still waited are not sent."""
    row, ids = tables.mails.c, list(mail_ids)
    change.connection.execute(update(tables.mails).where(row.id.in_(ids)).values(link_encrypted=None))
    waiting = row.id.in_(ids) & (row.state == MailState.WAITING.value)
    change.connection.execute(
        update(tables.mails).where(waiting).values(state=MailState.WITHDRAWN.value, next_try_at=None)
    )


def delete_old_mails(change: Change, before: datetime) -> int:
    """Forget mails of long ago, and the links they carried; the audit log keeps that there was a link."""
    mail, link = tables.mails.c, tables.one_time_links
    old = select(mail.id).where(mail.created_at < before)
    change.connection.execute(delete(link).where(link.c.mail_id.in_(old)))
    return change.connection.execute(delete(tables.mails).where(mail.created_at < before)).rowcount


def stored_mail(row: RowMapping) -> StoredMail:
    return StoredMail(
        id=row["id"],
        organization_id=row["organization_id"],
        account_id=AccountId(row["account_id"]),
        kind=LetterKind(row["kind"]),
        recipient=row["recipient"],
        values=msgspec.json.decode(row["content"], type=dict[str, str]),
        link_encrypted=row["link_encrypted"],
        state=MailState(row["state"]),
        tries=row["tries"],
        created_at=row["created_at"],
        sent_at=row["sent_at"],
        expires_at=row["expires_at"],
        next_try_at=row["next_try_at"],
        problem=row["problem"],
    )


def _context(mail_id: str) -> str:
    return f"mail:{mail_id}"
