"""Codes from an app, kept: offering a secret, confirming it by its first code, checking later ones."""

from collections.abc import Callable

from broker.entropy import new_id, random_bytes
from broker.features.accounts import one_time_codes, store
from broker.features.accounts.records import Account
from broker.storage.sealing import Sealer
from broker.storage.work import Change


class AppCodes:
    """Seals the secrets, and uses each code up."""

    def __init__(self, *, sealer: Sealer, randomness: Callable[[int], bytes] = random_bytes) -> None:
        self._sealer = sealer
        self._randomness = randomness

    def new_secret(self) -> str:
        """Draw a secret; before the change, whose body may run again."""
        return one_time_codes.new_secret(self._randomness)

    def new_recovery_codes(self) -> tuple[str, ...]:
        """Draw ten recovery codes; before the change."""
        return one_time_codes.new_recovery_codes(self._randomness)

    def offer(self, change: Change, account: Account, secret: str) -> None:
        """Keep a secret that counts once it is confirmed; what the person has works until then."""
        sealed = self._sealer.seal(secret.encode(), context=_context(account))
        store.update_account(change, account.id, {"totp_offered_encrypted": sealed})

    def confirm(self, change: Change, account: Account, code: str) -> bool:
        """Put the offered secret in place of the one before, where this is a code of it."""
        step = self._matching_step(change, account, account.totp_offered_encrypted, code, last_step=None)
        return step is not None and store.confirm_app(change, account, step)

    def use(self, change: Change, account: Account, code: str) -> bool:
        """Use a code up; no where it is wrong, or was used before."""
        if not account.has_codes:
            return False
        secret = account.totp_secret_encrypted
        step = self._matching_step(change, account, secret, code, last_step=account.totp_last_step)
        return step is not None and store.use_step(change, account.id, step)

    def use_recovery_code(self, change: Change, account: Account, code: str) -> int | None:
        """Use a recovery code up, and say how many are left; None where it is wrong, or was used before."""
        if not account.has_factor:
            return None
        return store.use_recovery_code(change, account.id, one_time_codes.recovery_hash(account.id, code))

    def keep_recovery_codes(self, change: Change, account: Account, codes: tuple[str, ...]) -> None:
        """Keep these recovery codes, as hashes, in place of all before."""
        hashed = [(new_id(), one_time_codes.recovery_hash(account.id, each)) for each in codes]
        store.replace_recovery_codes(change, account.id, hashed)

    def _matching_step(
        self, change: Change, account: Account, sealed: bytes | None, code: str, *, last_step: int | None
    ) -> int | None:
        if sealed is None:
            return None
        secret = self._sealer.unseal(sealed, context=_context(account)).decode()
        return one_time_codes.matching_step(secret, code, change.now, last_step)


def remove_app(change: Change, account: Account) -> None:
    """Forget the app, also one that was only offered."""
    nothing = dict.fromkeys(("totp_secret_encrypted", "totp_confirmed_at", "totp_offered_encrypted", "totp_last_step"))
    store.update_account(change, account.id, nothing)


def _context(account: Account) -> str:
    return f"totp:{account.id}"
