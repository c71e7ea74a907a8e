"""Signing in: password, then a code where there is or must be one; every failure looks the same."""

import base64
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from broker.access.actors import AccountActor, AnonymousActor, SystemActor
from broker.access.groups import SecurityGroup
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.entropy import new_id, random_bytes
from broker.errors import Busy, SignInNeeded
from broker.features.accounts import one_time_codes, store, tries
from broker.features.accounts.hashing import PasswordHashes
from broker.features.accounts.records import (
    HALF_DONE_LIFETIME,
    LONGEST_LIFETIME,
    Account,
    StoredSignIn,
    actor_of,
    needs_codes,
)
from broker.features.accounts.rules import email_key, normalized
from broker.features.settings.service import Settings
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View

TOKEN_BYTES = 32
_SEEN_EVERY = timedelta(minutes=1)
_GATE = SystemActor(job="gate")


class Next(StrEnum):
    """What comes after a step."""

    SIGNED_IN = "signed_in"
    CODE = "code"
    SET_UP_CODE = "set_up_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that succeeded: what comes next, and the cookie that proves it."""

    next: Next
    token: str
    recovery_codes: tuple[str, ...] = ()


class SignIns:
    """The steps of signing in, and the end of it."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        hashes: PasswordHashes,
        sealer: Sealer,
        settings: Settings,
        randomness: Callable[[int], bytes] = random_bytes,
    ) -> None:
        self.ended: Callable[[], None] = lambda: None
        """Told of every sign-out, so that what stands open on it can close at once."""
        self._work = work
        self._hashes = hashes
        self._sealer = sealer
        self._settings = settings
        self._randomness = randomness

    async def by_password(self, email: str, password: str, address: str) -> Step:
        """Take the first step; the work is the same whether there is such an account or not."""
        somebody, key = AnonymousActor(address=address), email_key(email)
        shown = {"email": email.strip()[:254], "step": "password"}
        by_account, by_address = tries.for_account(key), tries.for_address(address)
        await tries.begin(self._work, somebody, by_account, by_address)
        account = await self._work.view(somebody, Permission.SIGN_IN, lambda view: store.account_by_key(view, key))
        good = await self._hashes.matches(account.password_hash if account else None, normalized(password))
        if account is None or not good or not account.is_active:
            await self._work.change(
                somebody,
                Permission.SIGN_IN,
                lambda change: tries.failed(change, account, shown, by_account, by_address),
            )
            raise tries.password_failed()
        token = self._token()

        def begin(change: Change) -> Next:
            # Asked again here: the account may have changed while its password was being checked.
            current = store.account_by_id(change, account.id)
            if current is None or not current.is_active or current.password_hash != account.password_hash:
                raise tries.password_failed()
            tries.clear(change, by_account, by_address)
            groups = store.groups_of(change, current.id)
            after = _after_password(current, groups)
            _open(change, current, groups, token, address, after)
            return after

        return Step(next=await self._work.change(somebody, Permission.SIGN_IN, begin), token=token)

    async def by_code(self, token: str | None, code: str, address: str) -> Step:
        """Take the second step with a code from the app; a code works once."""

        def check(change: Change, account: Account) -> bool:
            step = self._matching_step(change, account, code) if account.has_codes else None
            return step is not None and store.use_step(change, account.id, step)

        return await self._second_step(token, address, check)

    async def by_recovery_code(self, token: str | None, code: str, address: str) -> Step:
        """Take the second step with one of the ten codes kept for the day the phone is lost."""

        def check(change: Change, account: Account) -> bool:
            if not account.has_codes:
                return False
            left = store.use_recovery_code(change, account.id, one_time_codes.recovery_hash(account.id, code))
            if left is None:
                return False
            person = actor_of(account, (), None)
            change.record(
                AuditKind.RECOVERY_CODE_USED,
                organization=account.organization_id,
                subject=account.id,
                person=account.name,
                detail={"left": left},
                actor=person,
            )
            return True

        return await self._second_step(token, address, check)

    async def offer_codes(self, token: str | None, address: str) -> tuple[str, str]:
        """Give a fresh secret for the app, and the e-mail address it belongs to; it counts once it is confirmed."""
        secret = one_time_codes.new_secret(self._randomness)

        def keep(change: Change) -> str:
            _, account = _half_done(change, token)
            if account.has_codes:
                raise SignInNeeded
            sealed = self._sealer.seal(secret.encode(), context=_context(account))
            store.update_account(change, account.id, {"totp_secret_encrypted": sealed, "totp_last_step": None})
            change.needs_no_entry(Upkeep.TICKET)
            return account.email

        email = await self._work.change(AnonymousActor(address=address), Permission.SIGN_IN, keep)
        return secret, email

    async def confirm_codes(self, token: str | None, code: str, address: str) -> Step:
        """Finish setting up codes with the first of them; gives the recovery codes, this once."""
        codes = one_time_codes.new_recovery_codes(self._randomness)

        def check(change: Change, account: Account) -> bool:
            step = None if account.has_codes else self._matching_step(change, account, code)
            if step is None or not store.use_step(change, account.id, step):
                return False
            store.update_account(change, account.id, {"totp_confirmed_at": change.now})
            hashed = [(new_id(), one_time_codes.recovery_hash(account.id, each)) for each in codes]
            store.replace_recovery_codes(change, account.id, hashed)
            change.record(
                AuditKind.TOTP_SET_UP,
                organization=account.organization_id,
                subject=account.id,
                person=account.name,
                actor=actor_of(account, (), None),
            )
            return True

        step = await self._second_step(token, address, check)
        return Step(next=step.next, token=step.token, recovery_codes=codes)

    async def end(self, token: str | None, address: str) -> None:
        """Sign out; without a sign-in there is nothing to do."""

        def close(change: Change) -> None:
            found = store.sign_in_by_token(change, token) if token else None
            account = store.account_by_id(change, found.account_id) if found else None
            if found is None or account is None or found.ended_at is not None:
                change.nothing_changed()
                return
            store.update_sign_in(change, found.id, {"ended_at": change.now})
            _record_person(change, AuditKind.SIGN_IN_ENDED, account, found.id)
            change.after_commit(self.ended)

        await self._work.change(AnonymousActor(address=address), Permission.SIGN_IN, close)

    async def person(self, token: str) -> AccountActor | None:
        """Give the person behind a complete, live sign-in."""

        def look(view: View) -> tuple[AccountActor, bool] | None:
            found = store.sign_in_by_token(view, token)
            account = store.account_by_id(view, found.account_id) if found and found.is_complete else None
            if found is None or account is None or not account.is_active:
                return None
            if not found.is_live(view.now, self._settings.at(view, account.organization_id).idle_time):
                return None
            groups = store.groups_of(view, account.id)
            if needs_codes(account, groups) and not account.has_codes:
                return None
            return actor_of(account, groups, found.id), view.now - found.last_seen_at >= _SEEN_EVERY

        seen = await self._work.view(_GATE, Permission.OWN_ACCOUNT_READ, look)
        if seen is None:
            return None
        person, is_stale = seen
        if is_stale:
            # Nobody is turned away because this could not be noted just now.
            with suppress(Busy):
                await self._seen(person.sign_in_id)
        return person

    async def _seen(self, sign_in_id: str | None) -> None:
        def note(change: Change) -> None:
            store.update_sign_in(change, str(sign_in_id), {"last_seen_at": change.now})
            change.needs_no_entry(Upkeep.LAST_SEEN)

        await self._work.change(_GATE, Permission.OWN_ACCOUNT_CHANGE, note)

    async def _second_step(self, token: str | None, address: str, check: Callable[[Change, Account], bool]) -> Step:
        somebody = AnonymousActor(address=address)
        _, account = await self._work.view(somebody, Permission.SIGN_IN, lambda view: _half_done(view, token))
        shown = {"email": account.email, "step": "code"}
        counted = tries.for_codes(account.id)
        await tries.begin(self._work, somebody, counted)
        fresh = self._token()

        def finish(change: Change) -> bool:
            found, current = _half_done(change, token)
            if not check(change, current):
                tries.failed(change, current, shown, counted)
                return False
            tries.clear(change, counted)
            _complete(change, found, current, fresh)
            return True

        if not await self._work.change(somebody, Permission.SIGN_IN, finish):
            raise tries.code_failed()
        return Step(next=Next.SIGNED_IN, token=fresh)

    def _matching_step(self, change: Change, account: Account, code: str) -> int | None:
        if account.totp_secret_encrypted is None:
            return None
        secret = self._sealer.unseal(account.totp_secret_encrypted, context=_context(account)).decode()
        return one_time_codes.matching_step(secret, code, change.now, account.totp_last_step)

    def _token(self) -> str:
        return base64.urlsafe_b64encode(self._randomness(TOKEN_BYTES)).decode().rstrip("=")


def _after_password(account: Account, groups: tuple[SecurityGroup, ...]) -> Next:
    if account.has_codes:
        return Next.CODE
    return Next.SET_UP_CODE if needs_codes(account, groups) else Next.SIGNED_IN


def _open(
    change: Change, account: Account, groups: tuple[SecurityGroup, ...], token: str, address: str, after: Next
) -> None:
    complete = after is Next.SIGNED_IN
    sign_in = StoredSignIn(
        id=new_id(),
        account_id=account.id,
        created_at=change.now,
        last_seen_at=change.now,
        expires_at=change.now + (LONGEST_LIFETIME if complete else HALF_DONE_LIFETIME),
        ended_at=None,
        is_complete=complete,
    )
    store.insert_sign_in(change, sign_in, token, address)
    if complete:
        _record_person(change, AuditKind.SIGN_IN_OK, account, sign_in.id)
    else:
        change.needs_no_entry(Upkeep.TICKET)


def _half_done(view: View, token: str | None) -> tuple[StoredSignIn, Account]:
    """Find the sign-in that waits for its second step, or say that one has to begin anew."""
    found = store.sign_in_by_token(view, token) if token else None
    account = store.account_by_id(view, found.account_id) if found else None
    if found is None or account is None or found.is_complete or not account.is_active:
        raise SignInNeeded
    if not found.is_live(view.now, HALF_DONE_LIFETIME):
        raise SignInNeeded
    return found, account


def _complete(change: Change, found: StoredSignIn, account: Account, token: str) -> None:
    store.update_sign_in(
        change,
        found.id,
        {
            "token_hash": store.token_hash(token),
            "mfa": True,
            "last_seen_at": change.now,
            "expires_at": change.now + LONGEST_LIFETIME,
        },
    )
    _record_person(change, AuditKind.SIGN_IN_OK, account, found.id)


def _record_person(change: Change, kind: AuditKind, account: Account, sign_in_id: str) -> None:
    change.record(
        kind,
        organization=account.organization_id,
        subject=account.id,
        person=account.name,
        actor=actor_of(account, (), sign_in_id),
    )


def _context(account: Account) -> str:
    return f"totp:{account.id}"
