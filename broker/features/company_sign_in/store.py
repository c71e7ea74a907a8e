"""Reading and writing of sign-ins on their way to the provider, and of who somebody is there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from broker.features.accounts.store import token_hash
from broker.features.company_sign_in.claims import Identity
from broker.storage import tables
from broker.storage.unit_of_work import Change, View
from protocol.identifiers import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A sign-in that is at the provider: what it was sent with, and in which browser it began."""

    binding_hash: str
    nonce: str
    verifier_encrypted: bytes
    anew: bool
    """Whether the person is to show there anew who they are."""


def insert_journey(change: Change, state: str, journey: Journey, expires_at: datetime) -> None:
    change.connection.execute(
        insert(tables.company_sign_ins).values(
            state_hash=token_hash(state),
            binding_hash=journey.binding_hash,
            nonce=journey.nonce,
            verifier_encrypted=journey.verifier_encrypted,
            anew=journey.anew,
            created_at=change.now,
            expires_at=expires_at,
        )
    )


def use_journey(change: Change, state: str) -> Journey | None:
    """Use a state up; None where it is unknown, used or too old."""
    row = tables.company_sign_ins.c
    found = change.connection.execute(
        select(row.binding_hash, row.nonce, row.verifier_encrypted, row.anew).where(row.state_hash == token_hash(state))
    ).one_or_none()
    taken = change.connection.execute(
        update(tables.company_sign_ins)
        .where(row.state_hash == token_hash(state), row.used_at.is_(None), row.expires_at > change.now)
        .values(used_at=change.now)
    )
    return Journey(**found._mapping) if found is not None and taken.rowcount == 1 else None


def delete_old_journeys(change: Change) -> None:
    """Forget those that are over; nobody can come back to them."""
    row = tables.company_sign_ins.c
    change.connection.execute(delete(tables.company_sign_ins).where(row.expires_at < change.now))


def keep_newest(change: Change, most: int) -> None:
    """Forget the oldest of those that are away, where there are more than this."""
    row = tables.company_sign_ins.c
    count = change.connection.execute(select(func.count()).select_from(tables.company_sign_ins)).scalar_one()
    if count > most:
        oldest = select(row.state_hash).order_by(row.created_at, row.state_hash).limit(count - most)
        change.connection.execute(delete(tables.company_sign_ins).where(row.state_hash.in_(oldest)))


def account_known_as(view: View, identity: Identity) -> AccountId | None:
    """Find whose identity this is."""
    row = tables.company_identities.c
    query = select(row.account_id).where(row.issuer == identity.issuer, row.subject == identity.subject)
    found: str | None = view.connection.execute(query).scalar_one_or_none()
    return AccountId(found) if found else None


def has_other_identity(view: View, account: AccountId, issuer: str) -> bool:
    """Tell whether an account belongs to somebody at this provider already."""
    row = tables.company_identities.c
    query = select(row.subject).where(row.account_id == account, row.issuer == issuer)
    return view.connection.execute(query).first() is not None


def insert_identity(change: Change, account: AccountId, identity: Identity) -> None:
    change.connection.execute(
        insert(tables.company_identities).values(
            issuer=identity.issuer, subject=identity.subject, account_id=account, created_at=change.now
        )
    )
