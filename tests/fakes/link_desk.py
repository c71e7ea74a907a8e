"""Everything that makes, carries and uses links, over a database and with a real mail server."""

from dataclasses import dataclass

from sqlalchemy import update

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.features.accounts.records import actor_of
from broker.features.accounts.store import account_by_id, groups_of
from broker.features.invitations.issuing import Issuer
from broker.features.invitations.service import Invitations, OwnSignIn
from broker.features.invitations.wishes import Wishes
from broker.features.mail.outbox import Outbox
from broker.features.mail.sender import Sender
from broker.features.mail.smtp import SmtpPost
from broker.storage import tables
from broker.storage.unit_of_work import Change, View
from protocol.identifiers import AccountId, OrganizationId
from tests.fakes.accounts import Accounts
from tests.fakes.actors import SYSTEM
from tests.fakes.mail_server import SENDER, MailBox, link_in

URL = "https://support.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything that makes, carries and uses links."""

    accounts: Accounts
    box: MailBox
    issuer: Issuer
    sender: Sender
    wishes: Wishes
    invitations: Invitations
    own: OwnSignIn
    outbox: Outbox

    async def newcomer(self, organization: OrganizationId, email: str = "new@customer.example") -> AccountId:
        """Make an end user who has no password yet."""
        account = await self.accounts.end_user(organization, email)

        def forget(change: Change) -> None:
            row = tables.accounts
            change.connection.execute(update(row).where(row.c.id == account).values(password_hash=None))
            change.record(AuditKind.ACCOUNT_CHANGED, organization=organization, subject=account)

        await self.accounts.work.change(SYSTEM, Permission.END_USER_CHANGE, forget)
        return account

    async def actor(self, account_id: AccountId, sign_in: str | None = None) -> AccountActor:
        def look(view: View) -> AccountActor:
            account = account_by_id(view, account_id)
            assert account is not None
            return actor_of(account, groups_of(view, account_id), sign_in)

        return await self.accounts.work.view(SYSTEM, Permission.ACCOUNT_READ, look)

    async def newest_token(self) -> str:
        """Deliver everything, and take the token from the newest mail, as its reader would."""
        await self.wishes.fulfil_all()
        await self.sender.send_due()
        return link_in(self.box.letters[-1]).partition("#")[2]


def desk_over(accounts: Accounts, box: MailBox) -> Desk:
    work, sealer, hashes = accounts.work, accounts.sealer, accounts.hashes
    sender = Sender(
        work=work,
        sealer=sealer,
        post=SmtpPost(box.config),
        sender=SENDER,
        instance="Provider",
        url=lambda: URL,
    )
    issuer = Issuer(sealer=sealer, instance="Provider", wake=sender.wake)
    wishes = Wishes(work=work, issuer=issuer)
    return Desk(
        accounts=accounts,
        box=box,
        issuer=issuer,
        sender=sender,
        wishes=wishes,
        invitations=Invitations(work=work, hashes=hashes, issuer=issuer),
        own=OwnSignIn(work=work, hashes=hashes, issuer=issuer, wishes=wishes),
        outbox=Outbox(work=work, sealer=sealer, wake=sender.wake),
    )
