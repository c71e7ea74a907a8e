"""Which devices know an account from a visit that somebody there confirmed by the code: the audit log says so."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from broker.audit.kinds import AuditKind
from broker.storage import tables
from broker.storage.work import View
from protocol.grant import Origin
from protocol.visits import KNOWN_DAYS

_entries, _sessions, _owned = tables.audit_entries.c, tables.sessions.c, tables.devices.c
# A no to a visit takes back what was confirmed, and so does "I did not ask for this" to whatever it was.
_TAKEN_BACK: Final = or_(
    _entries.kind.in_((AuditKind.SESSION_NOT_ASKED_FOR.value, AuditKind.SESSION_VISITOR_FORGOTTEN.value)),
    and_(_entries.kind == AuditKind.SESSION_CONSENT_REFUSED.value, _sessions.origin == Origin.UNATTENDED.value),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVisitor:
    """Somebody whom a device lets in while nobody can be asked, and since when."""

    account: str
    name: str
    at: datetime


def devices_that_know(view: View, account: str, devices: Collection[str]) -> frozenset[str]:
    """Give those of some devices that know an account, where nobody took that back, nor was given the device, since."""
    if not devices:
        return frozenset()
    there = sorted(devices)
    confirmed = _of_account(account, there).where(_entries.kind == AuditKind.SESSION_VISITOR_CONFIRMED.value)
    confirmed = confirmed.join(tables.devices, _owned.id == _entries.device_id)
    since = view.now - timedelta(days=KNOWN_DAYS)
    confirmed = confirmed.where(_sessions.organization_id == _owned.organization_id, _entries.at > since)
    handed = select(_entries.device_id, func.max(_entries.at).label("at")).where(
        _entries.device_id.in_(there), _entries.kind == AuditKind.DEVICE_ASSIGNED.value
    )
    # Whoever may come to a device need not be allowed to read its log; they learn no more of it than yes or no.
    with view.beyond_reach():
        known = _newest(view, confirmed)
        given = _newest(view, handed) if known else {}
        refused = _newest(view, _of_account(account, there).where(_TAKEN_BACK)) if known else {}
    return frozenset(
        device
        for device, at in known.items()
        if all(device not in later or later[device] < at for later in (given, refused))
    )


def known_to(view: View, device: str) -> tuple[KnownVisitor, ...]:
    """Give whom one device knows, the newest first, by the same entries."""
    home = select(_owned.organization_id).where(_owned.id == device).scalar_subquery()
    since = view.now - timedelta(days=KNOWN_DAYS)
    confirmed = _by_account(device, _entries.kind == AuditKind.SESSION_VISITOR_CONFIRMED.value)
    confirmed = confirmed.where(_sessions.organization_id == home, _entries.at > since)
    handed = select(func.max(_entries.at)).where(
        _entries.device_id == device, _entries.kind == AuditKind.DEVICE_ASSIGNED.value
    )
    with view.beyond_reach():
        rows = view.connection.execute(confirmed.order_by(func.max(_entries.at).desc())).all()
        refused = {row.id: row.at for row in view.connection.execute(_by_account(device, _TAKEN_BACK))} if rows else {}
        given = view.connection.execute(handed).scalar_one() if rows else None
    return tuple(
        KnownVisitor(account=row.id, name=row.name, at=row.at)
        for row in rows
        if all(later is None or later < row.at for later in (refused.get(row.id), given))
    )


def _by_account(device: str, condition: ColumnElement[bool]) -> Select[Any]:
    """Read the newest such entry of a device for each account that held a session there."""
    accounts = tables.accounts.c
    return (
        select(accounts.id, accounts.name, func.max(_entries.at).label("at"))
        .join_from(tables.audit_entries, tables.sessions, _sessions.id == _entries.session_id)
        .join(tables.accounts, accounts.id == _sessions.technician_account_id)
        .where(_entries.device_id == device, condition)
        .group_by(accounts.id, accounts.name)
    )


def _of_account(account: str, devices: list[str]) -> Select[Any]:
    """Read the entries of sessions that an account held on some devices."""
    return (
        select(_entries.device_id, func.max(_entries.at).label("at"))
        .join_from(tables.audit_entries, tables.sessions, _sessions.id == _entries.session_id)
        .where(_entries.device_id.in_(devices), _sessions.technician_account_id == account)
    )


def _newest(view: View, query: Select[Any]) -> dict[str, datetime]:
    rows = view.connection.execute(query.group_by(_entries.device_id))
    return {row.device_id: row.at for row in rows}
