"""How a device that joined for one session leaves: its key counts no more, and what it said of itself is forgotten."""

from sqlalchemy import select

from broker.audit.kinds import AuditKind
from broker.features.devices import store
from broker.storage import tables
from broker.storage.work import Change

_devices = tables.devices.c
_FORGOTTEN = {"facts": "{}", "boot_id": None, "presence": "offline"}


def let_leave(change: Change, organization: str, session: str, device: str) -> None:
    """Take a temporary device out with the end of its session; any other device stays as it is."""
    query = select(_devices.name).where(_devices.id == device, _devices.temporary, _devices.revoked_at.is_(None))
    name = change.connection.execute(query).scalar_one_or_none()
    if name is None:
        return
    store.alter(change, device, _FORGOTTEN | {"name": name, "revoked_at": change.now})
    change.record(
        AuditKind.DEVICE_LEFT,
        organization=organization,
        session=session,
        device=device,
        device_name=name,
        subject=device,
    )
