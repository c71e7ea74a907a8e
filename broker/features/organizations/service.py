"""Organizations: reading those within reach, making, changing, archiving and restoring them."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import msgspec
from sqlalchemy import ColumnElement, Select, and_, insert, or_, select, update

from broker.access.actors import AccountKind, Actor
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE, covers
from broker.audit.kinds import AuditKind
from broker.clock import instant_text
from broker.entropy import new_id
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing, saved_first
from broker.features.accounts.store import insert_administrators_group
from broker.features.organizations.rules import read_name, read_slug, slug_of
from broker.storage import tables
from broker.storage.columns import milliseconds_of
from broker.storage.device_words import respell
from broker.storage.listing import Listed, Order, in_order, read_part
from broker.storage.paging import PageAsked, place_after, write_cursor
from broker.storage.searching import folded, holds
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import OrganizationId

_rows = tables.organizations.c


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """The end user who speaks for an organization."""

    id: str
    name: str


class Organization(msgspec.Struct, frozen=True, kw_only=True):
    """An organization; the slug is its part of an address."""

    id: OrganizationId
    name: str
    slug: str
    created_at: str | None
    archived_at: str | None
    main_contact: Contact | None
    is_self_managed: bool
    is_closed: bool
    """It manages itself, and of it only this is told: that it is there, and its name."""
    version: int


class FirstAdministrators(Protocol):
    """Whoever makes the first administrator of an organization that is being made; wired in app.py."""

    def prepare(self, name: str, email: str) -> Callable[[Change, OrganizationId], object]:
        """Check the wish, and give what is to be done in the change."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An organization that is to be; without a wish its slug is taken from its name."""

    name: str
    slug: str | None = None
    self_managed: bool = False
    administrator: tuple[str, str] | None = None
    """Name and e-mail address."""


class Listing(StrEnum):
    """Which organizations a list shows."""

    ACTIVE = "active"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list is narrowed to."""

    text: str = ""
    shown: Listing = Listing.ACTIVE
    newest_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How an organization is to be from now on, and which version of it that somebody looked at."""

    name: str
    slug: str
    main_contact_id: str | None
    version: int


