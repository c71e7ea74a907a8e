"""Codes for joining in storage, and when one of them works."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from broker.entropy import url_text
from broker.errors import Refusal
from broker.features.accounts.store import token_hash
from broker.storage import tables
from broker.storage.sealing import Sealer
from broker.storage.work import Change, View
from protocol.joining import CODE_DIGITS, CODE_SECONDS

LIFETIME: Final = timedelta(seconds=CODE_SECONDS)
KEPT: Final = timedelta(days=1)
MOST_OF_ADDRESS: Final = 20
"""Codes of one address that may wait at once."""
MOST: Final = 1_000
"""Codes that may wait at once: at 100 wrong tries a minute of each kind, one is hit in ten minutes with 1 in 1,000."""
REFUSED: Final = "join.refused"
_RANDOM_BYTES: Final = 16
_SECRET_BYTES: Final = 32
_CONTEXT: Final = "join_code"
_codes = tables.join_codes.c


class Kind(StrEnum):
    """Whose a code is: a computer's that shows it, or an approved request's."""

    COMPUTER = "computer"
    REQUEST = "request"


class Why(StrEnum):
    """Why a code is refused; it stands on the audit log, whoever typed it is told one sentence for all."""

    UNKNOWN = "unknown"
    USED = "used"
    OLD = "old"
    OTHER_KIND = "other_kind"
    WRONG_PROOF = "wrong_proof"
    KEY_IN_USE = "key_in_use"
    SESSION_OVER = "session_over"


class CodeBook:
    """Makes codes, and finds them by what was typed."""

    def __init__(self, sealer: Sealer, randomness: Callable[[int], bytes]) -> None:
        self._sealer = sealer
        self._randomness = randomness

    def fresh(self, view: View) -> str:
        """Draw a code that no other one that still waits has."""
        while True:
            number = int.from_bytes(self._randomness(_RANDOM_BYTES), "big") % 10**CODE_DIGITS
            code = f"{number:0{CODE_DIGITS}}"
            if (found := self.find(view, code)) is None or not waits(found, view.now):
                return code

    def secret(self) -> str:
        """Draw the secret by which a computer asks what became of its code."""
        return url_text(self._randomness(_SECRET_BYTES))

    def find(self, view: View, code: str) -> Any | None:
        """Find the newest row of a code, used and old ones too."""
        query = select(tables.join_codes).where(_codes.code_hash == self._mark(code))
        return view.connection.execute(query.order_by(_codes.created_at.desc()).limit(1)).one_or_none()

    def add(self, change: Change, identifier: str, code: str, values: Mapping[str, object]) -> datetime:
        """Keep a new code for ten minutes; gives when it ends."""
        ends = change.now + LIFETIME
        row = {"id": identifier, "code_hash": self._mark(code), "created_at": change.now, "expires_at": ends}
        change.connection.execute(insert(tables.join_codes).values(**row, **values))
        return ends

    def sealed(self, code: str, session: str) -> bytes:
        """Seal the code of a request, so that the person can read it on their page."""
        return self._sealer.seal(code.encode(), context=f"{_CONTEXT}:{session}")

    def of_session(self, view: View, session: str) -> tuple[str, datetime] | None:
        """Give the code of a request that waits for its computer, and when it ends."""
        query = select(tables.join_codes).where(_codes.session_id == session, _codes.code_encrypted.is_not(None))
        row = view.connection.execute(query.order_by(_codes.created_at.desc()).limit(1)).one_or_none()
        if row is None or not waits(row, view.now):
            return None
        return self._sealer.unseal(bytes(row.code_encrypted), context=f"{_CONTEXT}:{session}").decode(), row.expires_at

    def _mark(self, code: str) -> str:
        return self._sealer.mark(code.encode(), context=_CONTEXT)


def waits(row: Any, now: datetime) -> bool:
    """Tell whether a code may still be used."""
    return row.used_at is None and now < row.expires_at


def why_not(row: Any | None, kind: Kind, now: datetime) -> Why | None:
    """Say what speaks against a code, if anything."""
    if row is None:
        return Why.UNKNOWN
    if row.used_at is not None:
        return Why.USED
    if now >= row.expires_at:
        return Why.OLD
    return None if (row.session_id is None) == (kind is Kind.COMPUTER) else Why.OTHER_KIND


def by_secret(view: View, secret: str) -> Any | None:
    """Find the code of the computer that holds this secret."""
    query = select(tables.join_codes).where(_codes.secret_hash == token_hash(secret))
    return view.connection.execute(query).one_or_none()


def use(change: Change, code: str, values: Mapping[str, object]) -> bool:
    """Use a code up; False where somebody was faster."""
    free = update(tables.join_codes).where(_codes.id == code, _codes.used_at.is_(None))
    return change.connection.execute(free.values(used_at=change.now, **values)).rowcount == 1


def waiting(view: View, address: str | None = None) -> int:
    """Count the codes that wait: all, or those that were given to an address."""
    query = select(func.count()).where(_codes.used_at.is_(None), _codes.expires_at > view.now)
    if address is not None:
        query = query.where(_codes.address == address)
    return int(view.connection.execute(query).scalar_one())


def forget(change: Change, before: datetime) -> bool:
    """Forget codes that ended before a moment; tells whether there were any."""
    return change.connection.execute(delete(tables.join_codes).where(_codes.expires_at < before)).rowcount > 0


def refused() -> Refusal:
    """Give the one answer to every code that does not work."""
    return Refusal(
        "This code does not work. Codes work once, for 10 minutes. Ask for a new one.",
        code=REFUSED,
        status=403,
    )


def too_many() -> Refusal:
    """Say that no further code is given now."""
    return Refusal(
        "Many computers wait for help from here. Try again in 10 minutes, or call your help desk.",
        code="join.too_many",
        status=429,
        retry_after=CODE_SECONDS,
    )
