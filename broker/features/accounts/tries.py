"""Counting of tries: each counts as a failure from its beginning, so that many at once are no way around the wait."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from broker.access.actors import AnonymousActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import Refusal
from broker.features.accounts import slowing, store
from broker.features.accounts.hashing import too_many_tries
from broker.features.accounts.records import Account
from broker.features.accounts.slowing import Pace
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from broker.web.connection_guard import address_group


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Where a try is counted, and how fast that place slows down."""

    key: str
    pace: Pace


def for_account(key: str) -> Counted:
    """Count by e-mail address, whether there is such an account or not."""
    return Counted(key=f"account:{hashlib.sha256(key.encode()).hexdigest()}", pace=slowing.ACCOUNT)


def for_address(address: str, what: str = "address") -> Counted:
    """Count where tries come from; whoever has one address of an IPv6 network of /64 has them all."""
    return Counted(key=f"{what}:{address_group((address, 0))[:100]}", pace=slowing.ADDRESS)


def for_known(known: str, key: str) -> Counted:
    """Count in a browser that its person is known by, apart from everybody who guesses elsewhere."""
    return Counted(key=f"known:{hashlib.sha256(f'{known}:{key}'.encode()).hexdigest()}", pace=slowing.KNOWN)


def for_codes(account: str) -> Counted:
    return Counted(key=f"code:{account}", pace=slowing.CODE)


async def begin(work: UnitOfWork, actor: AnonymousActor, *counted: Counted) -> None:
    """Count a try, or refuse it with the seconds to wait; what is refused here costs no entry and no hash."""

    def count(change: Change) -> int:
        before = {each.key: store.tries_of(change, each.key) for each in counted}
        wait = max(slowing.seconds_left(tries, change.now) for tries in before.values())
        if wait:
            change.nothing_changed()
            return wait
        for each in counted:
            store.keep_tries(change, each.key, slowing.after_failure(before[each.key], each.pace, change.now))
        change.needs_no_entry(Upkeep.COUNTER)
        return 0

    wait = await work.change(actor, Permission.SIGN_IN, count)
    if wait:
        raise too_many_tries(wait)


def failed(change: Change, account: Account | None, detail: Mapping[str, str], *counted: Counted) -> None:
    """Put a failed try on the audit log, and that it made the next one wait where it did."""
    place = account.organization_id if account else None
    subject = account.id if account else None
    change.record(AuditKind.SIGN_IN_FAILED, organization=place, subject=subject, detail=detail)
    if any(slowing.seconds_left(store.tries_of(change, each.key), change.now) for each in counted):
        change.record(AuditKind.SIGN_IN_SLOWED, organization=place, subject=subject, detail=detail)


def clear(change: Change, account: Counted, address: Counted | None = None) -> None:
    """Note that a try succeeded: the account's failures are over, the address's only this one."""
    store.keep_tries(change, account.key, None)
    if address is not None:
        succeeded(change, address)


def succeeded(change: Change, counted: Counted) -> None:
    """Take back the failure that was counted when the try began; those before it stay."""
    store.keep_tries(change, counted.key, slowing.after_success(store.tries_of(change, counted.key)))


def passkey_failed() -> Refusal:
    """One sentence for every reason."""
    return Refusal("That passkey did not work.", code="sign_in.failed", status=401)


def password_failed() -> Refusal:
    """One sentence for every reason."""
    return Refusal("That did not work. Check e-mail and password.", code="sign_in.failed", status=401)


def code_failed() -> Refusal:
    """One sentence for every reason."""
    return Refusal("That code did not work.", code="sign_in.failed", status=401)
