"""An organization with its administrator, and a provider administrator it may let in, over a database."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from broker.access.actors import AccountActor
from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.entropy import new_id
from broker.features.accounts import consoles
from broker.features.organizations.service import Organizations
from broker.features.seamless.administrators import Administrators
from broker.features.seamless.grants import GrantAnswer, SeamlessAccess, Told
from broker.features.seamless.visits import Visits
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from protocol.identifiers import OrganizationId
from tests.fakes.accounts import accounts_over
from tests.fakes.actors import SYSTEM
from tests.fakes.link_desk import Desk, desk_over
from tests.fakes.mail_server import MailBox, mail_server, text_of

PROVIDER = "ada@provider.example"


@dataclass(kw_only=True)
class House:
    """Both sides of seamless access."""

    desk: Desk
    access: SeamlessAccess
    visits: Visits
    administrators: Administrators
    organizations: Organizations
    over: list[tuple[str, str]] = field(default_factory=list)

    @property
    def work(self) -> UnitOfWork:
        return self.desk.accounts.work

    async def settle(self) -> "House":
        accounts = self.desk.accounts
        self.place = await accounts.organization("Org A")
        self.other = await accounts.organization("Org B")
        built_in = BuiltInGroup.ORGANIZATION_ADMINISTRATOR
        self.inside = await self.desk.actor(
            await accounts.staff("boss@a.example", group=built_in, organization=self.place.id)
        )
        self.elsewhere = await self.desk.actor(
            await accounts.staff("boss@b.example", group=built_in, organization=self.other.id)
        )
        provider = await accounts.staff(PROVIDER, group=BuiltInGroup.PROVIDER_ADMINISTRATOR)
        self.provider = await self.signed_in(await self.desk.actor(provider))
        return self

    async def signed_in(self, actor: AccountActor) -> AccountActor:
        """Give somebody a sign-in that is alive, and what they may do now."""
        sign_in = new_id()

        def body(change: Change) -> None:
            row = {"id": sign_in, "token_hash": sign_in, "account_id": actor.account_id, "created_at": change.now}
            alive = {"last_seen_at": change.now, "expires_at": change.now + timedelta(days=90), "mfa": True}
            alive |= {"factor_at": change.now, "proved_at": change.now}
            change.connection.execute(tables.sign_ins.insert().values(**row, **alive))
            change.needs_no_entry(Upkeep.TICKET)

        await self.work.change(SYSTEM, Permission.OWN_ACCOUNT_CHANGE, body)
        return replace(await self.desk.actor(actor.account_id), sign_in_id=sign_in)

    async def now(self, actor: AccountActor) -> AccountActor:
        """Read anew what somebody may do."""
        return replace(await self.desk.actor(actor.account_id), sign_in_id=actor.sign_in_id)

    async def active(self) -> GrantAnswer:
        """Let the provider administrator in, all the way."""
        made = await self.access.grant(self.inside, self.place.id, PROVIDER)
        await self.access.activate(self.provider, await self.desk.newest_token())
        return made

    async def entered(self, actor: AccountActor | None = None, where: OrganizationId | None = None) -> AccountActor:
        """Be in the console of the organization, or of another one."""
        person = await self.now(actor or self.provider)
        place = where or OrganizationId(self.place.id)
        return await self.work.view(
            SYSTEM, Permission.ORGANIZATION_READ, lambda view: consoles.enter(view, person, place)
        )

    async def kinds(self, *beginnings: str) -> list[str]:
        entries = tables.audit_entries.c
        query = select(entries.kind).where(entries.organization_id == self.place.id).order_by(entries.sequence)
        kinds = await self.work.view(
            SYSTEM, Permission.AUDIT_READ, lambda view: [*view.connection.execute(query).scalars()]
        )
        return [kind for kind in kinds if kind.startswith(beginnings)]

    async def letter(self) -> str:
        """Deliver everything, and read the newest mail."""
        await self.desk.sender.send_due()
        return text_of(self.desk.box.letters[-1])


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as running:
        yield running


@pytest.fixture
async def house(work: UnitOfWork, box: MailBox) -> AsyncIterator[House]:
    with accounts_over(work) as accounts:
        desk = desk_over(accounts, box)
        over: list[tuple[str, str]] = []
        told = Told(over=lambda account, place: over.append((account, place)), rights_changed=lambda place: None)
        access = SeamlessAccess(work=work, issuer=desk.issuer, told=told)
        administrators = Administrators(work=work, issuer=desk.issuer, access=access)
        yield await House(
            desk=desk,
            access=access,
            visits=Visits(work=work, told=told),
            administrators=administrators,
            organizations=Organizations(work, administrators=administrators),
            over=over,
        ).settle()
