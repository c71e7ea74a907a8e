"""Signing in: password, then a second factor where there is or must be one; every failure looks the same."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from broker.access.actors import AccountActor, AnonymousActor, SystemActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.entropy import new_id, random_bytes, url_text
from broker.errors import Busy, SignInNeeded, StorageFault
from broker.features.accounts import consoles, store, tries
from broker.features.accounts.app_codes import AppCodes
from broker.features.accounts.browsers import news_of
from broker.features.accounts.factors import News, Way
from broker.features.accounts.hashing import PasswordHashes
from broker.features.accounts.known_browsers import is_known
from broker.features.accounts.news import Tell, keep_quiet
from broker.features.accounts.records import (
    HALF_DONE_LIFETIME,
    LONGEST_LIFETIME,
    Account,
    StoredSignIn,
    actor_of,
    is_enough,
    needs_of,
)
from broker.features.accounts.rules import email_key, normalized
from broker.features.accounts.shut_portals import shut_for
from broker.features.accounts.tries import Counted
from broker.features.portal.rules import PortalOff
from broker.features.settings.service import Settings
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View
from broker.web.policy import SOME_BROWSER, Browser

TOKEN_BYTES = 32
_GATE = SystemActor(job="gate")


class Next(StrEnum):
    """What comes after a step."""

    SIGNED_IN = "signed_in"
    CODE = "code"
    SET_UP_CODE = "set_up_code"
    PROVIDER_CONSOLE = "provider_console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that succeeded: what comes next, and the cookie that proves it."""

    next: Next
    token: str
    ways: tuple[Way, ...] = ()
    """How the second step can be taken, or set up."""
    recovery_codes: tuple[str, ...] = ()


Check: TypeAlias = Callable[[Change, StoredSignIn, Account], bool]
"""Whether what was shown is good; what it writes stays, also where it is not."""


