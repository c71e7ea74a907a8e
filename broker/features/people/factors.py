"""Other people's second factors: which they have, whether they must have one, and resetting them."""

from typing import Any

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import Conflict, NotFound
from broker.features.accounts import passkey_store
from broker.features.accounts import store as accounts
from broker.features.accounts.app_codes import remove_app
from broker.features.accounts.factors import News
from broker.features.accounts.news import Tell
from broker.features.accounts.own_factors import Factors, factors_of
from broker.features.accounts.records import Account
from broker.features.people import store
from broker.features.people.acts import Act, Acts
from broker.features.people.service import PeopleService
from broker.features.settings.service import Settings
from broker.storage.unit_of_work import Change, UnitOfWork, View


class PeoplesFactors:
    """What those who look after people do about their second factors."""

    def __init__(self, people: PeopleService, acts: Acts, *, work: UnitOfWork, settings: Settings, tell: Tell) -> None:
        self._people = people
        self._acts = acts
        self._work = work
        self._settings = settings
        self._tell = tell

    async def read(self, actor: AccountActor, account: str) -> Factors:
        """Say which second factors somebody has, and why they must have one."""

        def look(view: View) -> Factors:
            if store.by_id(view, account) is None:
                raise NotFound
            return self._factors(view, account)

        return await self._work.view(actor, Permission.ACCOUNT_READ, look)

    async def require(self, actor: AccountActor, account: str, *, required: bool) -> Factors:
        """Ask for a second factor from somebody, or ask no more; who has none sets one up at the next sign-in."""

        def body(change: Change, row: Any) -> Factors:
            if self._acts.do(change, row, Act.REQUIRE_MFA if required else Act.WAIVE_MFA, None, "").changed:
                change.after_commit(self._acts.look_again)
            else:
                change.nothing_changed()
            return self._factors(change, account)

        return await self._people.on(actor, account, body)

    async def reset(self, actor: AccountActor, account: str) -> Factors:
        """Take all second factors of somebody away who has lost them; they are signed out, and told by mail."""
        if actor.account_id == account:
            raise Conflict("This is you. Change your own second step on your profile.", code="account.oneself")

        def body(change: Change, row: Any) -> Factors:
            found = _account(change, account)
            if not found.has_factor:
                change.nothing_changed()
                return self._factors(change, account)
            remove_app(change, found)
            passkey_store.remove(change, found.id)
            accounts.replace_recovery_codes(change, found.id, ())
            self._acts.shut_out(change, row, AuditKind.FACTORS_RESET)
            self._acts.wait_again(change, row.id)
            change.after_commit(self._acts.look_again)
            self._tell(change, found, News.FACTORS_RESET, actor.name)
            return self._factors(change, account)

        return await self._people.on(actor, account, body)

    def _factors(self, view: View, account: str) -> Factors:
        return factors_of(view, self._settings, _account(view, account))


def _account(view: View, account: str) -> Account:
    found = accounts.account_by_id(view, account)
    if found is None:
        raise NotFound
    return found
