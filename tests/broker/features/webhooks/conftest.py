"""A log, the job that follows it, webhooks, and a receiver that is really there."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from ipaddress import ip_network

import pytest

from broker.access.actors import AccountActor
from broker.access.groups import BuiltInGroup
from broker.features.notifications.rules import Happening
from broker.features.webhooks.forms import Form
from broker.features.webhooks.post import WebhookPost
from broker.features.webhooks.sending import WebhookSender, WebhookTeller
from broker.features.webhooks.service import Webhooks, Wish
from broker.storage.unit_of_work import UnitOfWork
from tests.fakes.accounts import accounts_over
from tests.fakes.hook_receiver import Receiver, hook_receiver
from tests.fakes.telling import TellingDesk

LOOPBACK = (ip_network("127.0.0.0/8"),)


@dataclass(slots=True, kw_only=True)
class HookDesk:
    """All of it."""

    telling: TellingDesk
    webhooks: Webhooks
    receiver: Receiver

    def sender(self) -> WebhookSender:
        """Make the job anew, as a process that begins again does."""
        accounts = self.telling.accounts
        return WebhookSender(work=accounts.work, sealer=accounts.sealer, post=WebhookPost(LOOPBACK), chance=lambda: 0.5)

    async def administrator(self) -> AccountActor:
        staff = await self.telling.accounts.staff(group=BuiltInGroup.PROVIDER_ADMINISTRATOR)
        return await self.telling.actor(staff)

    async def made(self, actor: AccountActor, home: str | None, url: str | None = None) -> tuple[str, str]:
        """Make a webhook; gives its id and the key that it signs with."""
        wish = Wish(
            name="Hook",
            happenings=frozenset({Happening.REQUEST_MADE}),
            url=url or f"{self.receiver.url}/secret",
            authorization="Bearer abc",
        )
        key, row = await self.webhooks.make(actor, home, Form.PLAIN, wish)
        return row.id, key


@pytest.fixture
async def desk(work: UnitOfWork) -> AsyncIterator[HookDesk]:
    with accounts_over(work) as accounts:
        async with hook_receiver() as receiver:
            teller = WebhookTeller(url=lambda: "https://support.example", wake=lambda: None)
            yield HookDesk(
                telling=TellingDesk(accounts=accounts, further=(teller,)),
                webhooks=Webhooks(work=work, sealer=accounts.sealer, wake=lambda: None),
                receiver=receiver,
            )
