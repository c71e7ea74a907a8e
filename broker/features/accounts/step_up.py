"""Stepping up: a signed-in person shows again that it is them, before something dangerous."""

from collections.abc import Callable

from broker.access.actors import AccountActor, AnonymousActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import Refusal
from broker.features.accounts import store, tries
from broker.features.accounts.app_codes import AppCodes
from broker.features.accounts.factors import FOR_SESSION, Way
from broker.features.accounts.hashing import PasswordHashes
from broker.features.accounts.own_factors import own
from broker.features.accounts.passkey_desk import PasskeyDesk, Question, bound
from broker.features.accounts.passkeys import Purpose, Shown
from broker.features.accounts.records import Account
from broker.features.accounts.rules import normalized
from broker.features.accounts.sign_in import record_person
from broker.storage.unit_of_work import Change, UnitOfWork, View


class SteppingUp:
    """Takes a code, a passkey, a recovery code, or the password of who has nothing else; each try counts."""

    def __init__(self, *, work: UnitOfWork, hashes: PasswordHashes, app: AppCodes, desk: PasskeyDesk) -> None:
        self._work = work
        self._hashes = hashes
        self._app = app
        self._desk = desk

    async def by_code(self, actor: AccountActor, code: str, address: str) -> None:
        await self._show(actor, address, Way.APP, lambda change, account: self._app.use(change, account, code))

    async def by_recovery_code(self, actor: AccountActor, code: str, address: str) -> None:
        def check(change: Change, account: Account) -> bool:
            left = self._app.use_recovery_code(change, account, code)
            if left is not None:
                record_person(change, AuditKind.RECOVERY_CODE_USED, account, actor.sign_in_id, {"left": left})
            return left is not None

        await self._show(actor, address, Way.RECOVERY_CODE, check)

    async def by_password(self, actor: AccountActor, password: str, address: str) -> None:
        """Take the password, of who has no second factor."""
        before = await self._work.view(actor, Permission.OWN_ACCOUNT_READ, lambda view: own(view, actor))
        # Counted before the hash is made: many at once are no way around the wait.
        await tries.begin(self._work, AnonymousActor(address=address), tries.for_codes(actor.account_id))
        good = await self._hashes.matches(before.password_hash, normalized(password))

        def check(change: Change, account: Account) -> bool:
            return good and not account.has_factor and account.password_hash == before.password_hash

        await self._finish(actor, address, Way.PASSWORD, check)

    async def ask_passkey(self, actor: AccountActor) -> Question:
        def of(view: View) -> tuple[str, Account]:
            return bound(actor.sign_in_id), own(view, actor)

        return await self._desk.ask(actor, Permission.OWN_ACCOUNT_CHANGE, Purpose.STEP_UP, of)

    async def by_passkey(self, actor: AccountActor, shown: Shown, address: str) -> None:
        def check(change: Change, account: Account) -> bool:
            owner = self._desk.whose(change, shown, Purpose.STEP_UP, bound(actor.sign_in_id))
            return owner is not None and owner.id == account.id

        await self._show(actor, address, Way.PASSKEY, check)

    async def _show(
        self, actor: AccountActor, address: str, way: Way, check: Callable[[Change, Account], bool]
    ) -> None:
        await tries.begin(self._work, AnonymousActor(address=address), tries.for_codes(actor.account_id))
        await self._finish(actor, address, way, check)

    async def _finish(
        self, actor: AccountActor, address: str, way: Way, check: Callable[[Change, Account], bool]
    ) -> None:
        counted = tries.for_codes(actor.account_id)

        def body(change: Change) -> bool:
            account = own(change, actor)
            if not check(change, account):
                tries.failed(change, account, {"email": account.email, "step": f"step_up, {way.value}"}, counted)
                return False
            tries.clear(change, counted)
            factor = {} if way is Way.PASSWORD else {"factor_at": change.now}
            if way in FOR_SESSION:
                factor["shown_at"] = change.now
            store.update_sign_in(change, str(actor.sign_in_id), {"proved_at": change.now, **factor})
            record_person(change, AuditKind.STEP_UP_DONE, account, actor.sign_in_id, {"by": way.value})
            return True

        if not await self._work.change(actor, Permission.OWN_ACCOUNT_CHANGE, body):
            sentence = "That password did not work." if way is Way.PASSWORD else "That did not work. Try again."
            raise Refusal(sentence, code="step_up.failed", status=400, fields={way.value: sentence})
