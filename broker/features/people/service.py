"""Looking after people: making, changing, disabling and deleting accounts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import msgspec

from broker.access.actors import AccountKind, Actor, SystemActor
from broker.access.permissions import Permission
from broker.access.portal_groups import BuiltInPortalGroup, read_features
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.clock import instant_text
from broker.entropy import new_id
from broker.errors import BadInput, Conflict, NotFound, saved_first
from broker.features.accounts import store as accounts
from broker.features.accounts.records import ACTIVE, Account
from broker.features.accounts.rules import email_key, is_same_address
from broker.features.invitations.store import void_links
from broker.features.mail.letters import LetterKind
from broker.features.people import rules, store
from broker.features.people.acts import Act, Acts, check_can_go, is_oneself
from broker.features.people.looking_after import looked_after, permission_for
from broker.features.people.store import Status
from broker.features.portal_groups.service import group_for
from broker.storage import tables
from broker.storage.listing import Listed
from broker.storage.paging import PageAsked
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import AccountId, OrganizationId

T = TypeVar("T")
_JOB: Final = SystemActor(job="people")
_PURGED_AT_ONCE: Final = 20


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """The organization that a person belongs to."""

    id: str
    name: str


class Portal(msgspec.Struct, frozen=True, kw_only=True):
    """What an end user's portal is: off, or what a group gives."""

    is_on: bool
    group: Home


class PersonAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A person, as those who look after them see them."""

    id: str
    kind: AccountKind
    name: str
    email: str
    phone: str
    organization: Home | None
    status: Status
    portal: Portal | None
    """None for staff."""
    has_second_factor: bool
    requires_factor: bool
    has_password: bool
    last_sign_in_at: str | None
    delete_at: str | None
    created_at: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A person who is to be."""

    kind: AccountKind
    name: str
    email: str
    phone: str
    organization_id: str | None
    portal_group_id: str | None = None
    """Of an end user; without a wish it is *Standard*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a person is to be kept from now on, and which version of it that somebody looked at."""

    name: str
    email: str
    phone: str
    version: int


