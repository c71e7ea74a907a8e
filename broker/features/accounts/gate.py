"""The accounts' answer to the web's questions: who is behind a cookie or a token, and may they."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Protocol

from broker.access.actors import AccountActor, SystemActor
from broker.access.decision import decide
from broker.access.permissions import Permission
from broker.errors import Busy, NotFound, PermissionMissing, StorageFault
from broker.features.accounts import consoles
from broker.features.accounts.proving import check_fresh
from broker.features.accounts.sign_in import SignIns
from broker.storage.unit_of_work import UnitOfWork, View
from broker.web.policy import SOME_BROWSER, Browser
from protocol.identifiers import OrganizationId

_GATE: Final = SystemActor(job="gate")


class Tokens(Protocol):
    """Who knows the API tokens."""

    async def person(self, token: str, address: str) -> AccountActor | None:
        """Give the owner, with no more rights than the token has; None where it does not work."""
        ...


class Sights(Protocol):
    """Who knows who sees whose portal."""

    async def seen(self, viewer: AccountActor, sight: str) -> AccountActor | None:
        """Give the person as whom somebody reads; None where that is over, or may not be any more."""
        ...


class AccountGate:
    """Implements `broker.web.policy.Gate`."""

    def __init__(
        self, sign_ins: SignIns, work: UnitOfWork, tokens: Tokens | None = None, sights: Sights | None = None
    ) -> None:
        self._sign_ins = sign_ins
        self._work = work
        self._tokens = tokens
        self._sights = sights

    async def actor(
        self, token: str, address: str, console: str | None = None, browser: Browser = SOME_BROWSER
    ) -> AccountActor | None:
        person = await self._sign_ins.person(token, browser)
        if person is None or console is None:
            return person
        slug = console

        def find(view: View) -> OrganizationId:
            found = consoles.organization_of(view, slug)
            if found is None:
                raise NotFound
            return found

        place = await self._work.view(_GATE, Permission.ORGANIZATION_READ, find)
        return await self.enter(person, place)

    async def enter(self, actor: AccountActor, organization: OrganizationId) -> AccountActor:
        def look(view: View) -> tuple[AccountActor, bool]:
            found = consoles.enter(view, actor, organization)
            return found, found.visit is not None and consoles.is_stale(view, found.visit)

        found, is_stale = await self._work.view(_GATE, Permission.ORGANIZATION_READ, look)
        visit = found.visit
        if visit is not None and is_stale:
            # Nobody is turned away because this could not be noted just now.
            with suppress(Busy, StorageFault):
                await self._work.change(
                    _GATE, Permission.OWN_ACCOUNT_CHANGE, lambda change: consoles.note_seen(change, visit)
                )
        return found

    async def bearer(self, token: str, address: str) -> AccountActor | None:
        return await self._tokens.person(token, address) if self._tokens else None

    async def seen(self, actor: AccountActor, sight: str) -> AccountActor | None:
        return await self._sights.seen(actor, sight) if self._sights else None

    async def admit(self, actor: AccountActor, any_of: Sequence[Permission]) -> None:
        if not any(decide(actor, permission, None).allowed for permission in any_of):
            # The door refuses, and counts the denial on the audit log.
            await self._work.view(actor, any_of[0], lambda view: None)
            raise PermissionMissing

    async def require_fresh(self, actor: AccountActor) -> None:
        await self._work.view(actor, Permission.OWN_ACCOUNT_READ, lambda view: check_fresh(view, actor))
