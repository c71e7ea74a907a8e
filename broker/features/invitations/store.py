"""Reading and writing of one-time links, through the view or change that is handed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Exists, exists, insert, select, update

from broker.features.accounts.store import token_hash
from broker.features.invitations.rules import Purpose
from broker.features.mail.store import withdraw_mails
from broker.storage import tables
from broker.storage.unit_of_work import Change, View
from protocol.identifiers import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLink:
    """A one-time link; `email` is the address it was sent to."""

    purpose: Purpose
    account_id: AccountId
    email: str
    subject: str | None = None
    expires_at: datetime
    used_at: datetime | None
    voided_at: datetime | None

    def works(self, now: datetime) -> bool:
        return self.used_at is None and self.voided_at is None and now < self.expires_at


def insert_link(change: Change, link: StoredLink, token: str, mail_id: str) -> None:
    change.connection.execute(
        insert(tables.one_time_links).values(
            token_hash=token_hash(token),
            purpose=link.purpose.value,
            account_id=link.account_id,
            email=link.email,
            subject=link.subject,
            mail_id=mail_id,
            created_at=change.now,
            expires_at=link.expires_at,
        )
    )


def link_by_token(view: View, token: str) -> StoredLink | None:
    query = select(tables.one_time_links).where(tables.one_time_links.c.token_hash == token_hash(token))
    row = view.connection.execute(query).one_or_none()
    if row is None:
        return None
    return StoredLink(
        purpose=Purpose(row.purpose),
        account_id=AccountId(row.account_id),
        email=row.email,
        subject=row.subject,
        expires_at=row.expires_at,
        used_at=row.used_at,
        voided_at=row.voided_at,
    )


def working_invitation(view: View, account: ColumnElement[str] | str) -> Exists:
    """Give the condition that an invitation which still works is on its way to an account."""
    link = tables.one_time_links.c
    return exists().where(
        link.account_id == account,
        link.purpose == Purpose.INVITATION.value,
        link.used_at.is_(None),
        link.voided_at.is_(None),
        link.expires_at > view.now,
    )


def use_link(change: Change, token: str) -> bool:
    """Use a link up; no where it does not work, or was used meanwhile, by another process too."""
    link = tables.one_time_links.c
    works = link.used_at.is_(None) & link.voided_at.is_(None) & (link.expires_at > change.now)
    taken = change.connection.execute(
        update(tables.one_time_links).where((link.token_hash == token_hash(token)) & works).values(used_at=change.now)
    )
    if taken.rowcount != 1:
        return False
    _withdraw(change, link.token_hash == token_hash(token))
    return True


def void_links(change: Change, account_id: str, *purposes: Purpose, subject: str | None = None) -> None:
    """Take an account's unused links of these purposes back; of all where none is named, or only of one subject."""
    link = tables.one_time_links.c
    unused = (link.account_id == account_id) & link.used_at.is_(None) & link.voided_at.is_(None)
    if purposes:
        unused &= link.purpose.in_([purpose.value for purpose in purposes])
    if subject is not None:
        unused &= link.subject == subject
    _withdraw(change, unused)
    change.connection.execute(update(tables.one_time_links).where(unused).values(voided_at=change.now))


def end_sign_ins(change: Change, account_id: str, *, but: str | None = None) -> None:
    """End an account's sign-ins, the half-done ones too."""
    row = tables.sign_ins.c
    others = (row.account_id == account_id) & row.ended_at.is_(None)
    if but is not None:
        others &= row.id != but
    change.connection.execute(update(tables.sign_ins).where(others).values(ended_at=change.now))


def _withdraw(change: Change, which: Any) -> None:
    mails = change.connection.execute(select(tables.one_time_links.c.mail_id).where(which)).scalars()
    withdraw_mails(change, [each for each in mails if each is not None])