class Organizations:
    """Reads and makes organizations."""

    def __init__(
        self,
        work: UnitOfWork,
        *,
        revoked: Callable[[str], None] = lambda organization: None,
        administrators: FirstAdministrators | None = None,
    ) -> None:
        self._work = work
        self._revoked = revoked
        self._administrators = administrators

    async def page(self, actor: Actor, narrowed: Filter, asked: PageAsked) -> Listed[Organization]:
        """Give a part of those within reach, where the next part begins, and how many there are."""
        return await self._work.view(actor, Permission.ORGANIZATION_READ, lambda view: _page(view, narrowed, asked))

    async def one(self, actor: Actor, organization: str) -> Organization:
        """Read one organization, an archived one too."""
        return await self._work.view(actor, Permission.ORGANIZATION_READ, lambda view: _one(view, organization))

    async def add(self, actor: Actor, name: str, slug: str | None = None) -> Organization:
        """Make an organization that the provider manages."""
        return await self.make(actor, Draft(name=name, slug=slug))

    async def make(self, actor: Actor, draft: Draft) -> Organization:
        """Make an organization, with its first administrator where one is named."""
        spelled = read_name(draft.name)
        address = read_slug(draft.slug) if draft.slug else slug_of(spelled)
        appoint = self._prepared(draft)

        def body(change: Change) -> Organization:
            made = create(change, spelled, address)
            if appoint is not None:
                appoint(change, made.id)
            if not draft.self_managed:
                return made
            closing = update(tables.organizations).where(_rows.id == made.id).values(self_managed=True)
            change.connection.execute(closing)
            _record(change, AuditKind.ORGANIZATION_SELF_MANAGED, made.id, spelled, {})
            row = change.connection.execute(_query().where(_rows.id == made.id)).one()
            return _organization(row, is_closed=True)

        return await self._work.change(actor, Permission.ORGANIZATION_CREATE, body)

    def _prepared(self, draft: Draft) -> Callable[[Change, OrganizationId], object] | None:
        if draft.administrator is not None and self._administrators is not None:
            return self._administrators.prepare(*draft.administrator)
        if draft.self_managed:
            sentence = "Name its administrator: the provider cannot enter it."
            raise BadInput(sentence, code="organization.no_administrator", fields={"email": sentence})
        return None

    async def change(self, actor: Actor, organization: str, wanted: Wanted) -> Organization:
        """Change name, slug and main contact; the second of two writers is told what the first one left."""
        read_name(wanted.name)
        read_slug(wanted.slug)
        return await self._work.change(
            actor, Permission.ORGANIZATION_CHANGE, lambda change: alter(change, organization, wanted)
        )

    async def archive(self, actor: Actor, organization: str) -> Organization:
        """Take an organization out of lists and choices; its people cannot sign in until it is restored."""
        return await self._put_away(actor, organization, AuditKind.ORGANIZATION_ARCHIVED)

    async def restore(self, actor: Actor, organization: str) -> Organization:
        """Bring an archived organization back as it was."""
        return await self._put_away(actor, organization, AuditKind.ORGANIZATION_RESTORED)

    async def _put_away(self, actor: Actor, organization: str, kind: AuditKind) -> Organization:
        archives = kind is AuditKind.ORGANIZATION_ARCHIVED

        def body(change: Change) -> Organization:
            found = _one(change, organization)
            if (found.archived_at is not None) == archives:
                change.nothing_changed()
                return found
            values = {"archived_at": change.now if archives else None, "version": found.version + 1}
            change.connection.execute(update(tables.organizations).where(_rows.id == organization).values(values))
            _record(change, kind, organization, found.name, {})
            if archives:
                change.after_commit(self._revoked, organization)
            return _one(change, organization)

        return await self._work.change(actor, Permission.ORGANIZATION_ARCHIVE, body)


def create(change: Change, name: str, slug: str) -> Organization:
    """Make an organization inside a change; name and slug are spelled already."""
    if not change.may(Permission.ORGANIZATION_CREATE, INSTANCE):
        # What is made is outside of every reach but the one that takes in all.
        raise PermissionMissing
    _check_free(change, slug, None)
    identifier = OrganizationId(new_id())
    values = {"id": identifier, "name": name, "slug": slug, "created_at": change.now, "version": 1}
    change.connection.execute(insert(tables.organizations).values(values))
    insert_administrators_group(change, new_id(), identifier)
    _record(change, AuditKind.ORGANIZATION_CREATED, identifier, name, {})
    return _organization(change.connection.execute(_query().where(_rows.id == identifier)).one())


def alter(change: Change, organization: str, wanted: Wanted) -> Organization:
    """Change an organization inside a change; the second of two writers is told what the first one left."""
    name, slug = read_name(wanted.name), read_slug(wanted.slug)
    found = _one(change, organization)
    if found.version != wanted.version:
        raise saved_first(_fields(found), {"name": name, "slug": slug})
    if slug != found.slug and not change.may(Permission.ORGANIZATION_CHANGE, INSTANCE):
        # Addresses are the instance's: which of them are taken is not for one organization to know.
        raise PermissionMissing("Only somebody of the provider can change an address.")
    _check_free(change, slug, organization)
    contact = _contact(change, wanted.main_contact_id, organization)
    fields = {"name": name, "slug": slug}
    values = fields | {"name_key": folded(name), "main_contact_id": contact, "version": found.version + 1}
    change.connection.execute(update(tables.organizations).where(_rows.id == organization).values(values))
    if name != found.name:
        respell(change, tables.devices.c.organization_id == organization)
    before = {f"{field}_before": old for field, old in _fields(found).items() if fields[field] != old}
    _record(change, AuditKind.ORGANIZATION_CHANGED, organization, name, before)
    return _one(change, organization)


