"""Where passkeys are asked for and checked: at sign-in, in place of a code, alone, when added and when stepping up."""

from collections.abc import Callable
from dataclasses import dataclass

from broker.access.actors import Actor, AnonymousActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.entropy import new_id, random_bytes
from broker.errors import Conflict
from broker.features.accounts import passkey_store, store, tries
from broker.features.accounts.factors import News, Way
from broker.features.accounts.news import Tell, keep_quiet
from broker.features.accounts.passkey_store import Passkey
from broker.features.accounts.passkeys import (
    CHALLENGE_BYTES,
    MAX_PASSKEYS,
    Made,
    Purpose,
    RelyingParty,
    Shown,
    challenge_in,
    check_made,
    check_shown,
    went_back,
)
from broker.features.accounts.records import Account, StoredSignIn
from broker.features.accounts.shut_portals import shut_for
from broker.features.accounts.sign_in import (
    SignIns,
    Step,
    half_done,
    open_sign_in,
    or_refused,
    record_person,
    signed_in,
)
from broker.features.portal.rules import PortalOff
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to a browser's passkeys; `known` are those of the person, where it is known who that is."""

    challenge: bytes
    party: RelyingParty
    known: tuple[Passkey, ...] = ()
    account: Account | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """A passkey that somebody has made and named."""

    made: Made
    name: str
    transports: tuple[str, ...]


