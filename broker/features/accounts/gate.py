"""The accounts' answer to the web's questions: who is behind a cookie or a token, and may they."""

from collections.abc import Sequence
from typing import Protocol

from broker.access.actors import AccountActor
from broker.access.decision import decide
from broker.access.permissions import Permission
from broker.errors import PermissionMissing
from broker.features.accounts import store
from broker.features.accounts.factors import is_fresh, step_up_needed
from broker.features.accounts.sign_in import SignIns
from broker.storage.unit_of_work import UnitOfWork, View


class Tokens(Protocol):
    """Who knows the API tokens."""

    async def person(self, token: str, address: str) -> AccountActor | None:
        """Give the owner, with no more rights than the token has; None where it does not work."""
        ...


class AccountGate:
    """Implements `broker.web.policy.Gate`."""

    def __init__(self, sign_ins: SignIns, work: UnitOfWork, tokens: Tokens | None = None) -> None:
        self._sign_ins = sign_ins
        self._work = work
        self._tokens = tokens

    async def actor(self, token: str, address: str) -> AccountActor | None:
        return await self._sign_ins.person(token)

    async def bearer(self, token: str, address: str) -> AccountActor | None:
        return await self._tokens.person(token, address) if self._tokens else None

    async def admit(self, actor: AccountActor, any_of: Sequence[Permission]) -> None:
        if not any(decide(actor, permission, None).allowed for permission in any_of):
            # The door refuses, and counts the denial on the audit log.
            await self._work.view(actor, any_of[0], lambda view: None)
            raise PermissionMissing

    async def require_fresh(self, actor: AccountActor) -> None:
        def look(view: View) -> None:
            account = store.account_by_id(view, actor.account_id)
            found = store.sign_in_by_id(view, actor.sign_in_id) if actor.sign_in_id else None
            if account is None or found is None or found.account_id != account.id:
                # No person is present who could show anything.
                raise step_up_needed(())
            # Who has a second factor shows that one; the password alone is not enough for them.
            if not is_fresh(found.factor_at if account.has_factor else found.proved_at, view.now):
                raise step_up_needed(account.ways)

        await self._work.view(actor, Permission.OWN_ACCOUNT_READ, look)
