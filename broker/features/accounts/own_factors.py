"""One's own second factors: reading, adding, replacing and removing them; the last one stays where one is needed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import Conflict, NotFound, Refusal
from broker.features.accounts import passkey_store, store
from broker.features.accounts.app_codes import AppCodes, remove_app
from broker.features.accounts.factors import Need, News, Way, last_factor
from broker.features.accounts.news import Tell, keep_quiet
from broker.features.accounts.passkey_desk import PasskeyDesk, Question, Wished, bound
from broker.features.accounts.passkey_store import Passkey
from broker.features.accounts.passkeys import Purpose
from broker.features.accounts.people import shown_account
from broker.features.accounts.records import Account, needs_of
from broker.features.accounts.sign_in import record_person
from broker.features.settings.service import Settings
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """The second factors of a person, and why they must have one."""

    app_since: datetime | None
    passkeys: tuple[Passkey, ...]
    recovery_codes: int
    needs: tuple[Need, ...]
    required: bool
    """Whether their account asks for one, whatever else does."""


def factors_of(view: View, settings: Settings, account: Account) -> Factors:
    """Read which second factors a person has, and why they must have one."""
    everybody = settings.at(view, account.organization_id).mfa_required
    return Factors(
        app_since=account.totp_confirmed_at if account.has_codes else None,
        passkeys=passkey_store.of_account(view, account.id),
        recovery_codes=store.count_recovery_codes(view, account.id),
        needs=needs_of(account, store.groups_of(view, account.id), everybody=everybody),
        required=account.requires_factor,
    )


class OwnFactors:
    """What a signed-in person does to their own second factors; each answer shows what they have then."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        app: AppCodes,
        desk: PasskeyDesk,
        settings: Settings,
        lost: Callable[[], None],
        tell: Tell = keep_quiet,
    ) -> None:
        self._work = work
        self._app = app
        self._desk = desk
        self._settings = settings
        self._lost = lost
        self._tell = tell

    async def read(self, actor: AccountActor) -> Factors:
        def look(view: View) -> Factors:
            account = shown_account(view, actor)
            if account is None:
                raise NotFound
            return factors_of(view, self._settings, account)

        return await self._work.view(actor, Permission.OWN_ACCOUNT_READ, look)

    async def offer_app(self, actor: AccountActor) -> tuple[str, str]:
        """Give a fresh secret for an app, and the e-mail address; what there is works until it is confirmed."""
        secret = self._app.new_secret()

        def keep(change: Change) -> str:
            account = own(change, actor)
            self._app.offer(change, account, secret)
            change.needs_no_entry(Upkeep.TICKET)
            return account.email

        return secret, await self._work.change(actor, Permission.OWN_ACCOUNT_CHANGE, keep)

    async def confirm_app(self, actor: AccountActor, code: str) -> tuple[Factors, tuple[str, ...]]:
        """Put the offered app in place of the one before; gives recovery codes with the first factor."""

        def confirm(change: Change, account: Account) -> None:
            if not self._app.confirm(change, account, code):
                sentence = "That code did not work. Wait for the next one."
                raise Refusal(sentence, code="factor.wrong_code", fields={"code": sentence})
            record_person(change, AuditKind.TOTP_SET_UP, account, actor.sign_in_id)
            self._tell(change, account, News.APP_SET_UP)

        return await self._gain(actor, Way.APP, confirm)

    async def remove_app(self, actor: AccountActor) -> Factors:
        def remove(change: Change, account: Account) -> None:
            if not account.has_codes:
                raise NotFound
            self._check_may_lose(change, account, is_last=account.passkeys == 0)
            remove_app(change, account)
            record_person(change, AuditKind.TOTP_REMOVED, account, actor.sign_in_id)
            self._tell(change, account, News.APP_REMOVED)

        return await self._lose(actor, remove)

    async def ask_passkey(self, actor: AccountActor) -> Question:
        """Ask for a new passkey."""

        def of(view: View) -> tuple[str, Account]:
            return bound(actor.sign_in_id), own(view, actor)

        return await self._desk.ask(actor, Permission.OWN_ACCOUNT_CHANGE, Purpose.ADD, of)

    async def add_passkey(self, actor: AccountActor, wished: Wished) -> tuple[Factors, tuple[str, ...]]:
        """Add a passkey; gives recovery codes with the first factor."""

        def add(change: Change, account: Account) -> None:
            if not self._desk.add(change, account, wished, bound(actor.sign_in_id)):
                raise Refusal("That passkey could not be added. Begin again.", code="passkey.refused")

        return await self._gain(actor, Way.PASSKEY, add)

    async def remove_passkey(self, actor: AccountActor, passkey: str) -> Factors:
        def remove(change: Change, account: Account) -> None:
            found = [each for each in passkey_store.of_account(change, account.id) if each.id == passkey]
            if not found:
                raise NotFound
            self._check_may_lose(change, account, is_last=account.passkeys == 1 and not account.has_codes)
            passkey_store.remove(change, account.id, passkey)
            record_person(change, AuditKind.PASSKEY_REMOVED, account, actor.sign_in_id, {"name": found[0].name})
            self._tell(change, account, News.PASSKEY_REMOVED, found[0].name)

        return await self._lose(actor, remove)

    async def renew_recovery_codes(self, actor: AccountActor) -> tuple[Factors, tuple[str, ...]]:
        """Make ten new recovery codes; those before work no more."""
        codes = self._app.new_recovery_codes()

        def renew(change: Change) -> Factors:
            account = own(change, actor)
            if not account.has_factor:
                raise Conflict("Recovery codes come with the first second step.", code="factor.none")
            self._app.keep_recovery_codes(change, account, codes)
            record_person(change, AuditKind.RECOVERY_CODES_RENEWED, account, actor.sign_in_id)
            self._tell(change, account, News.CODES_RENEWED)
            return factors_of(change, self._settings, account)

        return await self._work.change(actor, Permission.OWN_ACCOUNT_CHANGE, renew), codes

    async def _gain(
        self, actor: AccountActor, way: Way, add: Callable[[Change, Account], None]
    ) -> tuple[Factors, tuple[str, ...]]:
        codes = self._app.new_recovery_codes()

        def body(change: Change) -> tuple[Factors, tuple[str, ...]]:
            before = own(change, actor)
            add(change, before)
            if not before.has_factor:
                self._app.keep_recovery_codes(change, before, codes)
                # They have shown it just now, so that this sign-in goes on.
                shown = {"factor": way.value, "factor_at": change.now, "proved_at": change.now}
                store.update_sign_in(change, str(actor.sign_in_id), shown)
            now = factors_of(change, self._settings, own(change, actor))
            return now, () if before.has_factor else codes

        return await self._work.change(actor, Permission.OWN_ACCOUNT_CHANGE, body)

    async def _lose(self, actor: AccountActor, remove: Callable[[Change, Account], None]) -> Factors:
        def body(change: Change) -> Factors:
            remove(change, own(change, actor))
            after = own(change, actor)
            if not after.has_factor:
                store.replace_recovery_codes(change, after.id, ())
            change.after_commit(self._lost)
            return factors_of(change, self._settings, after)

        return await self._work.change(actor, Permission.OWN_ACCOUNT_CHANGE, body)

    def _check_may_lose(self, change: Change, account: Account, *, is_last: bool) -> None:
        if is_last and factors_of(change, self._settings, account).needs:
            raise last_factor()


def own(view: View, actor: AccountActor) -> Account:
    """Read the account of who asks."""
    account = store.account_by_id(view, actor.account_id)
    if account is None or not account.is_active:
        raise NotFound
    return account
