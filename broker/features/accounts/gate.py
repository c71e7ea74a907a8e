"""The accounts' answer to the web's questions: who is behind a cookie, and may they."""

from collections.abc import Sequence

from broker.access.actors import AccountActor
from broker.access.decision import decide
from broker.access.permissions import Permission
from broker.errors import PermissionMissing
from broker.features.accounts.sign_in import SignIns
from broker.storage.unit_of_work import UnitOfWork


class AccountGate:
    """Implements `broker.web.policy.Gate`."""

    def __init__(self, sign_ins: SignIns, work: UnitOfWork) -> None:
        self._sign_ins = sign_ins
        self._work = work

    async def actor(self, token: str, address: str) -> AccountActor | None:
        return await self._sign_ins.person(token)

    async def admit(self, actor: AccountActor, any_of: Sequence[Permission]) -> None:
        if not any(decide(actor, permission, None).allowed for permission in any_of):
            # The door refuses, and counts the denial on the audit log.
            await self._work.view(actor, any_of[0], lambda view: None)
            raise PermissionMissing