class PasskeyDesk:
    """Asks passkeys and checks their answers; each question works once, for one purpose, in one place."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        party: Callable[[], RelyingParty],
        tell: Tell = keep_quiet,
        randomness: Callable[[int], bytes] = random_bytes,
    ) -> None:
        self._work = work
        self._party = party
        self._tell = tell
        self._randomness = randomness

    async def ask(
        self, actor: Actor, permission: Permission, purpose: Purpose, of: Callable[[View], tuple[str, Account | None]]
    ) -> Question:
        """Make a question; `of` says in the change what it is bound to, and of whom it is asked."""
        party, challenge = self._party(), self._randomness(CHALLENGE_BYTES)

        def keep(change: Change) -> Question:
            bound_to, account = of(change)
            known = passkey_store.of_account(change, account.id) if account else ()
            if purpose is Purpose.ADD and len(known) >= MAX_PASSKEYS:
                raise Conflict(f"There are {MAX_PASSKEYS} passkeys already. Remove one first.", code="passkey.too_many")
            passkey_store.ask(change, challenge, purpose, bound_to)
            change.needs_no_entry(Upkeep.TICKET)
            return Question(challenge=challenge, party=party, known=known, account=account)

        return await self._work.change(actor, permission, keep)

    def add(self, change: Change, account: Account, wished: Wished, bound_to: str) -> bool:
        """Keep a new passkey; no where it does not answer our question."""
        challenge = challenge_in(wished.made.client_data)
        if challenge is None or not passkey_store.take(change, challenge, Purpose.ADD, bound_to):
            return False
        made = check_made(self._party(), wished.made, challenge)
        if made is None or passkey_store.by_credential(change, made.credential_id) is not None:
            return False
        if account.passkeys >= MAX_PASSKEYS:
            return False
        passkey_store.add(change, new_id(), account.id, made, name=wished.name, transports=wished.transports)
        record_person(change, AuditKind.PASSKEY_ADDED, account, None, {"name": wished.name})
        self._tell(change, account, News.PASSKEY_ADDED, wished.name)
        return True

    def whose(self, change: Change, shown: Shown, purpose: Purpose, bound_to: str) -> Account | None:
        """Give whose passkey answers our question; None where it does not, whatever the reason."""
        challenge = challenge_in(shown.client_data)
        if challenge is None or not passkey_store.take(change, challenge, purpose, bound_to):
            return None
        passkey = passkey_store.by_credential(change, shown.credential_id)
        account = store.account_by_id(change, passkey.account_id) if passkey else None
        if passkey is None or account is None or not account.is_active:
            return None
        alone = purpose is Purpose.ALONE
        handle = shown.user_handle
        if (handle is None and alone) or handle not in (None, account.id.encode()):
            return None
        proof = check_shown(self._party(), shown, challenge, passkey.public_key, alone=alone)
        if proof is None:
            return None
        if went_back(passkey.sign_count, proof.sign_count):
            detail = {"name": passkey.name, "kept": passkey.sign_count, "shown": proof.sign_count}
            record_person(change, AuditKind.PASSKEY_WENT_BACK, account, None, detail)
            return None
        return account if passkey_store.note_use(change, passkey, proof.sign_count) else None


class PasskeySignIns:
    """Signing in by a passkey, alone or as second factor, and setting up the first one."""

    def __init__(self, *, work: UnitOfWork, sign_ins: SignIns, desk: PasskeyDesk) -> None:
        self._work = work
        self._sign_ins = sign_ins
        self._desk = desk

    async def ask_alone(self, address: str) -> Question:
        """Ask whichever passkey the person has for us."""
        somebody = AnonymousActor(address=address)
        return await self._desk.ask(
            somebody, Permission.SIGN_IN, Purpose.ALONE, lambda view: (f"address:{address}", None)
        )

    async def alone(self, shown: Shown, address: str) -> Step:
        """Sign in by a passkey that made sure of its person; every failure is the same sentence."""
        somebody, counted = AnonymousActor(address=address), tries.for_address(address)
        await tries.begin(self._work, somebody, counted)
        token = self._sign_ins.token()

        def finish(change: Change) -> Step | PortalOff | None:
            account = self._desk.whose(change, shown, Purpose.ALONE, f"address:{address}")
            if account is None:
                detail = {"email": "somebody with a passkey", "step": Way.PASSKEY_ALONE.value}
                tries.failed(change, None, detail, counted)
                return None
            tries.succeeded(change, counted)
            if shut := shut_for(account, self._sign_ins.settings.at(change, account.organization_id)):
                change.needs_no_entry(Upkeep.COUNTER)
                return shut
            open_sign_in(change, account, token, address, complete=True, proved_at=change.now, factor=Way.PASSKEY_ALONE)
            return signed_in(token)

        step = await self._work.change(somebody, Permission.SIGN_IN, finish)
        if step is None:
            raise tries.passkey_failed()
        return or_refused(step)

    async def ask_second(self, token: str | None, address: str) -> Question:
        """Ask for one of the person's passkeys, after the password."""
        return await self._ask_half_done(token, address, Purpose.SECOND)

    async def second(self, token: str | None, shown: Shown, address: str) -> Step:
        """Take the second step with a passkey."""

        def check(change: Change, found: StoredSignIn, account: Account) -> bool:
            owner = self._desk.whose(change, shown, Purpose.SECOND, bound(found.id))
            return owner is not None and owner.id == account.id

        return await self._sign_ins.second_step(token, address, Way.PASSKEY, check)

    async def ask_first(self, token: str | None, address: str) -> Question:
        """Ask for a new passkey of who must have a second factor and has none."""
        return await self._ask_half_done(token, address, Purpose.ADD)

    async def first(self, token: str | None, wished: Wished, address: str) -> Step:
        """Finish setting up a passkey as the first second factor; gives the recovery codes, this once."""

        def check(change: Change, found: StoredSignIn, account: Account) -> bool:
            return not account.has_factor and self._desk.add(change, account, wished, bound(found.id))

        return await self._sign_ins.first_factor(token, address, Way.PASSKEY, check)

    async def _ask_half_done(self, token: str | None, address: str, purpose: Purpose) -> Question:
        def of(view: View) -> tuple[str, Account | None]:
            found, account = half_done(view, token)
            if account.has_factor and purpose is Purpose.ADD:
                raise Conflict("There is a second step already.", code="factor.exists")
            return bound(found.id), account

        return await self._desk.ask(AnonymousActor(address=address), Permission.SIGN_IN, purpose, of)


def bound(sign_in_id: str | None) -> str:
    """Bind a question to a sign-in."""
    return f"sign_in:{sign_in_id}"
