"""Signing in at the company's provider: away with a state, back with a code, then like everybody else."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from broker.access.actors import AnonymousActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.entropy import random_bytes, url_text
from broker.errors import NotFound, Refusal
from broker.features.accounts import store as accounts
from broker.features.accounts import tries
from broker.features.accounts.records import Account, actor_of
from broker.features.accounts.rules import email_key, is_same_address
from broker.features.accounts.sign_in import SignIns, Step
from broker.features.accounts.store import token_hash
from broker.features.accounts.tries import Counted
from broker.features.company_sign_in import store
from broker.features.company_sign_in.claims import Identity, Unbelieved
from broker.features.company_sign_in.provider import Asked, OutOfReach, Provider
from broker.features.company_sign_in.store import Journey
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep

SECRET_BYTES: Final = 32
LIFETIME: Final = timedelta(minutes=10)
MOST_AWAY: Final = 10_000
"""How many can be on their way at once; beyond that the oldest begin again, so that no flood fills the disk."""
RETURN_PATH: Final = "/sign-in/company"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Where to send a person, and what their browser keeps until they are back."""

    address: str
    binding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What a person came back with, and what their browser kept."""

    state: str
    code: str
    binding: str
    issuer: str | None


class CompanySignIns:
    """Sends people to the provider and takes them back; without a provider there is no such door."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        sealer: Sealer,
        sign_ins: SignIns,
        provider: Provider | None,
        url: Callable[[], str],
        randomness: Callable[[int], bytes] = random_bytes,
    ) -> None:
        self._work = work
        self._sealer = sealer
        self._sign_ins = sign_ins
        self._provider = provider
        self._url = url
        self._randomness = randomness

    async def depart(self, address: str, *, anew: bool = False) -> Departure:
        """Begin: the state, nonce and verifier are fresh, and good for one return within ten minutes."""
        provider, somebody = self._known(), AnonymousActor(address=address)
        await tries.begin(self._work, somebody, _departures(address))
        state, nonce, verifier, binding = (self._secret() for _ in range(4))
        challenge = url_text(hashlib.sha256(verifier.encode()).digest())  # RFC 7636, section 4.2
        where = await self._asked(provider, Asked(state=state, nonce=nonce, challenge=challenge, anew=anew))
        journey = Journey(
            binding_hash=token_hash(binding),
            nonce=nonce,
            verifier_encrypted=self._sealer.seal(verifier.encode(), context=_context(state)),
            anew=anew,
        )

        def keep(change: Change) -> None:
            store.delete_old_journeys(change)
            store.insert_journey(change, state, journey, change.now + LIFETIME)
            store.keep_newest(change, MOST_AWAY)
            change.needs_no_entry(Upkeep.TICKET)

        await self._work.change(somebody, Permission.SIGN_IN, keep)
        return Departure(address=where, binding=binding)

    async def come_back(self, back: Return, address: str) -> Step:
        """Finish the first step of a sign-in; a second factor is asked for as after a password."""
        provider, somebody, counted = self._known(), AnonymousActor(address=address), tries.for_address(address)
        await tries.begin(self._work, somebody, counted)
        journey = await self._work.change(somebody, Permission.SIGN_IN, lambda change: _arrival(change, back.state))
        try:
            identity = await self._identity(provider, journey, back)
        except Unbelieved as fault:
            _log.warning("company_sign_in.refused", why=fault.why)
            await self._work.change(somebody, Permission.SIGN_IN, lambda change: _failed(change, None, address))
            raise _refused() from None

        if journey is not None and journey.anew and identity.shown_at is None:
            raise _not_told_when()

        def find(change: Change) -> Account | None:
            account = _account_of(change, identity)
            if account is None:
                _failed(change, identity, address)
                return None
            tries.succeeded(change, counted)
            tries.succeeded(change, _departures(address))
            return account

        step = await self._sign_ins.by_identity(find, address, identity.shown_at)
        if step is None:
            raise _refused()
        return step

    async def _identity(self, provider: Provider, journey: Journey | None, back: Return) -> Identity:
        if journey is None:
            raise Unbelieved("the state is unknown, used or too old")
        if not hmac.compare_digest(journey.binding_hash, token_hash(back.binding)):
            raise Unbelieved("another browser came back than the one that left")
        verifier = self._sealer.unseal(journey.verifier_encrypted, context=_context(back.state)).decode()
        try:
            return await provider.identity(
                back.code, verifier=verifier, nonce=journey.nonce, redirect=self._redirect, issuer=back.issuer
            )
        except OutOfReach as fault:
            raise _out_of_reach(fault) from None

    async def _asked(self, provider: Provider, asked: Asked) -> str:
        try:
            return await provider.address(asked, self._redirect)
        except OutOfReach as fault:
            raise _out_of_reach(fault) from None

    def _known(self) -> Provider:
        if self._provider is None:
            raise NotFound
        return self._provider

    @property
    def _redirect(self) -> str:
        return self._url() + RETURN_PATH

    def _secret(self) -> str:
        return url_text(self._randomness(SECRET_BYTES))


def _departures(address: str) -> Counted:
    """Count who leaves and does not come back, apart from wrong tries: each of them is a row kept for a while."""
    return tries.for_address(address, "company_from")


def _arrival(change: Change, state: str) -> Journey | None:
    journey = store.use_journey(change, state)
    change.needs_no_entry(Upkeep.TICKET)
    return journey


def _account_of(change: Change, identity: Identity) -> Account | None:
    """Find whose identity this is; the first time by the address that the provider has checked, then for good."""
    known = store.account_known_as(change, identity)
    if known is not None:
        return _active(accounts.account_by_id(change, known))
    if identity.email is None:
        return None
    account = _active(accounts.account_by_key(change, email_key(identity.email)))
    if account is None or not is_same_address(identity.email, account.email):
        return None
    if store.has_other_identity(change, account.id, identity.issuer):
        return None
    store.insert_identity(change, account.id, identity)
    change.record(
        AuditKind.COMPANY_IDENTITY_LINKED,
        organization=account.organization_id,
        subject=account.id,
        person=account.name,
        detail={"issuer": identity.issuer, "email": identity.email},
        actor=actor_of(account, (), None),
    )
    return account


def _active(account: Account | None) -> Account | None:
    return account if account is not None and account.is_active else None


def _failed(change: Change, identity: Identity | None, address: str) -> None:
    shown = {"email": (identity.email if identity else None) or "somebody of the company", "step": "company"}
    tries.failed(change, None, shown, tries.for_address(address))


def _refused() -> Refusal:
    """One sentence for every reason."""
    return Refusal(
        "That did not work. Ask your administrator whether you have an account here.",
        code="sign_in.failed",
        status=401,
    )


def _not_told_when() -> Refusal:
    _log.warning("company_sign_in.no_auth_time")
    return Refusal(
        "The company's sign-in does not say when you signed in there. "
        "Ask your administrator to have it send auth_time.",
        code="company_sign_in.no_time",
        status=403,
    )


def _out_of_reach(fault: OutOfReach) -> Refusal:
    _log.warning("company_sign_in.out_of_reach", why=str(fault))
    return Refusal(
        "The company's sign-in is out of reach. Try again in a minute, or sign in with your password.",
        code="company_sign_in.out_of_reach",
        status=503,
    )


def _context(state: str) -> str:
    return f"company:{token_hash(state)}"
