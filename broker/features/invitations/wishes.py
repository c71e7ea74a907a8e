"""What people asked for without being signed in: taken at once, looked into afterwards.

The answer is the same, and as quick, whether there is such an account or link or not: whoever asks has gone before
anybody looks.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from broker.access.actors import AnonymousActor, SystemActor
from broker.access.permissions import Permission
from broker.errors import BadInput, Busy
from broker.features.accounts import store as accounts
from broker.features.accounts import tries
from broker.features.accounts.records import Account
from broker.features.accounts.rules import email_key, is_email
from broker.features.accounts.slowing import Pace
from broker.features.accounts.tries import Counted
from broker.features.invitations import store
from broker.features.invitations.issuing import Issuer
from broker.features.invitations.rules import Purpose
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import AccountId

MAX_WAITING: Final = 1_000
ASKED: Final = Pace(free=3, longest_seconds=900)
_DESK: Final = SystemActor(job="links")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """A new password for whoever has this address."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A fresh link in place of one that works no more."""

    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAddress:
    """A link to the address that a signed-in person wants to use."""

    account_id: AccountId
    email: str


Wish: TypeAlias = Forgotten | Renewal | NewAddress


class Wishes:
    """Takes wishes, and fulfils those that can be."""

    def __init__(self, *, work: UnitOfWork, issuer: Issuer, waiting: int = MAX_WAITING) -> None:
        self._work = work
        self._issuer = issuer
        self._waiting: asyncio.Queue[Wish] = asyncio.Queue(waiting)

    async def forgotten(self, email: str, address: str) -> None:
        """Take the wish for a new password."""
        if not is_email(email.strip()):
            raise BadInput(
                "This is not an e-mail address.", code="email.wrong", fields={"email": "This is not an e-mail address."}
            )
        key = email_key(email)
        await self._count(key, address)
        self.take(Forgotten(key=key))

    async def renew(self, token: str, address: str) -> None:
        """Take the wish for a fresh link."""
        await self._count(token, address)
        self.take(Renewal(token=token))

    def take(self, wish: Wish) -> None:
        """Put a wish into the line, or say that it is too long."""
        try:
            self._waiting.put_nowait(wish)
        except asyncio.QueueFull:
            raise Busy from None

    async def work(self) -> None:
        """Fulfil the next wish, when there is one."""
        await self.fulfil(await self._waiting.get())

    async def fulfil_all(self) -> None:
        """Fulfil what waits now."""
        while not self._waiting.empty():
            await self.fulfil(self._waiting.get_nowait())

    async def fulfil(self, wish: Wish) -> None:
        """Make the link that is wished for, where there is somebody to have it."""
        token = self._issuer.token()

        def make(change: Change) -> None:
            found = _recipient(change, wish)
            if found is None:
                change.nothing_changed()
                return
            account, purpose, email = found
            self._issuer.issue(change, account, purpose, email, token)

        await self._work.change(_DESK, Permission.SIGN_IN, make)

    async def _count(self, key: str, address: str) -> None:
        place = Counted(key=f"wish:{hashlib.sha256(key.encode(errors='replace')).hexdigest()}", pace=ASKED)
        source = tries.for_address(address, "wish_from")
        await tries.begin(self._work, AnonymousActor(address=address), place, source)


def _recipient(view: View, wish: Wish) -> tuple[Account, Purpose, str] | None:
    """Say who gets which link at which address; nobody, where there is no such person."""
    match wish:
        case Forgotten(key=key):
            account = accounts.account_by_key(view, key)
            return _password_link(account) if account else None
        case Renewal(token=token):
            link = store.link_by_token(view, token)
            account = accounts.account_by_id(view, link.account_id) if link else None
            if link is None or account is None or link.purpose is Purpose.SEAMLESS_ACCESS:
                # Who lets somebody in sends that link again, and nobody else.
                return None
            if link.purpose is not Purpose.EMAIL_CHANGE:
                return _password_link(account)
            is_open = account.is_active and link.used_at is None and link.voided_at is None
            return (account, Purpose.EMAIL_CHANGE, link.email) if is_open else None
        case NewAddress(account_id=account_id, email=email):
            account = accounts.account_by_id(view, account_id)
            if account is None or not account.is_active or accounts.account_by_key(view, email_key(email)):
                return None
            return account, Purpose.EMAIL_CHANGE, email
        case _:
            assert_never(wish)


def _password_link(account: Account) -> tuple[Account, Purpose, str] | None:
    if not account.is_active:
        return None
    purpose = Purpose.INVITATION if account.password_hash is None else Purpose.PASSWORD_RESET
    return account, purpose, account.email
