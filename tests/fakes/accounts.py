"""Accounts for tests, made by the product's own administration with cheap hashes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pyotp

from broker.access.actors import AccountKind
from broker.access.groups import BuiltInGroup
from broker.features.accounts.administration import CONSOLE, Administration, NewAccount
from broker.features.accounts.hashing import PasswordHashes
from broker.features.accounts.sign_in import SignIns
from broker.features.organizations.service import Organization, Organizations
from broker.features.settings.service import Settings
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import UnitOfWork
from protocol.identifiers import AccountId, OrganizationId

PASSWORD = "Maple-Otter-Lantern-1234"
TOTP_SECRET = "DBBXYTB2VPFH5HYODPSIGX5C2YWP35CR"
ADDRESS = "192.0.2.7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """What tests of accounts need, over one database."""

    work: UnitOfWork
    hashes: PasswordHashes
    sealer: Sealer
    sign_ins: SignIns
    administration: Administration
    organizations: Organizations

    async def organization(self, name: str = "Org A") -> Organization:
        return await self.organizations.add(CONSOLE, name)

    async def staff(
        self,
        email: str = "technician@provider.example",
        *,
        group: BuiltInGroup | None = BuiltInGroup.TECHNICIAN,
        organization: OrganizationId | None = None,
        totp: str | None = TOTP_SECRET,
    ) -> AccountId:
        return await self.administration.add(
            NewAccount(
                kind=AccountKind.STAFF,
                email=email,
                name="Duty technician",
                password=PASSWORD,
                group=group,
                organization_id=organization,
                totp_secret=totp,
            )
        )

    async def end_user(self, organization: OrganizationId, email: str = "person@customer.example") -> AccountId:
        return await self.administration.add(
            NewAccount(
                kind=AccountKind.END_USER,
                email=email,
                name="Accounts assistant",
                password=PASSWORD,
                organization_id=organization,
            )
        )

    async def signed_in(self, email: str, now: datetime, secret: str | None = None) -> str:
        """Sign somebody in all the way and give the cookie's token."""
        step = await self.sign_ins.by_password(email, PASSWORD, ADDRESS)
        if secret is not None:
            step = await self.sign_ins.by_code(step.token, code_at(secret, now), ADDRESS)
        return step.token


@contextmanager
def accounts_over(work: UnitOfWork) -> Iterator[Accounts]:
    """Build the accounts' services with hashes that cost nothing."""
    hashes = PasswordHashes(memory_kib=8, passes=1)
    sealer = Sealer(b"s" * 32)
    try:
        yield Accounts(
            work=work,
            hashes=hashes,
            sealer=sealer,
            sign_ins=SignIns(work=work, hashes=hashes, sealer=sealer, settings=Settings()),
            administration=Administration(work=work, hashes=hashes, sealer=sealer),
            organizations=Organizations(work),
        )
    finally:
        hashes.close()


def code_at(secret: str, now: datetime, steps: int = 0) -> str:
    """Give the code that the app shows at an instant, or some steps away from it."""
    return pyotp.HOTP(secret).at(int(now.timestamp()) // 30 + steps)
