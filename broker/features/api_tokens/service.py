"""API tokens: making, listing and revoking them, and whom a program with one acts for."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Row

from broker.access.actors import AccountActor, AccountKind, Actor, AnonymousActor, SystemActor, UsedToken
from broker.access.groups import narrowed
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE, Reach
from broker.audit.kinds import AuditKind
from broker.entropy import new_id, random_bytes
from broker.errors import BadInput, Busy, Conflict, NotFound, PermissionMissing, StorageFault
from broker.features.accounts import store as accounts
from broker.features.accounts import tries
from broker.features.accounts.records import actor_of, needs_of
from broker.features.api_tokens import rules, store
from broker.features.api_tokens.answers import TokenLine, line_of
from broker.features.api_tokens.rules import State
from broker.features.settings.service import Settings
from broker.storage.listing import Listed
from broker.storage.paging import PageAsked
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View
from protocol.identifiers import OrganizationId

_GATE: Final = SystemActor(job="gate")
_NOTED_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A token that is to be: whose, where it is listed, what it may do, and where."""

    owner: str
    home: OrganizationId | None
    name: str
    permissions: frozenset[Permission]
    reach: Reach
    days: int = rules.USUAL_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A token that was made; the secret is shown this once."""

    secret: str
    line: TokenLine


class ApiTokens:
    """Everything about API tokens."""

    def __init__(
        self, work: UnitOfWork, settings: Settings, *, randomness: Callable[[int], bytes] = random_bytes
    ) -> None:
        self._work = work
        self._settings = settings
        self._randomness = randomness

    async def person(self, token: str, address: str) -> AccountActor | None:
        """Give the owner of a token that works, with what of their rights it carries; wrong ones slow down."""
        found = None
        if rules.has_form(token):
            found = await self._work.view(
                _GATE, Permission.OWN_ACCOUNT_READ, lambda view: _look(view, self._settings, token)
            )
        if found is None or isinstance(found, _Refused):
            await self._refuse(found, address)
            return None
        person, is_stale = found
        if is_stale:
            # Nobody is turned away because this could not be noted just now.
            with suppress(Busy, StorageFault):
                await self._note_use(person, address)
        return person

    async def page(self, actor: Actor, wanted: store.Filter, asked: PageAsked) -> Listed[TokenLine]:
        """Read part of the list of those within reach."""

        def body(view: View) -> Listed[TokenLine]:
            page = store.page(view, wanted, asked)
            return Listed(items=tuple(line_of(view, row) for row in page.rows), next=page.next, total=page.total)

        return await self._work.view(actor, Permission.TOKEN_READ, body)

    async def own(self, actor: AccountActor) -> tuple[TokenLine, ...]:
        """List one's own."""
        return await self._work.view(
            actor,
            Permission.OWN_ACCOUNT_READ,
            lambda view: tuple(line_of(view, row) for row in store.of_owner(view, actor.account_id)),
        )

    async def make_own(self, actor: AccountActor, draft: Draft) -> Made:
        """Make a token of one's own."""
        return await self._make(actor, Permission.OWN_ACCOUNT_CHANGE, draft)

    async def make(self, actor: Actor, draft: Draft) -> Made:
        """Make a token that is an organization's to see and to revoke."""
        return await self._make(actor, Permission.TOKEN_CHANGE, draft)

    async def revoke(self, actor: Actor, token: str) -> TokenLine:
        """End a token within reach, now."""

        def find(change: Change) -> Row[Any]:
            row = store.within_reach(change, token)
            if row is None:
                raise NotFound
            change.require(Permission.TOKEN_CHANGE, row.organization_id or INSTANCE)
            return row

        return await self._revoke(actor, Permission.TOKEN_CHANGE, find)

    async def revoke_own(self, actor: AccountActor, token: str) -> TokenLine:
        """End a token of one's own, now."""

        def find(change: Change) -> Row[Any]:
            row = store.by_id(change, token)
            if row is None or row.account_id != actor.account_id:
                raise NotFound
            return row

        return await self._revoke(actor, Permission.OWN_ACCOUNT_CHANGE, find)

    async def _make(self, actor: Actor, permission: Permission, draft: Draft) -> Made:
        name = rules.read_name(draft.name)
        if not 1 <= draft.days <= rules.MAX_DAYS:
            sentence = f"A token works for 1 to {rules.MAX_DAYS} days."
            raise BadInput(sentence, code="token.wrong_days", fields={"days": sentence})
        secret, identifier = rules.new_token(self._randomness), new_id()

        def body(change: Change) -> TokenLine:
            if permission is Permission.TOKEN_CHANGE:
                change.require(permission, draft.home or INSTANCE)
            owner = _checked_owner(change, self._settings, draft)
            values = {
                "id": identifier,
                "account_id": owner.account_id,
                "organization_id": draft.home,
                "name": name,
                "permissions": json.dumps(_spelled(draft.permissions)),
                "organizations": store.write_reach(draft.reach),
                "created_at": change.now,
                "expires_at": change.now + timedelta(days=draft.days),
            }
            store.add(change, secret, values)
            detail = {"name": name, "permissions": _spelled(draft.permissions), "days": draft.days}
            change.record(
                AuditKind.TOKEN_MADE, organization=draft.home, subject=identifier, person=owner.name, detail=detail
            )
            return _line(change, identifier)

        return Made(secret=secret, line=await self._work.change(actor, permission, body))

    async def _revoke(self, actor: Actor, permission: Permission, find: Callable[[Change], Row[Any]]) -> TokenLine:
        def body(change: Change) -> TokenLine:
            row = find(change)
            if row.revoked_at is not None:
                change.nothing_changed()
                return line_of(change, row)
            store.alter(change, row.id, {"revoked_at": change.now})
            _record(change, AuditKind.TOKEN_REVOKED, row, {})
            return _line(change, row.id)

        return await self._work.change(actor, permission, body)

    async def _refuse(self, refused: "_Refused | None", address: str) -> None:
        """Count a wrong token by where it comes from; one that worked once is on the audit log too."""
        somebody = AnonymousActor(address=address)
        await tries.begin(self._work, somebody, tries.for_address(address, "token_from"))
        if refused is not None:
            detail = {"why": refused.why, "address": address[:100]}
            await self._work.change(
                somebody,
                Permission.SIGN_IN,
                lambda change: _record(change, AuditKind.TOKEN_REFUSED, refused.row, detail),
            )

    async def _note_use(self, person: AccountActor, address: str) -> None:
        def note(change: Change) -> None:
            if person.used_token is not None:
                store.alter(change, person.used_token.id, {"last_used_at": change.now, "last_used_from": address[:100]})
            change.needs_no_entry(Upkeep.LAST_SEEN)

        await self._work.change(_GATE, Permission.OWN_ACCOUNT_CHANGE, note)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refused:
    """A token that is known and does not work."""

    row: Row[Any]
    why: str


