"""Import and export for tests, over two organizations."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from broker.access.actors import Actor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.entropy import new_id
from broker.features.devices.presence import PresenceBoard
from broker.features.devices.service import DeviceService
from broker.features.invitations.issuing import Issuer
from broker.features.people.acts import Acts
from broker.features.people.service import PeopleService
from broker.features.settings.service import Settings
from broker.features.spreadsheets.assembly import assemble_spreadsheets
from broker.features.spreadsheets.service import ListName, Report, Spreadsheets
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork
from protocol.identifiers import OrganizationId
from tests.fakes.accounts import Accounts
from tests.fakes.actors import SYSTEM


@dataclass(slots=True, kw_only=True)
class Desk:
    """The service, two organizations, and who let go of which device."""

    spreadsheets: Spreadsheets
    work: UnitOfWork
    here: OrganizationId
    there: OrganizationId
    let_go: list[tuple[str, str]] = field(default_factory=list)

    async def check(self, name: ListName, text: str, actor: Actor = SYSTEM) -> Report:
        return await self.spreadsheets.check(actor, name, text.encode())

    async def take(self, name: ListName, text: str, actor: Actor = SYSTEM, from_row: int | None = None) -> Report:
        return await self.spreadsheets.take(actor, name, text.encode(), from_row)

    async def export(self, name: ListName, actor: Actor = SYSTEM) -> str:
        return "".join([piece async for piece in self.spreadsheets.export(actor, name)])

    async def rows(self, table: Any) -> list[Any]:
        return await self.work.view(
            SYSTEM, Permission.DEVICE_READ, lambda view: list(view.connection.execute(select(table)).all())
        )

    async def count(self, kind: AuditKind) -> int:
        return sum(row.kind == kind.value for row in await self.rows(tables.audit_entries))

    async def device(self, name: str, organization: str) -> str:
        """Make a device straight in storage."""
        return await add_device(self.work, name, organization)


async def add_device(work: UnitOfWork, name: str, organization: str) -> str:
    """Make a device straight in storage."""
    identifier = new_id()

    def body(change: Change) -> None:
        values = {
            "id": identifier,
            "organization_id": organization,
            "name": name,
            "public_key": b"key",
            "key_hash": identifier,
            "enrolled_at": change.now - timedelta(days=1),
        }
        change.connection.execute(insert(tables.devices).values(**values))
        change.record(AuditKind.DEVICE_ENROLLED, organization=organization, device=identifier)

    await work.change(SYSTEM, Permission.DEVICE_ENROL, body)
    return identifier


async def desk_over(accounts: Accounts) -> Desk:
    """Build the service on the features' own services."""
    work = accounts.work
    here, there = await accounts.organization("Org A"), await accounts.organization("Org B")
    let_go: list[tuple[str, str]] = []
    devices = DeviceService(
        work=work,
        presences=PresenceBoard(),
        settings=Settings(),
        told=lambda device, organization: None,
        let_go=lambda account, device: let_go.append((account, device)),
    )
    acts = Acts(
        inviting=Issuer(sealer=accounts.sealer, instance="Handrail", wake=lambda: None),
        revoked=lambda account, trays: None,
        told=lambda account, organization: None,
        look_again=lambda: None,
        wait_again=lambda change, account: None,
    )
    people = PeopleService(work=work, acts=acts)
    spreadsheets = assemble_spreadsheets(work, people, devices)
    return Desk(spreadsheets=spreadsheets, work=work, here=here.id, there=there.id, let_go=let_go)
