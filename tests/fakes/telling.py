"""Things that happen in sessions, for tests of who is told: written on the audit log as the product writes them."""

from dataclasses import dataclass, field

from sqlalchemy import insert, select

from broker.access.actors import AccountActor, Actor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.entropy import new_id
from broker.features.accounts.records import actor_of
from broker.features.accounts.store import account_by_id, groups_of
from broker.features.notifications.following import Following
from broker.features.notifications.naming import Naming, nobody
from broker.features.notifications.rules import Happening, NoticeWay
from broker.features.notifications.service import Notices
from broker.features.notifications.telling import PeopleTeller, Teller
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import AccountId, OrganizationId
from tests.fakes.accounts import Accounts
from tests.fakes.actors import SYSTEM


@dataclass(slots=True, kw_only=True)
class TellingDesk:
    """The log, the job that follows it, and what people read."""

    accounts: Accounts
    further: tuple[Teller, ...] = ()
    naming: Naming = nobody
    hinted: list[frozenset[AccountId]] = field(default_factory=list)

    @property
    def work(self) -> UnitOfWork:
        return self.accounts.work

    @property
    def notices(self) -> Notices:
        return Notices(self.work, lambda _, people: self.hinted.append(people))

    def following(self) -> Following:
        """Make the job anew, as a process that begins again does."""
        people = PeopleTeller(
            sealer=self.accounts.sealer,
            instance="Provider",
            told=lambda _, people: self.hinted.append(people),
            wake_mail=lambda: None,
            naming=self.naming,
        )
        return Following(work=self.work, tellers=(people, *self.further))

    async def session(self, organization: OrganizationId, requester: str | None = None) -> str:
        """Put a request there that waits."""
        session = new_id()

        def body(change: Change) -> None:
            row = {"id": session, "organization_id": organization, "requester_account_id": requester}
            state = {"state_name": "requested", "state": "{}", "origin": "request", "created_at": change.now}
            change.connection.execute(insert(tables.sessions).values(**row, **state, requester='{"name": "Erin"}'))
            change.record(
                AuditKind.SESSION_REQUESTED, organization=organization, session=session, device_name="D", person="Erin"
            )

        await self.work.change(SYSTEM, Permission.SESSION_READ, body)
        return session

    async def happens(
        self, kind: AuditKind, organization: OrganizationId, session: str, actor: Actor | None = None
    ) -> None:
        """Write an entry about a session."""

        def body(change: Change) -> None:
            change.record(kind, organization=organization, session=session, device_name="D", person="Erin", actor=actor)

        await self.work.change(SYSTEM, Permission.SESSION_READ, body)

    async def staff_writes(self, organization: OrganizationId, session: str, person: str, actor: Actor) -> None:
        """Write a message of staff into somebody's thread, with its entry."""

        def body(change: Change) -> None:
            row = {"id": new_id(), "session_id": session, "number": 1, "side": "staff", "name": "T", "text": "Hello"}
            more = {"person_account_id": person, "created_at": change.now}
            change.connection.execute(insert(tables.messages).values(row | more))
            kind = AuditKind.MESSAGE_BY_STAFF
            change.record(kind, organization=organization, session=session, device_name="D", person="Erin", actor=actor)

        await self.work.change(SYSTEM, Permission.SESSION_READ, body)

    async def kinds(self, organization: OrganizationId) -> list[str]:
        """List what stands on the audit log of an organization, oldest first."""
        entries = tables.audit_entries.c
        query = select(entries.kind).where(entries.organization_id == organization).order_by(entries.sequence)

        def look(view: View) -> list[str]:
            return list(view.connection.execute(query).scalars())

        return await self.work.view(SYSTEM, Permission.AUDIT_READ, look)

    async def actor(self, account_id: AccountId) -> AccountActor:
        def look(view: View) -> AccountActor:
            account = account_by_id(view, account_id)
            assert account is not None
            return actor_of(account, groups_of(view, account_id), None)

        return await self.work.view(SYSTEM, Permission.ACCOUNT_READ, look)

    async def told(self, account_id: AccountId) -> list[str]:
        """List what somebody was told and may see, oldest first."""
        rows, _ = await self.notices.list(await self.actor(account_id))
        return [row.happening for row in reversed(rows)]

    async def mailed(self) -> list[str]:
        """List to whom notices were written, in no order."""
        query = select(tables.mails.c.recipient).where(tables.mails.c.kind == "notice")

        def look(view: View) -> list[str]:
            return list(view.connection.execute(query).scalars())

        return await self.work.view(SYSTEM, Permission.MAIL_READ, look)

    async def choose(self, account_id: AccountId, happening: Happening, *ways: NoticeWay) -> None:
        await self.notices.choose(await self.actor(account_id), {happening: frozenset(ways)})
