"""Rows of grants and visits, through the view or change that is handed in."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, Select, and_, func, insert, or_, select, update

from broker.access.actors import VISITOR
from broker.access.scopes import Reach
from broker.audit.kinds import AuditKind
from broker.entropy import new_id
from broker.features.accounts.consoles import is_open_visit
from broker.features.accounts.people import matches
from broker.features.seamless.rules import MAX_CONSOLES, VisitEnd
from broker.storage import tables
from broker.storage.columns import milliseconds_of
from broker.storage.paging import PageAsked, after, place_after, write_cursor
from broker.storage.unit_of_work import Change, View
from broker.storage.work import within
from protocol.identifiers import AccountId, OrganizationId

_grants = tables.seamless_grants.c
_visits = tables.seamless_visits.c
_accounts = tables.accounts.c
_organizations = tables.organizations.c
_entries = tables.audit_entries.c
_BESIDE: Final = (AuditKind.VISIT_BEGUN.value, AuditKind.VISIT_ENDED.value, AuditKind.ACCESS_DENIED.value)


def grants(view: View, organization: str) -> Sequence[Row[Any]]:
    """List whom an organization lets in, by name."""
    query = _granted().where(_grants.organization_id == organization, _grants.revoked_at.is_(None))
    return view.connection.execute(query.order_by(_accounts.name, _grants.id)).all()


def grant_by_id(view: View, grant: str) -> Row[Any] | None:
    """Read a grant that was not taken back."""
    return view.connection.execute(_granted().where(_grants.id == grant, _grants.revoked_at.is_(None))).one_or_none()


def grant_within_reach(view: View, grant: str) -> Row[Any] | None:
    """Read a grant of an organization in reach: a foreign one is not looked for any further than a missing one."""
    query = _granted().where(_grants.id == grant, _grants.revoked_at.is_(None))
    return view.connection.execute(query.where(view.within_reach(_grants.organization_id))).one_or_none()


def grant_of(view: View, organization: str, account: str) -> Row[Any] | None:
    """Read the grant of a person in an organization, one that was taken back too."""
    found = _granted().where(_grants.organization_id == organization, _grants.account_id == account)
    return view.connection.execute(found).one_or_none()


def put_grant(change: Change, organization: str, account: str, *, active: bool) -> str:
    """Let somebody in, anew where it was taken back before; gives the grant's id."""
    values = {"created_at": change.now, "activated_at": change.now if active else None, "revoked_at": None}
    before = grant_of(change, organization, account)
    if before is not None:
        change.connection.execute(update(tables.seamless_grants).where(_grants.id == before.id).values(values))
        return str(before.id)
    identifier = new_id()
    row = {"id": identifier, "organization_id": organization, "account_id": account} | values
    change.connection.execute(insert(tables.seamless_grants).values(**row))
    return identifier


def activate(change: Change, grant: str) -> bool:
    """Activate a grant; no where it was activated or taken back meanwhile."""
    waiting = (_grants.id == grant) & _grants.activated_at.is_(None) & _grants.revoked_at.is_(None)
    done = change.connection.execute(update(tables.seamless_grants).where(waiting).values(activated_at=change.now))
    return done.rowcount == 1


def active_grants(view: View, account: str) -> Sequence[Row[Any]]:
    """List the grants by which somebody can visit."""
    is_active = _grants.activated_at.is_not(None) & _grants.revoked_at.is_(None)
    return view.connection.execute(_granted().where(_grants.account_id == account, is_active)).all()


def wait_again(change: Change, grant: str) -> None:
    change.connection.execute(update(tables.seamless_grants).where(_grants.id == grant).values(activated_at=None))


def revoke(change: Change, grant: str) -> None:
    change.connection.execute(update(tables.seamless_grants).where(_grants.id == grant).values(revoked_at=change.now))


def organization(view: View, identifier: str) -> Row[Any] | None:
    """Read an organization that is not archived."""
    query = select(tables.organizations).where(_organizations.id == identifier, _organizations.archived_at.is_(None))
    return view.connection.execute(query).one_or_none()


def organization_within_reach(view: View, identifier: str) -> Row[Any] | None:
    """Read an organization in reach that is not archived."""
    query = select(tables.organizations).where(_organizations.id == identifier, _organizations.archived_at.is_(None))
    return view.connection.execute(query.where(view.within_reach(_organizations.id))).one_or_none()


def set_self_managed(change: Change, identifier: str, self_managed: bool) -> None:
    values = {"self_managed": self_managed, "version": _organizations.version + 1}
    change.connection.execute(update(tables.organizations).where(_organizations.id == identifier).values(values))


