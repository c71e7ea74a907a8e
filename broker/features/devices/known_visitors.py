"""Which devices know an account from a visit that somebody there confirmed by the code: the audit log says so."""

from collections.abc import Collection

from sqlalchemy import func, select

from broker.audit.kinds import AuditKind
from broker.storage import tables
from broker.storage.work import View


def devices_that_know(view: View, account: str, devices: Collection[str]) -> frozenset[str]:
    """Give those of some devices that know an account, and have not been given to somebody else since."""
    if not devices:
        return frozenset()
    entries, sessions, owned = tables.audit_entries.c, tables.sessions.c, tables.devices.c
    confirmed = (
        select(entries.device_id, func.max(entries.at).label("at"))
        .join_from(tables.audit_entries, tables.sessions, sessions.id == entries.session_id)
        .join(tables.devices, owned.id == entries.device_id)
        .where(entries.device_id.in_(sorted(devices)), entries.kind == AuditKind.SESSION_VISITOR_CONFIRMED.value)
        .where(sessions.technician_account_id == account, sessions.organization_id == owned.organization_id)
        .group_by(entries.device_id)
    )
    handed = (
        select(entries.device_id, func.max(entries.at).label("at"))
        .where(entries.device_id.in_(sorted(devices)), entries.kind == AuditKind.DEVICE_ASSIGNED.value)
        .group_by(entries.device_id)
    )
    # Whoever may come to a device need not be allowed to read its log; they learn no more of it than yes or no.
    with view.beyond_reach():
        known = {row.device_id: row.at for row in view.connection.execute(confirmed)}
        given = {row.device_id: row.at for row in view.connection.execute(handed)} if known else {}
    return frozenset(device for device, at in known.items() if device not in given or given[device] < at)