def _look(view: View, settings: Settings, token: str) -> tuple[AccountActor, bool] | _Refused | None:
    row = store.by_secret(view, token)
    if row is None:
        return None
    state = rules.state_of(row.expires_at, row.revoked_at, view.now)
    if state is not State.WORKS:
        return _Refused(row=row, why=state.value)
    owner = _owner(view, settings, row.account_id)
    if owner is None:
        return _Refused(row=row, why="owner_cannot_sign_in")
    grants = narrowed(owner.grants, store.permissions_of(row) & rules.FOR_TOKENS, store.reach_of(row))
    person = replace(owner, grants=grants, used_token=UsedToken(id=row.id, name=row.name))
    return person, row.last_used_at is None or view.now - row.last_used_at >= _NOTED_EVERY


def _owner(view: View, settings: Settings, account_id: str) -> AccountActor | None:
    """Give a member of staff as they are now; None where they could not sign in either."""
    account = accounts.account_by_id(view, account_id)
    if account is None or not account.is_active or account.kind is not AccountKind.STAFF:
        return None
    groups = accounts.groups_of(view, account.id)
    everybody = settings.at(view, account.organization_id).mfa_required
    if needs_of(account, groups, everybody=everybody) and not account.has_factor:
        return None
    return actor_of(account, groups, None)


def _checked_owner(change: Change, settings: Settings, draft: Draft) -> AccountActor:
    """Check what a token is to have against what its owner holds at this moment."""
    owner = _owner(change, settings, draft.owner)
    if owner is None:
        raise PermissionMissing("API tokens are for staff who can sign in.")
    rules.check_rights(draft.permissions, draft.reach, owner.grants)
    if isinstance(draft.reach, frozenset) and set(store.names_of(change, draft.reach)) != set(draft.reach):
        raise NotFound
    if store.count_living(change, owner.account_id) >= rules.MAX_TOKENS:
        raise Conflict(
            f"At most {rules.MAX_TOKENS} tokens of one person work at a time. Revoke one first.", code="token.too_many"
        )
    return owner


def _record(change: Change, kind: AuditKind, row: Row[Any], detail: dict[str, str]) -> None:
    change.record(
        kind,
        organization=row.organization_id,
        subject=row.id,
        person=row.owner_name,
        detail={"name": row.name, **detail},
    )


def _line(view: View, token: str) -> TokenLine:
    row = store.by_id(view, token)
    if row is None:
        raise NotFound
    return line_of(view, row)


def _spelled(permissions: frozenset[Permission]) -> list[str]:
    return sorted(each.value for each in permissions)
