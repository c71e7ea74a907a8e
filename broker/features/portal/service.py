"""Portals: reading one, changing one, and what everybody may know of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import msgspec
from sqlalchemy import select

from broker.access.actors import Actor, AnonymousActor
from broker.access.permissions import Permission
from broker.access.portal_features import PortalFeature
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.errors import Conflict, NotFound, saved_first
from broker.features.portal import rules, store
from broker.features.portal.logo import Logo, read_logo
from broker.features.portal.rules import Looks, Portal
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import OrganizationId

LOGO_PATH: Final = "/logos/"
_PLAIN: Final = ("own_looks", "name", "colour", "logo", "shows_logo", "uses_colours", "features")


class LooksAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How a portal looks to everybody, and whether it is there at all: null where there is none of it."""

    name: str
    colour: str | None
    logo: str | None
    redirect_url: str | None
    is_open: bool


class PortalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A portal as those who look after it see it; `inherited` is how it would look without looks of its own."""

    version: int
    own_looks: bool
    name: str
    colour: str
    logo: str | None
    logo_hash: str
    shows_logo: bool
    uses_colours: bool
    features: tuple[PortalFeature, ...]
    redirect_url: str
    is_open: bool
    people: int
    inherited: LooksAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a portal is to be from now on, a new logo as base64, and which version of it that somebody looked at."""

    portal: Portal
    new_logo: str | None = None
    version: int


class Portals:
    """Reads and changes portals."""

    def __init__(
        self, work: UnitOfWork, *, instance_name: str, told: Callable[[OrganizationId], None] = lambda home: None
    ) -> None:
        self._work = work
        self._instance_name = instance_name
        self._told = told

    async def one(self, actor: Actor, home: OrganizationId) -> PortalAnswer:
        """Read the portal of an organization, or with INSTANCE the instance's."""
        return await self._work.view(actor, Permission.PORTAL_READ, lambda view: self._answer(view, home), at=home)

    async def change(self, actor: Actor, home: OrganizationId, wanted: Wanted) -> PortalAnswer:
        """Change a portal; the second of two writers is told what the first one left."""
        checked = _checked(wanted.portal)
        logo = None if wanted.new_logo is None else await read_logo(wanted.new_logo)
        after = replace(checked, looks=replace(checked.looks, logo=logo.hash)) if logo else checked

        def body(change: Change) -> PortalAnswer:
            _check_known(change, home)
            before = store.portal_of(change, home)
            _check_version(before, after, wanted.version)
            if after.looks.logo not in {"", before.looks.logo, logo.hash if logo else ""}:
                raise NotFound
            if after.is_open:
                _check_may_open(change, home)
            if replace(after, version=before.version) == before:
                change.nothing_changed()
            else:
                _keep(change, home, before, after, logo)
                change.after_commit(self._told, home)
            return self._answer(change, home)

        return await self._work.change(actor, Permission.PORTAL_CHANGE, body, at=home)

    async def looks(self, slug: str, address: str) -> LooksAnswer:
        """Say how a portal looks; an address that is nobody's looks like the instance."""

        def look(view: View) -> LooksAnswer:
            found = store.by_slug(view, slug)
            return self._looks(view, store.portal_of(view, found.id if found else INSTANCE))

        return await self._work.view(AnonymousActor(address=address), Permission.PORTAL_SEE, look)

    async def logo(self, name: str, address: str) -> bytes:
        """Give a logo by its hash."""
        found = await self._work.view(
            AnonymousActor(address=address), Permission.PORTAL_SEE, lambda view: store.logo_content(view, name)
        )
        if found is None:
            raise NotFound
        return found

    def _looks(self, view: View, portal: Portal) -> LooksAnswer:
        looks = rules.shown(store.portal_of(view, INSTANCE), portal, self._instance_name)
        return LooksAnswer(
            name=looks.name,
            colour=looks.colour or None,
            logo=logo_path(looks),
            redirect_url=portal.redirect_url or None,
            is_open=portal.is_open,
        )

    def _answer(self, view: View, home: OrganizationId) -> PortalAnswer:
        _check_known(view, home)
        portal = store.portal_of(view, home)
        looks = portal.looks
        return PortalAnswer(
            version=portal.version,
            own_looks=portal.has_own_looks,
            name=looks.name,
            colour=looks.colour,
            logo=logo_path(looks),
            logo_hash=looks.logo,
            shows_logo=looks.shows_logo,
            uses_colours=looks.uses_colours,
            features=tuple(feature for feature in PortalFeature if feature in portal.features),
            redirect_url=portal.redirect_url,
            is_open=portal.is_open,
            people=store.people_with_portal(view, home),
            inherited=self._looks(view, Portal()),
        )


def logo_path(looks: Looks) -> str | None:
    """Say where a logo is served."""
    return f"{LOGO_PATH}{looks.logo}.png" if looks.logo else None


def _checked(portal: Portal) -> Portal:
    looks = replace(
        portal.looks, name=rules.read_name(portal.looks.name), colour=rules.read_colour(portal.looks.colour)
    )
    return replace(portal, looks=looks, redirect_url=rules.read_redirect(portal.redirect_url))


def _check_known(view: View, home: OrganizationId) -> None:
    if home == INSTANCE:
        return
    row = tables.organizations.c
    if view.connection.execute(select(row.id).where(row.id == home, view.within_reach(row.id))).first() is None:
        raise NotFound


def _check_version(before: Portal, after: Portal, version: int) -> None:
    if before.version != version:
        raise saved_first(rules.words_of(before), rules.words_of(after))


def _check_may_open(view: View, home: OrganizationId) -> None:
    people = store.people_with_portal(view, home)
    if home == INSTANCE or people:
        who = "One person" if people == 1 else f"{people} people"
        sentence = f"{who} of this organization can sign in. An open portal is for organizations where nobody can."
        raise Conflict(sentence, code="portal.has_people", fields={"is_open": sentence})


def _keep(change: Change, home: OrganizationId, before: Portal, after: Portal, logo: Logo | None) -> None:
    store.keep(change, home, before, after)
    if after.looks.logo != before.looks.logo:
        store.keep_logo(change, home, logo)
    old, new = rules.words_of(before), rules.words_of(after)

    def record(kind: AuditKind, *fields: str) -> None:
        detail = rules.changes(old, new, fields)
        if detail:
            change.record(kind, organization=home, subject=home, detail=detail)

    record(AuditKind.PORTAL_CHANGED, *_PLAIN)
    record(AuditKind.PORTAL_DISABLED if after.redirect_url else AuditKind.PORTAL_ENABLED, "redirect_url")
    record(AuditKind.PORTAL_OPENED if after.is_open else AuditKind.PORTAL_CLOSED, "is_open")
