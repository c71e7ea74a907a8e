"""Rows of portals and their logos, through the view or change that is handed in."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from broker.access.actors import AccountKind
from broker.access.portal_features import ALL_FEATURES, PortalFeature
from broker.access.portal_groups import read_features, write_features
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.errors import Conflict
from broker.features.portal.logo import KEPT_BYTES, Logo
from broker.features.portal.rules import Looks, Portal, shown
from broker.storage import tables
from broker.storage.work import Change, View

_portals = tables.portals.c
_logos = tables.portal_logos.c
_accounts = tables.accounts.c
_groups = tables.portal_groups.c
_DEFAULTS: Final = Portal()


def portal_of(view: View, home: str) -> Portal:
    """Read the portal of an organization, or of the INSTANCE; one that nobody has changed is as it comes."""
    row = view.connection.execute(select(tables.portals).where(_portals.organization_id == home)).one_or_none()
    return _DEFAULTS if row is None else _portal(row)


def _portal(row: Any) -> Portal:
    return Portal(
        looks=Looks(
            name=row.name,
            colour=row.colour,
            logo=row.logo_hash,
            shows_logo=row.shows_logo,
            uses_colours=row.uses_colours,
        ),
        has_own_looks=row.has_own_looks,
        features=features_on(row.features_off),
        redirect_url=row.redirect_url,
        is_open=row.is_open,
        version=row.version,
    )


def features_on(features_off: str | None) -> frozenset[PortalFeature]:
    """Read which features an organization has on, from those it has switched off; new ones are on."""
    return ALL_FEATURES - read_features(features_off)


def keep(change: Change, home: str, before: Portal, after: Portal) -> None:
    """Store the next version of a portal, unless somebody stored one meanwhile."""
    looks = after.looks
    values: dict[str, Any] = {
        "name": looks.name,
        "colour": looks.colour,
        "logo_hash": looks.logo,
        "shows_logo": looks.shows_logo,
        "uses_colours": looks.uses_colours,
        "has_own_looks": after.has_own_looks,
        "features_off": write_features(ALL_FEATURES - after.features),
        "redirect_url": after.redirect_url,
        "is_open": after.is_open,
        "version": before.version + 1,
    }
    if before.version == 0:
        dialect = postgresql if change.connection.dialect.name == "postgresql" else sqlite
        fresh = dialect.insert(tables.portals).values(organization_id=home, **values).on_conflict_do_nothing()
        written = change.connection.execute(fresh.returning(_portals.version)).first()
    else:
        same = (_portals.organization_id == home, _portals.version == before.version)
        again = update(tables.portals).where(*same).values(values).returning(_portals.version)
        written = change.connection.execute(again).first()
    if written is None:
        raise Conflict


def keep_logo(change: Change, home: str, logo: Logo | None) -> None:
    """Replace the logo of a portal, or take it away."""
    change.connection.execute(delete(tables.portal_logos).where(_logos.organization_id == home))
    if logo is not None:
        row = {"organization_id": home, "hash": logo.hash, "content": logo.content}
        change.connection.execute(insert(tables.portal_logos).values(row))


def logo_content(view: View, name: str) -> bytes | None:
    """Read a logo by its hash."""
    query = select(_logos.content).where(_logos.hash == name).limit(1)
    found: bytes | None = view.connection.execute(query).scalar_one_or_none()
    return found


def logos_at_devices(view: View, organizations: Collection[str]) -> dict[str, str]:
    """Say which logo, by its hash, devices of these organizations show: that of their portal, where it shows one."""
    wanted = _portals.organization_id.in_([INSTANCE, *organizations])
    rows = view.connection.execute(select(tables.portals).where(wanted)).all()
    portals = {row.organization_id: _portal(row) for row in rows}
    instance = portals.get(INSTANCE, _DEFAULTS)
    named = {each: shown(instance, portals.get(each, _DEFAULTS), "").logo for each in organizations}
    # What was kept before there was this limit stays where it was: no device could take it.
    small = (_logos.hash.in_(set(named.values())), func.length(_logos.content) <= KEPT_BYTES)
    fitting = set(view.connection.execute(select(_logos.hash).where(*small)).scalars())
    return {each: logo for each, logo in named.items() if logo in fitting}


def people_with_portal(view: View, organization: str) -> int:
    """Count the end users of an organization who have the portal; whoever has not followed their invitation counts."""
    return int(view.connection.execute(select(func.count()).where(*_has_portal(organization))).scalar_one())


def close_to_strangers(change: Change, organization: str) -> None:
    """Close an open portal where somebody of the organization has the portal by now."""
    open_one = (_portals.organization_id == organization, _portals.is_open, exists().where(*_has_portal(organization)))
    closing = update(tables.portals).where(*open_one).values(is_open=False, version=_portals.version + 1)
    if change.connection.execute(closing).rowcount:
        change.record(AuditKind.PORTAL_CLOSED, organization=organization, subject=organization)


def _has_portal(organization: str) -> tuple[ColumnElement[bool], ...]:
    return (
        _accounts.organization_id == organization,
        _accounts.kind == AccountKind.END_USER.value,
        _accounts.portal_group_id == _groups.id,
        _groups.features != "",
    )


def by_slug(view: View, slug: str) -> Any | None:
    """Find an organization that is not archived by its part of an address."""
    row = tables.organizations.c
    query = select(row.id, row.name).where(row.slug == slug, row.archived_at.is_(None))
    # Not every database takes every sign.
    return view.connection.execute(query).one_or_none() if "\0" not in slug else None