class PeopleService:
    """Everything that is done to other people's accounts."""

    def __init__(self, *, work: UnitOfWork, acts: Acts) -> None:
        self._work = work
        self._acts = acts

    async def page(self, actor: Actor, narrowed: store.Filter, asked: PageAsked) -> Listed[PersonAnswer]:
        """Read part of the list."""

        def body(view: View) -> Listed[PersonAnswer]:
            page = store.page(view, narrowed, asked)
            people = tuple(_person(row) for row in page.rows)
            return Listed(items=people, next=page.next, total=page.total, at_least=page.at_least)

        return await self._work.view(actor, Permission.ACCOUNT_READ, body)

    async def one(self, actor: Actor, account: str) -> PersonAnswer:
        """Read one person."""
        return await self._work.view(actor, Permission.ACCOUNT_READ, lambda view: _person(_found(view, account)))

    async def add(self, actor: Actor, draft: Draft) -> PersonAnswer:
        """Make an account that has no password yet: it cannot be signed in to before one is set."""
        kept = rules.read_person(draft.name, draft.email, draft.phone)
        if draft.kind is AccountKind.END_USER and draft.organization_id is None:
            sentence = "An end user belongs to an organization."
            raise BadInput(sentence, code="account.wrong_kind", fields={"organization_id": sentence})
        if draft.kind is AccountKind.STAFF and draft.portal_group_id is not None:
            sentence = "Only end users have a portal."
            raise BadInput(sentence, code="account.wrong_kind", fields={"portal_group_id": sentence})
        return await self._work.change(actor, rules.CREATE[draft.kind], lambda change: self.create(change, draft, kept))

    def create(self, change: Change, draft: Draft, kept: dict[str, str]) -> PersonAnswer:
        """Make an account inside a change; `kept` is what the rules made of the draft."""
        home, identifier = draft.organization_id, AccountId(new_id())
        change.require(rules.CREATE[draft.kind], home or INSTANCE)
        if home is not None and not _is_open(change, home):
            raise NotFound
        key = email_key(kept["email"])
        _check_free(change, key, None)
        if draft.portal_group_id is not None:
            group_for(change, draft.portal_group_id, home or INSTANCE)
        accounts.insert_account(change, _account(identifier, draft, kept), key)
        self._record(change, AuditKind.ACCOUNT_CREATED, identifier, home, kept["name"], {"kind": draft.kind.value})
        return _person(_any(change, identifier))

    async def change(self, actor: Actor, account: str, wanted: Wanted) -> PersonAnswer:
        """Change name, e-mail address and phone; the second of two writers is told what the first one left."""
        kept = rules.read_person(wanted.name, wanted.email, wanted.phone)

        def body(change: Change, row: Any) -> PersonAnswer:
            if row.version != wanted.version:
                raise saved_first({"name": row.name, "email": row.email, "phone": row.phone}, kept)
            return self.alter(change, row, kept)

        return await self.on(actor, account, body)

    def alter(self, change: Change, row: Any, kept: dict[str, str]) -> PersonAnswer:
        """Keep name, e-mail address and phone inside a change, whose actor may look after this person."""
        stored = {"name": row.name, "email": row.email, "phone": row.phone}
        key = email_key(kept["email"])
        _check_free(change, key, row.id)
        if not is_same_address(kept["email"], row.email):
            if is_oneself(change.actor, row.id):
                raise rules.own_address()
            self._move(change, row, kept["email"])
        store.alter(change, row.id, kept | {"email_key": key})
        before = {f"{field}_before": value for field, value in stored.items() if kept[field] != value}
        self._record(change, AuditKind.ACCOUNT_CHANGED, row.id, row.organization_id, kept["name"], before)
        change.after_commit(self._acts.look_again)
        return _person(_any(change, row.id))

    def _move(self, change: Change, row: Any, email: str) -> None:
        """See to it that nothing sent to the former mailbox opens anything, and have whoever reads it know."""
        former = accounts.account_by_id(change, row.id)
        assert former is not None
        with change.beyond_reach():
            void_links(change, row.id)
            if former.password_hash is not None or store.has_signed_in(change, row.id):
                self._acts.inviting.tell(change, former, LetterKind.EMAIL_CHANGED, former.email, new_address=email)
        self._acts.wait_again(change, row.id)

    async def disable(self, actor: Actor, account: str) -> PersonAnswer:
        """Shut a person out: what they are signed in to, and what they see, ends now."""

        return await self._act(actor, account, Act.DISABLE)

    async def enable(self, actor: Actor, account: str) -> PersonAnswer:
        """Let a person sign in again."""

        return await self._act(actor, account, Act.ENABLE)

    async def set_portal(self, actor: Actor, account: str, group: str | None) -> PersonAnswer:
        """Give an end user the portal of a group, or none; without a password they are invited."""
        return await self._act(actor, account, Act.MOVE, group or BuiltInPortalGroup.NO_ACCESS.id)

    async def _act(self, actor: Actor, account: str, act: Act, group: str | None = None) -> PersonAnswer:
        token = self._acts.inviting.token()

        def body(change: Change, row: Any) -> PersonAnswer:
            leads_to = group_for(change, group, row.organization_id or INSTANCE) if group else None
            if not self._acts.do(change, row, act, leads_to, token).changed:
                change.nothing_changed()
                return _person(row)
            change.after_commit(self._acts.look_again)
            return _person(_any(change, account))

        return await self.on(actor, account, body)

    async def delete(self, actor: Actor, account: str, typed_name: str) -> PersonAnswer:
        """Shut a person out, and delete the account in a week."""

        def body(change: Change, row: Any) -> PersonAnswer:
            rules.check_typed_name(typed_name, row.name)
            if row.delete_at is not None:
                change.nothing_changed()
                return _person(row)
            check_can_go(change, row)
            store.alter(change, account, {"delete_at": change.now + rules.KEPT})
            self._acts.shut_out(change, row, AuditKind.ACCOUNT_LEAVING)
            change.after_commit(self._acts.look_again)
            return _person(_any(change, account))

        return await self.on(actor, account, body)

    async def keep(self, actor: Actor, account: str) -> PersonAnswer:
        """Think better of deleting a person."""

        def body(change: Change, row: Any) -> PersonAnswer:
            if row.delete_at is None:
                change.nothing_changed()
                return _person(row)
            store.alter(change, account, {"delete_at": None})
            self._record(change, AuditKind.ACCOUNT_KEPT, account, row.organization_id, row.name, {})
            return _person(_any(change, account))

        return await self.on(actor, account, body)

    async def purge(self) -> None:
        """Delete those whose week is over; what happened stays on the audit log."""

        def body(change: Change) -> None:
            due = store.due(change, change.now, _PURGED_AT_ONCE)
            for row in due:
                store.purge(change, row.id)
                self._record(change, AuditKind.ACCOUNT_DELETED, row.id, row.organization_id, row.name, {})
            if not due:
                change.nothing_changed()

        await self._work.change(_JOB, Permission.END_USER_CHANGE, body)

    async def on(self, actor: Actor, account: str, body: Callable[[Change, Any], T]) -> T:
        """Change a person whom the actor may look after; whoever is out of reach is not there."""
        permission = await permission_for(self._work, actor, account)
        return await self._work.change(
            actor, permission, lambda change: body(change, looked_after(change, actor, account))
        )

    def _record(
        self, change: Change, kind: AuditKind, account: str, home: str | None, name: str, detail: dict[str, str]
    ) -> None:
        """Put something on the audit log, and have open pages read the person again."""
        change.record(kind, organization=home, subject=account, person=name, detail=detail)
        change.after_commit(self._acts.told, account, home or INSTANCE)


