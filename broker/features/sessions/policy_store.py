"""The newest policy of each device in storage: its number, and the fingerprint of what it says."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from broker.storage import tables
from broker.storage.work import Change, View
from protocol.identifiers import DeviceId

_rows = tables.device_policies.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """What a device was given last; number 0 is none yet."""

    number: int = 0
    content: str = ""


NEVER = Issued()


def issued(view: View, devices: Collection[DeviceId]) -> dict[DeviceId, Issued]:
    """Read what these devices were given last."""
    query = select(_rows.device_id, _rows.number, _rows.content).where(_rows.device_id.in_(sorted(devices)))
    return {
        DeviceId(row.device_id): Issued(number=row.number, content=row.content)
        for row in view.connection.execute(query)
    }


def number_of(view: View, device: DeviceId) -> int:
    """Give the number of a device's newest policy."""
    return issued(view, (device,)).get(device, NEVER).number


def keep(change: Change, device: DeviceId, policy: Issued) -> None:
    """Store what a device is given; a number never goes down."""
    values = {"number": policy.number, "content": policy.content, "issued_at": change.now}
    dialect = postgresql if change.connection.dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(tables.device_policies).values(device_id=device, **values)
    change.connection.execute(
        fresh.on_conflict_do_update(index_elements=["device_id"], set_=values, where=_rows.number < policy.number)
    )
