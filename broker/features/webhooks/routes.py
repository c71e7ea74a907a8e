"""HTTP of webhooks."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.clock import Clock, instant_text
from broker.features.notifications.events import Event
from broker.features.notifications.rules import Happening
from broker.features.webhooks.forms import Around, Form, body_of
from broker.features.webhooks.rules import MAX_AUTHORIZATION, MAX_NAME, MAX_URL, DeliveryState
from broker.features.webhooks.service import Webhooks, Wish
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import get, post, put
from broker.web.policy import Signed

Name = Annotated[str, Meta(max_length=MAX_NAME * 2)]
Url = Annotated[str, Meta(max_length=MAX_URL)]
Authorization = Annotated[str, Meta(max_length=MAX_AUTHORIZATION)]
Happenings = Annotated[tuple[Happening, ...], Meta(max_length=len(Happening))]
READING = Signed(Permission.WEBHOOK_READ)
CHANGING = Signed(Permission.WEBHOOK_CHANGE)
# What goes out of the house for as long as it stands is made by nobody who only took a browser's cookie.
MAKING = Signed(Permission.WEBHOOK_CHANGE, by_token=False, fresh=True)


class NewWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A webhook of an organization, or, without one, of all."""

    organization_id: Id | None
    name: Name
    form: Form
    happenings: Happenings
    url: Url
    authorization: Authorization = ""


class ChangedWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a webhook is to be; null leaves its address or authorization as it is, but a new address forgets the
    authorization."""

    name: Name
    happenings: Happenings
    is_on: bool
    url: Url | None = None
    authorization: Authorization | None = None


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook: all but its address and its secrets."""

    id: str
    organization_id: str | None
    organization: str | None
    name: str
    host: str
    form: Form
    happenings: tuple[Happening, ...]
    is_on: bool
    dropped: int
    created_at: str


class MadeWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """The key that it signs with, shown this once, and what is kept of it."""

    key: str
    kept: Webhook


class WebhookDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was sent, or is to be."""

    id: str
    event_id: str
    happening: Happening
    state: DeliveryState
    tries: int
    status: int | None
    problem: str
    created_at: str
    sent_at: str | None
    next_try_at: str | None
    body: str


class FormAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which form to show."""

    form: Form


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook of this form would send."""

    body: str


class WebhookRoutes:
    """Webhooks within reach."""

    def __init__(self, webhooks: Webhooks, clock: Clock) -> None:
        self._webhooks = webhooks
        self._clock = clock

    @get("/api/webhooks", policy=READING)
    async def list_webhooks(self, call: Call) -> tuple[Webhook, ...]:
        """List webhooks by name."""
        return tuple(map(_line, await self._webhooks.list(call.person)))

    @post("/api/webhooks", policy=MAKING, status=201)
    async def make_webhook(self, call: Call, body: NewWebhook) -> MadeWebhook:
        """Make a webhook."""
        wish = Wish(
            name=body.name, happenings=frozenset(body.happenings), url=body.url, authorization=body.authorization
        )
        key, row = await self._webhooks.make(call.person, body.organization_id, body.form, wish)
        return MadeWebhook(key=key, kept=_line(row))

    @put("/api/webhooks/{webhook_id}", policy=MAKING)
    async def change_webhook(self, call: Call, webhook_id: str, body: ChangedWebhook) -> Webhook:
        """Change a webhook."""
        wish = Wish(
            name=body.name,
            happenings=frozenset(body.happenings),
            url=body.url,
            authorization=body.authorization,
            is_on=body.is_on,
        )
        return _line(await self._webhooks.change(call.person, webhook_id, wish))

    @post("/api/webhooks/{webhook_id}/key", policy=MAKING)
    async def renew_key(self, call: Call, webhook_id: str, body: Empty) -> MadeWebhook:
        """Have a webhook sign with another key."""
        key, row = await self._webhooks.renew_key(call.person, webhook_id)
        return MadeWebhook(key=key, kept=_line(row))

    @post("/api/webhooks/{webhook_id}/remove", policy=CHANGING)
    async def remove_webhook(self, call: Call, webhook_id: str, body: Empty) -> Empty:
        """Remove a webhook."""
        await self._webhooks.remove(call.person, webhook_id)
        return Empty()

    @get("/api/webhooks/{webhook_id}/deliveries", policy=READING)
    async def list_deliveries(self, call: Call, webhook_id: str) -> tuple[WebhookDelivery, ...]:
        """List the newest hundred things a webhook sent, or is to send."""
        return tuple(map(_delivery, await self._webhooks.deliveries(call.person, webhook_id)))

    @post("/api/webhooks/{webhook_id}/deliveries/{delivery_id}/send", policy=CHANGING)
    async def send_again(self, call: Call, webhook_id: str, delivery_id: str, body: Empty) -> WebhookDelivery:
        """Send something again."""
        return _delivery(await self._webhooks.send_again(call.person, webhook_id, delivery_id))

    @post("/api/webhook-previews", policy=READING)
    async def preview(self, call: Call, body: FormAsked) -> Preview:
        """Show what a form looks like, with an example."""
        around = Around(organization="Example organization", url="https://support.example")
        return Preview(body=body_of(body.form, _example(self._clock.now()), around))


def _example(now: datetime) -> Event:
    return Event(
        id="example".ljust(26, "a"),
        happening=Happening.REQUEST_MADE,
        kind="session.requested",
        at=now,
        sequence=1,
        organization="example".ljust(26, "b"),
        session="example".ljust(26, "c"),
        device="example".ljust(26, "d"),
        device_name="DESK-014",
        person="Accounts assistant",
        actor_id="",
        actor_name="DESK-014",
    )


def _line(row: Any) -> Webhook:
    return Webhook(
        id=row.id,
        organization_id=row.organization_id,
        organization=row.organization_name,
        name=row.name,
        host=row.host,
        form=Form(row.form),
        happenings=tuple(map(Happening, row.happenings.split())),
        is_on=row.is_on,
        dropped=row.dropped,
        created_at=instant_text(row.created_at),
    )


def _delivery(row: Any) -> WebhookDelivery:
    return WebhookDelivery(
        id=row.id,
        event_id=row.entry_id,
        happening=Happening(row.happening),
        state=DeliveryState(row.state),
        tries=row.tries,
        status=row.status,
        problem=row.problem,
        created_at=instant_text(row.created_at),
        sent_at=instant_text(row.sent_at) if row.sent_at else None,
        next_try_at=instant_text(row.next_try_at) if row.next_try_at else None,
        body=row.body,
    )
