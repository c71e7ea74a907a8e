"""Who may be in the console of an organization, and which visits are open."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, exists, select, update

from broker.access.actors import AccountActor
from broker.access.consoles import inside, visiting, visiting_group
from broker.access.groups import SecurityGroup, add_up
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE, covers
from broker.errors import NotFound
from broker.features.accounts.store import active_administrators
from broker.storage import tables
from broker.storage.unit_of_work import Change, Upkeep, View
from protocol.identifiers import OrganizationId

# A visit whose browser is gone is over; an open page asks every few seconds.
VISIT_IDLE: Final = timedelta(minutes=30)
SEEN_EVERY: Final = timedelta(minutes=1)
_visits = tables.seamless_visits.c
_grants = tables.seamless_grants.c
_organizations = tables.organizations.c


def organization_of(view: View, slug: str | None) -> OrganizationId | None:
    """Find the organization whose console has this part in its address."""
    query = select(_organizations.id).where(_organizations.slug == slug, _organizations.archived_at.is_(None))
    found: str | None = view.connection.execute(query).scalar_one_or_none()
    return None if found is None else OrganizationId(found)


def enter(view: View, actor: AccountActor, organization: OrganizationId) -> AccountActor:
    """Give somebody as they are in this console, or say that there is nothing: no such place, or none of theirs."""
    visit = _visit(view, actor, organization)
    if visit is not None:
        return visiting(actor, _given(view, visit.id, organization), organization)
    found = inside(actor, organization)
    if found is None:
        raise NotFound
    return found


def may_visit(groups: Sequence[SecurityGroup]) -> bool:
    """Tell whether somebody is of those whom organizations can let in: who may visit, everywhere."""
    return covers(add_up(groups).reach(Permission.SEAMLESS_VISIT), INSTANCE)


def groups_by_visits(view: View, account_id: str, sign_in_id: str | None) -> tuple[SecurityGroup, ...]:
    """List what the open visits of a sign-in give; of all sign-ins where none is named."""
    conditions = [_visits.account_id == account_id, is_open_visit(view.now)]
    if sign_in_id is not None:
        conditions.append(_visits.sign_in_id == sign_in_id)
    rows = view.connection.execute(select(_visits.id, _visits.organization_id).where(*conditions)).all()
    return tuple(_given(view, row.id, OrganizationId(row.organization_id)) for row in rows)


def _given(view: View, visit: str, organization: OrganizationId) -> SecurityGroup:
    with view.beyond_reach():
        has_own = bool(active_administrators(view, organization))
    return visiting_group(visit, organization, stands_in=not has_own)


def is_open_visit(now: datetime) -> ColumnElement[bool]:
    """Pick the visits that are on: begun, not ended, still used, and still wanted by the organization."""
    wanted = exists().where(
        _grants.organization_id == _visits.organization_id,
        _grants.account_id == _visits.account_id,
        _grants.activated_at.is_not(None),
        _grants.revoked_at.is_(None),
    )
    return and_(_visits.ended_at.is_(None), _visits.seen_at > now - VISIT_IDLE, wanted)


def note_seen(change: Change, visit: str) -> None:
    """Note that a visitor is still there."""
    change.connection.execute(update(tables.seamless_visits).where(_visits.id == visit).values(seen_at=change.now))
    change.needs_no_entry(Upkeep.LAST_SEEN)


def is_stale(view: View, visit: str) -> bool:
    """Tell whether it is time to note again that a visitor is there."""
    query = select(_visits.seen_at).where(_visits.id == visit)
    seen_at: datetime = view.connection.execute(query).scalar_one()
    return view.now - seen_at >= SEEN_EVERY


def _visit(view: View, actor: AccountActor, organization: OrganizationId) -> Row[Any] | None:
    if not covers(actor.grants.reach(Permission.SEAMLESS_VISIT), INSTANCE):
        return None
    query = select(_visits.id).where(
        _visits.account_id == actor.account_id,
        _visits.sign_in_id == actor.sign_in_id,
        _visits.organization_id == organization,
        is_open_visit(view.now),
    )
    return view.connection.execute(query.order_by(_visits.begun_at.desc()).limit(1)).one_or_none()
