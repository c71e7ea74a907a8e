"""Reading and writing of passkeys, and of the questions to them, through the view or change that is handed in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select, update

from broker.features.accounts.passkeys import NewPasskey, Purpose
from broker.storage import tables
from broker.storage.work import Change, View
from protocol.identifiers import AccountId

LIFETIME: Final = timedelta(minutes=2)
MAX_QUESTIONS: Final = 50
"""How many questions may wait for one sign-in or address; older ones are forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey as it is kept."""

    id: str
    account_id: AccountId
    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    transports: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None


def ask(change: Change, challenge: bytes, purpose: Purpose, bound_to: str) -> None:
    """Keep a question until its answer comes; what is too old, or too many of one place, is forgotten."""
    table = tables.passkey_challenges
    row = table.c
    change.connection.execute(delete(table).where(row.expires_at <= change.now))
    newest = select(row.challenge_hash).where(row.bound_to == bound_to).order_by(row.expires_at.desc())
    surplus = list(change.connection.execute(newest.offset(MAX_QUESTIONS - 1)).scalars())
    if surplus:
        change.connection.execute(delete(table).where(row.challenge_hash.in_(surplus)))
    change.connection.execute(
        insert(table).values(
            challenge_hash=_hash(challenge), purpose=purpose.value, bound_to=bound_to, expires_at=change.now + LIFETIME
        )
    )


def take(change: Change, challenge: bytes, purpose: Purpose, bound_to: str) -> bool:
    """Use a question up: yes once, where it was asked for this purpose and of this one, and is not too old."""
    row = tables.passkey_challenges.c
    taken = change.connection.execute(
        delete(tables.passkey_challenges).where(
            row.challenge_hash == _hash(challenge),
            row.purpose == purpose.value,
            row.bound_to == bound_to,
            row.expires_at > change.now,
        )
    )
    return taken.rowcount == 1


def of_account(view: View, account_id: AccountId) -> tuple[Passkey, ...]:
    row = tables.passkeys.c
    query = select(tables.passkeys).where(row.account_id == account_id).order_by(row.created_at, row.id)
    return tuple(_passkey(found) for found in view.connection.execute(query))


def by_credential(view: View, credential_id: bytes) -> Passkey | None:
    query = select(tables.passkeys).where(tables.passkeys.c.credential_id == credential_id)
    found = view.connection.execute(query).one_or_none()
    return _passkey(found) if found is not None else None


def add(
    change: Change, identifier: str, account_id: AccountId, made: NewPasskey, *, name: str, transports: tuple[str, ...]
) -> None:
    change.connection.execute(
        insert(tables.passkeys).values(
            id=identifier,
            account_id=account_id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=name,
            transports=" ".join(transports),
            created_at=change.now,
        )
    )


def note_use(change: Change, passkey: Passkey, sign_count: int) -> bool:
    """Keep the new count; no where another use of the same passkey has changed it meanwhile."""
    row = tables.passkeys.c
    noted = change.connection.execute(
        update(tables.passkeys)
        .where(row.id == passkey.id, row.sign_count == passkey.sign_count)
        .values(sign_count=sign_count, last_used_at=change.now)
    )
    return noted.rowcount == 1


def remove(change: Change, account_id: AccountId, identifier: str | None = None) -> int:
    """Remove one passkey of an account, or all; gives how many there were."""
    row = tables.passkeys.c
    query = delete(tables.passkeys).where(row.account_id == account_id)
    return change.connection.execute(query if identifier is None else query.where(row.id == identifier)).rowcount


def _hash(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(
        id=row.id,
        account_id=AccountId(row.account_id),
        credential_id=row.credential_id,
        public_key=row.public_key,
        sign_count=row.sign_count,
        name=row.name,
        transports=tuple(row.transports.split()),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
