"""Two organizations with devices over either database, and people who hold what a test says."""

from dataclasses import dataclass, field

from sqlalchemy import insert, select

from broker.access.actors import AccountActor
from broker.access.groups import SecurityGroup, add_up
from broker.access.marks import Marks
from broker.access.permissions import Permission
from broker.access.scopes import ALL, Reach
from broker.features.devices.groups import DeviceGroups
from broker.features.devices.marking import Marking
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from tests.fakes.actors import ORG_A, ORG_B, SYSTEM, named, staff

DESK, LAP, FOREIGN = named("desk"), named("lap"), named("foreign")


@dataclass(slots=True, kw_only=True)
class Yard:
    """The services about marks, and what they told."""

    work: UnitOfWork
    told: list[str | None] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)
    marking: Marking = field(init=False)
    groups: DeviceGroups = field(init=False)

    def __post_init__(self) -> None:
        ids = iter(range(1, 1_000))
        self.marking = Marking(
            work=self.work,
            told=lambda device, _place: self.told.append(device),
            rights_changed=self.rights.append,
        )
        self.groups = DeviceGroups(
            work=self.work,
            new_id=lambda: f"group{next(ids)}".ljust(26, "a"),
            told=lambda device, _place: self.told.append(device),
        )

    async def settle(self) -> "Yard":
        def body(change: Change) -> None:
            for place, name in ((ORG_A, "Org A"), (ORG_B, "Org B")):
                row = {"id": place, "name": name, "slug": name[-1].lower(), "created_at": change.now}
                change.connection.execute(insert(tables.organizations).values(**row))
            for device, place in ((DESK, ORG_A), (LAP, ORG_A), (FOREIGN, ORG_B)):
                row = {
                    "id": device,
                    "organization_id": place,
                    "name": device[:4],
                    "public_key": b"",
                    "key_hash": device,
                    "enrolled_at": change.now,
                }
                change.connection.execute(insert(tables.devices).values(**row))
            change.needs_no_entry(Upkeep.LEFTOVERS)

        await self.work.change(SYSTEM, Permission.DEVICE_CHANGE, body)
        return self

    async def narrow(self, *permissions: Permission, marks: Marks) -> None:
        """Store a security group of the provider that is narrowed to marks."""

        def body(change: Change) -> None:
            group = named(f"sec{len(marks)}{min(permissions)}".replace(":", "").replace("_", ""))
            row = {"id": group, "name": group, "all_organizations": True, "is_narrowed": True}
            change.connection.execute(insert(tables.security_groups).values(**row, created_at=change.now))
            for permission in permissions:
                given = {"group_id": group, "permission": permission.value}
                change.connection.execute(insert(tables.security_group_permissions).values(**given))
            for mark in marks:
                marked = {"group_id": group, "mark": mark}
                change.connection.execute(insert(tables.security_group_marks).values(**marked))
            change.needs_no_entry(Upkeep.LEFTOVERS)

        await self.work.change(SYSTEM, Permission.GROUP_CHANGE, body)

    async def tags(self, device: str) -> list[str]:
        row = tables.device_tags.c
        query = select(row.tag).where(row.device_id == device).order_by(row.tag)
        return await self.work.view(
            SYSTEM, Permission.DEVICE_READ, lambda view: list(view.connection.execute(query).scalars())
        )

    async def device_group(self, device: str) -> str | None:
        query = select(tables.devices.c.device_group_id).where(tables.devices.c.id == device)
        return await self.work.view(
            SYSTEM, Permission.DEVICE_READ, lambda view: view.connection.execute(query).scalar_one()
        )

    async def version(self, device: str) -> int:
        query = select(tables.devices.c.version).where(tables.devices.c.id == device)
        return await self.work.view(
            SYSTEM, Permission.DEVICE_READ, lambda view: view.connection.execute(query).scalar_one()
        )

    async def entries(self) -> list[str]:
        row = tables.audit_entries.c
        query = select(row.kind).order_by(row.sequence)
        return await self.work.view(
            SYSTEM, Permission.AUDIT_READ, lambda view: list(view.connection.execute(query).scalars())
        )


def holder(*permissions: Permission, reach: Reach = ALL, marks: Marks | None = None) -> AccountActor:
    """Somebody of the staff who holds these, if wanted on marked devices only."""
    return joined(
        SecurityGroup(id="g", name="g", permissions=frozenset(permissions), reach=reach, narrowing=marks),
    )


def joined(*groups: SecurityGroup) -> AccountActor:
    person = staff()
    object.__setattr__(person, "grants", add_up(groups))
    return person