class SignIns:
    """The steps of signing in, and the end of it."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        hashes: PasswordHashes,
        sealer: Sealer,
        settings: Settings,
        tell: Tell = keep_quiet,
        randomness: Callable[[int], bytes] = random_bytes,
    ) -> None:
        self.ended: Callable[[], None] = lambda: None
        """Told of every sign-out, so that what stands open on it can close at once."""
        self._work = work
        self._hashes = hashes
        self.settings = settings
        self._tell = tell
        self._randomness = randomness
        self.app = AppCodes(sealer=sealer, randomness=randomness)

    async def by_password(
        self, email: str, password: str, address: str, *, known: str | None = None, console: str | None = None
    ) -> Step:
        """Take the first step; the work is the same whether there is such an account or not.

        In the console of an organization only its own people sign in; whoever is of the provider is led to their own
        console, once they have shown by their password that they may know it. In a browser that is `known` for this
        account only the tries made in it count.
        """
        somebody, key = AnonymousActor(address=address), email_key(email)
        shown = {"email": email.strip()[:254], "step": "password"}
        counted: tuple[Counted, ...] = (tries.for_account(key), tries.for_address(address))
        if await self._work.view(somebody, Permission.SIGN_IN, lambda view: is_known(view, known, key)):
            counted = (tries.for_known(str(known), key),)
        await tries.begin(self._work, somebody, *counted)
        account = await self._work.view(somebody, Permission.SIGN_IN, lambda view: _account_at(view, key, console))
        good = await self._hashes.matches(account.password_hash if account else None, normalized(password))
        if account is None or not good or not account.is_active:
            await self._work.change(
                somebody,
                Permission.SIGN_IN,
                lambda change: tries.failed(change, account, shown, *counted),
            )
            raise tries.password_failed()
        token = self.token()

        def begin(change: Change) -> Step | PortalOff:
            # Asked again here: the account may have changed while its password was being checked.
            current = store.account_by_id(change, account.id)
            if current is None or not current.is_active or current.password_hash != account.password_hash:
                raise tries.password_failed()
            tries.clear(change, *counted)
            if console is not None and current.organization_id is None:
                change.needs_no_entry(Upkeep.COUNTER)
                return Step(next=Next.PROVIDER_CONSOLE, token="")
            return self._begin(change, current, token, address, change.now)

        return or_refused(await self._work.change(somebody, Permission.SIGN_IN, begin))

    async def by_identity(
        self, find: Callable[[Change], Account | None], address: str, proved_at: datetime | None
    ) -> Step | None:
        """Take the first step for whom somebody else vouches; None where `find` knows no account.

        `find` runs inside the change, and records what it decides. A second factor is asked for as after a password.
        `proved_at` is when they showed there that it is them; where that is not known they are asked again here.
        """
        token = self.token()

        def begin(change: Change) -> Step | PortalOff | None:
            account = find(change)
            return self._begin(change, account, token, address, proved_at) if account else None

        step = await self._work.change(AnonymousActor(address=address), Permission.SIGN_IN, begin)
        return or_refused(step) if step else None

    async def by_code(self, token: str | None, code: str, address: str) -> Step:
        """Take the second step with a code from the app; a code works once."""

        def check(change: Change, found: StoredSignIn, account: Account) -> bool:
            return self.app.use(change, account, code)

        return await self.second_step(token, address, Way.APP, check)

    async def by_recovery_code(self, token: str | None, code: str, address: str) -> Step:
        """Take the second step with one of the ten codes kept for the day the phone is lost."""

        def check(change: Change, found: StoredSignIn, account: Account) -> bool:
            left = self.app.use_recovery_code(change, account, code)
            if left is not None:
                record_person(change, AuditKind.RECOVERY_CODE_USED, account, None, {"left": left})
            return left is not None

        return await self.second_step(token, address, Way.RECOVERY_CODE, check)

    async def offer_codes(self, token: str | None, address: str) -> tuple[str, str]:
        """Give a fresh secret for the app, and the e-mail address it belongs to; it counts once it is confirmed."""
        secret = self.app.new_secret()

        def keep(change: Change) -> str:
            _, account = half_done(change, token)
            if account.has_factor:
                raise SignInNeeded
            self.app.offer(change, account, secret)
            change.needs_no_entry(Upkeep.TICKET)
            return account.email

        email = await self._work.change(AnonymousActor(address=address), Permission.SIGN_IN, keep)
        return secret, email

    async def confirm_codes(self, token: str | None, code: str, address: str) -> Step:
        """Finish setting up codes with the first of them; gives the recovery codes, this once."""

        def check(change: Change, found: StoredSignIn, account: Account) -> bool:
            if account.has_factor or not self.app.confirm(change, account, code):
                return False
            record_person(change, AuditKind.TOTP_SET_UP, account, None)
            self._tell(change, account, News.APP_SET_UP)
            return True

        return await self.first_factor(token, address, Way.APP, check)

    async def first_factor(self, token: str | None, address: str, way: Way, check: Check) -> Step:
        """Finish signing in by setting up a second factor; gives the recovery codes, this once."""
        codes = self.app.new_recovery_codes()

        def check_and_keep(change: Change, found: StoredSignIn, account: Account) -> bool:
            good = check(change, found, account)
            if good:
                self.app.keep_recovery_codes(change, account, codes)
            return good

        step = await self.second_step(token, address, way, check_and_keep)
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
            record_person(change, AuditKind.SIGN_IN_ENDED, account, found.id)
            change.after_commit(self.ended)

        await self._work.change(AnonymousActor(address=address), Permission.SIGN_IN, close)

    async def person(self, token: str, browser: Browser = SOME_BROWSER) -> AccountActor | None:
        """Give the person behind a complete, live sign-in, or raise PortalOff where their portal is switched off."""

        def look(view: View) -> tuple[AccountActor, dict[str, object]] | None:
            found = store.sign_in_by_token(view, token)
            account = store.account_by_id(view, found.account_id) if found and found.is_complete else None
            if found is None or account is None or not account.is_active:
                return None
            applying = self.settings.at(view, account.organization_id)
            if not found.is_live(view.now, applying.idle_time):
                return None
            if shut := shut_for(account, applying):
                raise shut
            groups = store.groups_of(view, account.id)
            needs = needs_of(account, groups, everybody=applying.mfa_required)
            if not is_enough(account, needs, found.factor_at):
                return None
            return actor_of(account, groups, found.id), news_of(found, browser, view.now)

        seen = await self._work.view(_GATE, Permission.OWN_ACCOUNT_READ, look)
        if seen is None:
            return None
        person, news = seen
        if news:
            # Nobody is turned away because this could not be noted just now.
            with suppress(Busy, StorageFault):
                await self._note(person.sign_in_id, news)
        return person

    async def _note(self, sign_in_id: str | None, news: dict[str, object]) -> None:
        def note(change: Change) -> None:
            store.update_sign_in(change, str(sign_in_id), news)
            change.needs_no_entry(Upkeep.LAST_SEEN)

        await self._work.change(_GATE, Permission.OWN_ACCOUNT_CHANGE, note)

    async def second_step(self, token: str | None, address: str, way: Way, check: Check) -> Step:
        """Finish a half-done sign-in where the check is good; each try counts."""
        somebody = AnonymousActor(address=address)
        _, account = await self._work.view(somebody, Permission.SIGN_IN, lambda view: half_done(view, token))
        shown = {"email": account.email, "step": way.value}
        counted = tries.for_codes(account.id)
        await tries.begin(self._work, somebody, counted)
        fresh = self.token()

        def finish(change: Change) -> bool:
            found, current = half_done(change, token)
            if not check(change, found, current):
                tries.failed(change, current, shown, counted)
                return False
            tries.clear(change, counted)
            _complete(change, found, current, fresh, way)
            return True

        if not await self._work.change(somebody, Permission.SIGN_IN, finish):
            raise tries.passkey_failed() if way is Way.PASSKEY else tries.code_failed()
        return signed_in(fresh)

    def _begin(
        self, change: Change, account: Account, token: str, address: str, proved_at: datetime | None
    ) -> Step | PortalOff:
        """Open the sign-in of whoever took the first step, and say what the second is."""
        if shut := shut_for(account, self.settings.at(change, account.organization_id)):
            change.needs_no_entry(Upkeep.COUNTER)
            return shut
        after = self._after_password(change, account)
        open_sign_in(change, account, token, address, complete=after is Next.SIGNED_IN, proved_at=proved_at)
        return Step(next=after, token=token, ways=() if after is Next.SIGNED_IN else _ways(account))

    def _after_password(self, change: Change, account: Account) -> Next:
        if account.has_factor:
            return Next.CODE
        everybody = self.settings.at(change, account.organization_id).mfa_required
        needs = needs_of(account, store.groups_of(change, account.id), everybody=everybody)
        return Next.SET_UP_CODE if needs else Next.SIGNED_IN

    def token(self) -> str:
        """Draw a cookie's token; before the change, whose body may run again."""
        return url_text(self._randomness(TOKEN_BYTES))


