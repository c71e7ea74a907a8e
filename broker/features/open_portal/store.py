"""Rows of visitors' requests, through the view or change that is handed in."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from broker.access.portal_features import PortalFeature
from broker.access.portal_groups import BuiltInPortalGroup, read_features
from broker.features.accounts.store import token_hash
from broker.features.portal.store import features_on, people_with_portal
from broker.storage import tables
from broker.storage.work import Change, View

_visits = tables.visitor_requests.c
_sessions = tables.sessions.c


def open_organization(view: View, slug: str) -> Any | None:
    """Find the organization whose open portal lets visitors ask; whatever is in the way, there is none."""
    organization, portal, group = tables.organizations.c, tables.portals.c, tables.portal_groups.c
    query = (
        select(organization.id, organization.name, portal.features_off, group.features)
        .join(tables.portals, portal.organization_id == organization.id)
        .join(tables.portal_groups, group.id == BuiltInPortalGroup.NON_PORTAL.id)
        .where(
            organization.slug == slug.replace("\0", ""),
            organization.archived_at.is_(None),
            portal.is_open,
            portal.redirect_url == "",
        )
    )
    row = view.connection.execute(query).one_or_none()
    people = people_with_portal(view, row.id if row else "")
    if row is None or people:
        return None
    given = read_features(row.features) & features_on(row.features_off)
    return row if PortalFeature.ASK_FOR_HELP in given else None


def has_messages(view: View, organization: str) -> bool:
    """Tell whether visitors of an organization's portal have messages: by their group, and as the portal has it on."""
    portal, group = tables.portals.c, tables.portal_groups.c
    query = (
        select(portal.features_off, group.features)
        .join(tables.portal_groups, group.id == BuiltInPortalGroup.NON_PORTAL.id)
        .where(portal.organization_id == organization)
    )
    row = view.connection.execute(query).one_or_none()
    given = read_features(row.features) & features_on(row.features_off) if row else frozenset()
    return PortalFeature.OWN_REQUESTS in given


def may_write(view: View, organization: str) -> bool:
    """Tell whether visitors may still write: they have messages, and somebody could come in and ask there now."""
    slug = view.connection.execute(
        select(tables.organizations.c.slug).where(tables.organizations.c.id == organization)
    ).scalar_one_or_none()
    is_open = slug is not None and open_organization(view, slug) is not None
    return is_open and has_messages(view, organization)


def keep(change: Change, secret: str, session: str, organization: str, address: str) -> None:
    """Remember by which secret a request is read again, and from where it came."""
    row = {"secret_hash": token_hash(secret), "session_id": session, "organization_id": organization}
    change.connection.execute(
        insert(tables.visitor_requests).values(row | {"address": address, "created_at": change.now})
    )


def asked_since(view: View, since: datetime, *, address: str | None = None, organization: str | None = None) -> int:
    """Count the requests that came from an address, or to an organization, since a moment."""
    place = _visits.address == address if address is not None else _visits.organization_id == organization
    query = select(func.count()).where(place, _visits.created_at > since)
    return int(view.connection.execute(query).scalar_one())


def waiting(view: View, organization: str) -> int:
    """Count the requests of an organization's visitors that wait for an answer."""
    query = (
        select(func.count())
        .select_from(tables.visitor_requests)
        .join(tables.sessions, _sessions.id == _visits.session_id)
        .where(_visits.organization_id == organization, _sessions.state_name == "requested")
    )
    return int(view.connection.execute(query).scalar_one())


def by_secret(view: View, secret: str, since: datetime) -> Any | None:
    """Find by a secret which request it opens, and whose that is."""
    query = select(_visits.session_id, _visits.organization_id).where(
        _visits.secret_hash == token_hash(secret), _visits.created_at > since
    )
    return view.connection.execute(query).one_or_none()


def request_of(view: View, session: str) -> Any:
    """Read a request with the note that staff wrote on it."""
    query = (
        select(_sessions.state, _sessions.note, tables.organizations.c.name)
        .join(tables.organizations, tables.organizations.c.id == _sessions.organization_id)
        .where(_sessions.id == session)
    )
    return view.connection.execute(query).one()


def forget(change: Change, addresses_before: datetime, links_before: datetime) -> bool:
    """Forget where old requests came from, and the links of those that are older still."""
    known = (_visits.created_at < addresses_before, _visits.address != "")
    forgotten = change.connection.execute(update(tables.visitor_requests).where(*known).values(address=""))
    gone = change.connection.execute(delete(tables.visitor_requests).where(_visits.created_at < links_before))
    return bool(forgotten.rowcount or gone.rowcount)
