"""Browsers that somebody has signed in from before: who guesses at an account elsewhere does not make them wait."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update

from broker.access.actors import SystemActor
from broker.access.permissions import Permission
from broker.entropy import random_bytes, url_text
from broker.features.accounts.store import sign_in_by_token, token_hash
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View

TOKEN_BYTES: Final = 32
FORGOTTEN_AFTER: Final = timedelta(days=180)
MOST_BROWSERS: Final = 20
_GATE: Final = SystemActor(job="gate")


class KnownBrowsers:
    """Remembers browsers by a cookie of their own, which outlives the sign-in and opens nothing."""

    def __init__(self, work: UnitOfWork, *, randomness: Callable[[int], bytes] = random_bytes) -> None:
        self._work = work
        self._randomness = randomness

    async def remember(self, sign_in_token: str, known: str | None) -> str:
        """Note that the person of a finished sign-in uses this browser; gives the cookie's token to keep."""
        token = known or url_text(self._randomness(TOKEN_BYTES))

        def note(change: Change) -> None:
            sign_in = sign_in_by_token(change, sign_in_token)
            if sign_in is None or not sign_in.is_complete:
                change.nothing_changed()
                return
            _note(change, token_hash(token), sign_in.account_id)
            change.needs_no_entry(Upkeep.LAST_SEEN)

        await self._work.change(_GATE, Permission.OWN_ACCOUNT_CHANGE, note)
        return token


def is_known(view: View, known: str | None, email_key: str) -> bool:
    """Tell whether whoever has this address has signed in from this browser lately."""
    if known is None:
        return False
    row, account = tables.known_browsers.c, tables.accounts.c
    query = (
        select(row.account_id)
        .join(tables.accounts, account.id == row.account_id)
        .where(
            row.token_hash == token_hash(known),
            row.last_used_at > view.now - FORGOTTEN_AFTER,
            account.email_key == email_key,
        )
    )
    return view.connection.execute(query).first() is not None


def _note(change: Change, hashed: str, account: str) -> None:
    row = tables.known_browsers.c
    same = (row.token_hash == hashed) & (row.account_id == account)
    if change.connection.execute(update(tables.known_browsers).where(same).values(last_used_at=change.now)).rowcount:
        return
    change.connection.execute(
        insert(tables.known_browsers).values(token_hash=hashed, account_id=account, last_used_at=change.now)
    )
    newest = (
        select(row.token_hash)
        .where(row.account_id == account)
        .order_by(row.last_used_at.desc(), row.token_hash)
        .limit(MOST_BROWSERS)
    )
    kept = list(change.connection.execute(newest).scalars())
    change.connection.execute(
        delete(tables.known_browsers).where(row.account_id == account, row.token_hash.not_in(kept))
    )