def or_refused(step: Step | PortalOff) -> Step:
    """Refuse after the change is kept: what it counted stays."""
    if isinstance(step, PortalOff):
        raise step
    return step


def _account_at(view: View, key: str, console: str | None) -> Account | None:
    """Find who signs in; in the console of an organization nobody of another one."""
    found, home = store.account_by_key(view, key), consoles.organization_of(view, console)
    is_elsewhere = console is not None and found is not None and found.organization_id not in (None, home)
    return None if is_elsewhere else found


def signed_in(token: str) -> Step:
    """Say that no step is left."""
    return Step(next=Next.SIGNED_IN, token=token)


def _ways(account: Account) -> tuple[Way, ...]:
    return account.ways if account.has_factor else (Way.APP, Way.PASSKEY)


def open_sign_in(
    change: Change,
    account: Account,
    token: str,
    address: str,
    *,
    complete: bool,
    proved_at: datetime | None,
    factor: Way | None = None,
) -> None:
    """Begin a sign-in; a complete one stands on the audit log."""
    sign_in = StoredSignIn(
        id=new_id(),
        account_id=account.id,
        created_at=change.now,
        last_seen_at=change.now,
        expires_at=change.now + (LONGEST_LIFETIME if complete else HALF_DONE_LIFETIME),
        ended_at=None,
        is_complete=complete,
        factor=factor.value if factor else None,
        factor_at=change.now if factor else None,
        proved_at=proved_at,
    )
    store.insert_sign_in(change, sign_in, token, address)
    if complete:
        record_person(change, AuditKind.SIGN_IN_OK, account, sign_in.id, {"by": (factor or Way.PASSWORD).value})
    else:
        change.needs_no_entry(Upkeep.TICKET)


def half_done(view: View, token: str | None) -> tuple[StoredSignIn, Account]:
    """Find the sign-in that waits for its second step, or say that one has to begin anew."""
    found = store.sign_in_by_token(view, token) if token else None
    account = store.account_by_id(view, found.account_id) if found else None
    if found is None or account is None or found.is_complete or not account.is_active:
        raise SignInNeeded
    if not found.is_live(view.now, HALF_DONE_LIFETIME):
        raise SignInNeeded
    return found, account


def _complete(change: Change, found: StoredSignIn, account: Account, token: str, way: Way) -> None:
    store.update_sign_in(
        change,
        found.id,
        {
            "token_hash": store.token_hash(token),
            "mfa": True,
            "factor": way.value,
            "factor_at": change.now,
            "proved_at": change.now,
            "last_seen_at": change.now,
            "expires_at": change.now + LONGEST_LIFETIME,
        },
    )
    record_person(change, AuditKind.SIGN_IN_OK, account, found.id, {"by": f"password, {way.value}"})


def record_person(
    change: Change,
    kind: AuditKind,
    account: Account,
    sign_in_id: str | None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Put what a person did about their own sign-in on their organization's chain."""
    change.record(
        kind,
        organization=account.organization_id,
        subject=account.id,
        person=account.name,
        detail=detail,
        actor=actor_of(account, (), sign_in_id),
    )