def _found(view: View, account: str) -> Any:
    row = store.by_id(view, account)
    if row is None:
        raise NotFound
    return row


def _any(view: View, account: str) -> Any:
    """Read a person who was written just now, whatever the reach."""
    return view.connection.execute(store.with_home().where(tables.accounts.c.id == account)).one()


def _check_free(view: View, key: str, but: str | None) -> None:
    with view.beyond_reach():
        other = accounts.account_by_key(view, key)
    if other is not None and other.id != but:
        sentence = "This e-mail address cannot be used."
        raise Conflict(sentence, code="account.exists", fields={"email": sentence})


def _is_open(view: View, organization: str) -> bool:
    row = tables.organizations.c
    query = tables.organizations.select().where(row.id == organization, row.archived_at.is_(None))
    return view.connection.execute(query).first() is not None


def _account(identifier: AccountId, draft: Draft, kept: dict[str, str]) -> Account:
    return Account(
        id=identifier,
        kind=draft.kind,
        organization_id=OrganizationId(draft.organization_id) if draft.organization_id else None,
        email=kept["email"],
        name=kept["name"],
        phone=kept["phone"],
        password_hash=None,
        totp_secret_encrypted=None,
        totp_confirmed_at=None,
        totp_last_step=None,
        status=ACTIVE,
        portal_group_id=draft.portal_group_id or BuiltInPortalGroup.STANDARD.id,
    )


def _portal(row: Any) -> Portal:
    group = Home(id=row.portal_group_id, name=row.portal_group_name or "")
    return Portal(is_on=bool(read_features(row.portal_features)), group=group)


def _person(row: Any) -> PersonAnswer:
    home = row.organization_id
    leaving = row.delete_at is not None
    return PersonAnswer(
        id=row.id,
        kind=AccountKind(row.kind),
        name=row.name,
        email=row.email,
        phone=row.phone,
        organization=Home(id=home, name=row.organization_name) if home else None,
        portal=_portal(row) if row.kind == AccountKind.END_USER.value else None,
        has_second_factor=row.totp_confirmed_at is not None or row.passkeys > 0,
        requires_factor=row.requires_factor,
        has_password=row.password_hash is not None,
        last_sign_in_at=instant_text(row.last_sign_in_at) if row.last_sign_in_at else None,
        status=Status.LEAVING if leaving else Status(row.status),
        delete_at=instant_text(row.delete_at) if leaving else None,
        created_at=instant_text(row.created_at),
        version=row.version,
    )
