"""Administrators of an organization: by an invitation, or let in where the address is a provider administrator's."""

from collections.abc import Callable
from typing import Final

import msgspec

from broker.access.actors import AccountActor, AccountKind
from broker.access.permissions import INSIDE, Permission
from broker.access.scopes import only
from broker.audit.kinds import AuditKind
from broker.entropy import new_id
from broker.errors import Conflict, NotFound
from broker.features.accounts import store as accounts
from broker.features.accounts.records import ACTIVE, Account
from broker.features.accounts.rules import email_key
from broker.features.invitations.issuing import Issuer
from broker.features.invitations.rules import Purpose
from broker.features.people.rules import read_person
from broker.features.seamless import rules, store
from broker.features.seamless.grants import SeamlessAccess, is_provider_administrator
from broker.features.security_groups.rules import NOTHING, Given, check_pairs
from broker.features.security_groups.service import held_by
from broker.features.security_groups.store import add_members
from broker.storage.unit_of_work import Change, UnitOfWork
from protocol.identifiers import AccountId, OrganizationId

ASSIGN: Final = Permission.GROUP_ASSIGN


class Appointed(msgspec.Struct, frozen=True, kw_only=True):
    """Who is an administrator now: somebody new who was invited, or somebody of the provider who was let in."""

    name: str
    email: str
    is_provider: bool


class Administrators:
    """Appoints administrators; implements `organizations.service.FirstAdministrators`."""

    def __init__(self, *, work: UnitOfWork, issuer: Issuer, access: SeamlessAccess) -> None:
        self._work = work
        self._issuer = issuer
        self._access = access

    async def appoint(self, actor: AccountActor, organization: str, name: str, email: str) -> Appointed:
        """Add an administrator to an organization."""
        appoint = self._prepare(name, email, is_first=False)

        def body(change: Change) -> Appointed:
            place = store.organization_within_reach(change, organization)
            if place is None:
                raise NotFound
            change.require(Permission.STAFF_CREATE, place.id)
            return appoint(change, place.id)

        return await self._work.change(actor, ASSIGN, body)

    def prepare(self, name: str, email: str) -> Callable[[Change, OrganizationId], object]:
        """Make ready the first administrator of an organization that is being made."""
        return self._prepare(name, email, is_first=True)

    def _prepare(self, name: str, email: str, *, is_first: bool) -> Callable[[Change, OrganizationId], Appointed]:
        kept = read_person(name, email, "")
        token, identifier = self._issuer.token(), AccountId(new_id())

        def appoint(change: Change, organization: OrganizationId) -> Appointed:
            check_pairs(held_by(change), NOTHING, Given(permissions=INSIDE, reach=only(organization)))
            with change.beyond_reach():
                known = accounts.account_by_key(change, email_key(kept["email"]))
                is_provider = known is not None and is_provider_administrator(change, known)
            if known is None:
                self._invite(change, _account(identifier, organization, kept), token)
                return Appointed(name=kept["name"], email=kept["email"], is_provider=False)
            if not is_provider:
                sentence = "This e-mail address cannot be used."
                raise Conflict(sentence, code="account.exists", fields={"email": sentence})
            if not is_first and isinstance(change.actor, AccountActor):
                rules.check_is_own(change.actor, organization)
            place = store.organization(change, organization)
            with change.beyond_reach():
                self._access.let_in(change, place, known, None if is_first else token)
            return Appointed(name=known.name, email=known.email, is_provider=True)

        return appoint

    def _invite(self, change: Change, account: Account, token: str) -> None:
        home = account.organization_id
        group = accounts.administrators_group(change, home or "")
        if group is None:
            raise NotFound
        accounts.insert_account(change, account, email_key(account.email))
        detail = {"kind": account.kind.value, "email": account.email}
        change.record(
            AuditKind.ACCOUNT_CREATED, organization=home, subject=account.id, person=account.name, detail=detail
        )
        add_members(change, group[0], [account.id])
        given = {"name": group[1], "account": account.id, "added": True}
        change.record(AuditKind.GROUP_ASSIGNED, organization=home, subject=group[0], person=account.name, detail=given)
        self._issuer.issue(change, account, Purpose.INVITATION, account.email, token)


def _account(identifier: AccountId, organization: OrganizationId, kept: dict[str, str]) -> Account:
    return Account(
        id=identifier,
        kind=AccountKind.STAFF,
        organization_id=organization,
        email=kept["email"],
        name=kept["name"],
        phone="",
        password_hash=None,
        totp_secret_encrypted=None,
        totp_confirmed_at=None,
        totp_last_step=None,
        status=ACTIVE,
    )