def _record(change: Change, kind: AuditKind, organization: str, name: str, more: dict[str, str]) -> None:
    change.record(kind, organization=organization, subject=organization, detail={"name": name, **more})


def _query() -> Select[Any]:
    account = tables.accounts.c
    return select(tables.organizations, account.name.label("contact_name")).outerjoin(
        tables.accounts, account.id == _rows.main_contact_id
    )


def _one(view: View, organization: str) -> Organization:
    row = view.connection.execute(_query().where(_rows.id == organization, view.within_reach(_rows.id))).one_or_none()
    if row is None:
        raise NotFound
    return _organization(row)


def _page(view: View, narrowed: Filter, asked: PageAsked) -> Listed[Organization]:
    # Whoever runs the installation knows that an organization is there, and no more of one that manages itself.
    runs = view.may(Permission.ORGANIZATION_CREATE, INSTANCE)
    with view.beyond_reach() if runs else nullcontext():
        return _part(view, narrowed, asked, runs=runs)


def _part(view: View, narrowed: Filter, asked: PageAsked, *, runs: bool) -> Listed[Organization]:
    is_archived = _rows.archived_at.is_not(None)
    reach = view.within_reach(_rows.id)
    conditions = [
        or_(reach, _rows.self_managed) if runs else reach,
        is_archived if narrowed.shown is Listing.ARCHIVED else ~is_archived,
    ]
    for word in narrowed.text.split()[:10]:
        conditions.append(or_(holds(_rows.name_key, word), and_(reach, holds(_rows.slug, word))))
    first: ColumnElement[Any] = _rows.created_at if narrowed.newest_first else _rows.name
    order = Order(columns=(first, _rows.id), descending=narrowed.newest_first)
    position = asked.position(2)
    place = None if position is None else place_after(position, by_instant=narrowed.newest_first)
    part = read_part(view.connection, and_(*conditions), order, place, asked.limit)
    rows = in_order(view.connection.execute(_query().where(_rows.id.in_(part.ids))).all(), part.ids)
    following = None
    if part.has_more:
        last = rows[-1]
        following = write_cursor([milliseconds_of(last.created_at) if narrowed.newest_first else last.name, last.id])
    found = tuple(_organization(row, is_closed=not covers(view.reach, row.id)) for row in rows)
    return Listed(items=found, next=following, total=part.total, at_least=part.at_least)


def _check_free(view: View, slug: str, but: str | None) -> None:
    taken = view.connection.execute(select(_rows.id).where(_rows.slug == slug, _rows.id != (but or ""))).first()
    if taken is not None:
        sentence = "There is an organization of this name." if but is None else "This address is taken."
        raise Conflict(sentence, code="organization.exists", fields={"slug": "This address is taken."})


def _contact(view: View, account: str | None, organization: str) -> str | None:
    if account is None:
        return None
    row = tables.accounts.c
    query = select(row.id).where(
        row.id == account, row.organization_id == organization, row.kind == AccountKind.END_USER.value
    )
    found: str | None = view.connection.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def _fields(organization: Organization) -> dict[str, str]:
    return {"name": organization.name, "slug": organization.slug}


def _organization(row: Any, *, is_closed: bool = False) -> Organization:
    contact = None if is_closed else row.main_contact_id
    return Organization(
        id=OrganizationId(row.id),
        name=row.name,
        slug="" if is_closed else row.slug,
        created_at=None if is_closed else instant_text(row.created_at),
        archived_at=instant_text(row.archived_at) if row.archived_at and not is_closed else None,
        main_contact=Contact(id=contact, name=row.contact_name) if contact and row.contact_name else None,
        is_self_managed=row.self_managed,
        is_closed=is_closed,
        version=1 if is_closed else row.version,
    )