def insert_visit(change: Change, organization: OrganizationId, account: AccountId, name: str, sign_in: str) -> str:
    identifier = new_id()
    change.connection.execute(
        insert(tables.seamless_visits).values(
            id=identifier,
            organization_id=organization,
            account_id=account,
            visitor=name,
            sign_in_id=sign_in,
            begun_at=change.now,
            seen_at=change.now,
        )
    )
    return identifier


def open_visits(view: View, organization: str, account: str, sign_in: str | None = None) -> Sequence[Row[Any]]:
    """List the visits of a person to an organization that are on; by one sign-in only, where it is named."""
    query = select(tables.seamless_visits).where(
        _visits.organization_id == organization, _visits.account_id == account, _visits.ended_at.is_(None)
    )
    if sign_in is not None:
        query = query.where(_visits.sign_in_id == sign_in, is_open_visit(view.now))
    return view.connection.execute(query).all()


def visit_by_id(view: View, visit: str) -> Row[Any] | None:
    return view.connection.execute(select(tables.seamless_visits).where(_visits.id == visit)).one_or_none()


def end_visit(change: Change, visit: Row[Any], how: VisitEnd) -> None:
    """Note how a visit ended; one whose browser was gone ended when it was last seen."""
    ended = visit.seen_at if how is VisitEnd.OVER else change.now
    values = {"ended_at": ended, "end_reason": how.value}
    change.connection.execute(update(tables.seamless_visits).where(_visits.id == visit.id).values(values))


def visits_over(view: View, most: int) -> Sequence[Row[Any]]:
    """List the visits that nobody ended and that are on no more, because the browser or the sign-in is gone."""
    sign_in = tables.sign_ins.c
    is_alive = select(sign_in.id).where(sign_in.ended_at.is_(None), sign_in.expires_at > view.now)
    is_over = or_(~is_open_visit(view.now), _visits.sign_in_id.not_in(is_alive))
    query = select(tables.seamless_visits).where(_visits.ended_at.is_(None), is_over)
    return view.connection.execute(query.order_by(_visits.begun_at).limit(most)).all()


def visits(view: View, organization: str, asked: PageAsked) -> tuple[Sequence[Row[Any]], str | None, int]:
    """Read part of an organization's visits, newest first, each with how many changes were made."""
    made = select(func.count()).where(
        _entries.organization_id == _visits.organization_id,
        _entries.at >= _visits.begun_at,
        or_(_visits.ended_at.is_(None), _entries.at <= _visits.ended_at),
        _entries.actor_kind == VISITOR,
        _entries.actor_id == _visits.account_id,
        _entries.kind.not_in(_BESIDE),
    )
    here = _visits.organization_id == organization
    total = int(
        view.connection.execute(select(func.count()).select_from(tables.seamless_visits).where(here)).scalar_one()
    )
    query = select(tables.seamless_visits, made.scalar_subquery().label("changes")).where(here)
    position = asked.position(2)
    if position is not None:
        place = place_after(position, by_instant=True)
        query = query.where(after((_visits.begun_at, _visits.id), place, descending=True))
    query = query.order_by(_visits.begun_at.desc(), _visits.id.desc()).limit(asked.limit + 1)
    rows = view.connection.execute(query).all()
    shown = rows[: asked.limit]
    goes_on = len(rows) > asked.limit
    return shown, write_cursor([milliseconds_of(shown[-1].begun_at), shown[-1].id]) if goes_on else None, total


def consoles(view: View, reach: Reach, visitor: str | None, text: str) -> tuple[Sequence[Row[Any]], int]:
    """List the organizations somebody can open: those in reach, and those that let a visitor in; the first by name."""
    let_in = select(_grants.organization_id).where(
        _grants.account_id == visitor, _grants.activated_at.is_not(None), _grants.revoked_at.is_(None)
    )
    by_reach = within(reach, _organizations.id)
    opened = by_reach if visitor is None else or_(by_reach, _organizations.id.in_(let_in))
    conditions = [_organizations.archived_at.is_(None), opened]
    for word in text.replace("\x00", "").split()[:10]:
        conditions.append(or_(matches(_organizations.name, word), matches(_organizations.slug, word)))
    counting = select(func.count()).select_from(tables.organizations).where(*conditions)
    columns = (_organizations.id, _organizations.name, _organizations.slug, and_(by_reach).label("in_reach"))
    query = select(*columns).where(*conditions).order_by(_organizations.name, _organizations.id).limit(MAX_CONSOLES)
    return view.connection.execute(query).all(), int(view.connection.execute(counting).scalar_one())


def _granted() -> Select[Any]:
    return select(tables.seamless_grants, _accounts.name, _accounts.email).join(
        tables.accounts, _accounts.id == _grants.account_id
    )
