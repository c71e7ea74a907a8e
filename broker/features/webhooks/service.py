"""Making, changing, removing webhooks, and what became of what they sent."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Row

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.entropy import new_id, random_bytes
from broker.errors import BadInput, Conflict, NotFound
from broker.features.notifications.rules import Happening
from broker.features.webhooks import rules, store
from broker.features.webhooks.forms import Form
from broker.features.webhooks.rules import DeliveryState
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A webhook as somebody wants it; without an address, and without an authorization, these stay as they are."""

    name: str
    happenings: frozenset[Happening]
    url: str | None
    authorization: str | None
    is_on: bool = True


class Webhooks:
    """Everything about webhooks but the sending."""

    def __init__(self, *, work: UnitOfWork, sealer: Sealer, wake: Callable[[], None]) -> None:
        self._work = work
        self._sealer = sealer
        self._wake = wake

    async def list(self, actor: AccountActor) -> Sequence[Row[Any]]:
        """List the webhooks within reach."""
        return await self._work.view(actor, Permission.WEBHOOK_READ, store.webhooks_within_reach)

    async def make(self, actor: AccountActor, home: str | None, form: Form, wish: Wish) -> tuple[str, Row[Any]]:
        """Make a webhook; gives the key that it signs with, shown this once."""
        name, host = rules.read_name(wish.name), rules.host_of(wish.url or "")
        _check(wish)
        key = _fresh_key()
        identifier = new_id()

        def make(change: Change) -> Row[Any]:
            _require_sessions(change, home)
            if store.count_webhooks(change, home) >= rules.MOST_WEBHOOKS:
                sentence = f"There are {rules.MOST_WEBHOOKS} webhooks here. Remove one first."
                raise Conflict(sentence, code="webhook.too_many")
            secrets = store.Secrets(url=wish.url or "", key=key, authorization=wish.authorization or "")
            values = {"id": identifier, "organization_id": home, "name": name, "host": host, "form": form.value}
            more = {"happenings": _spelled(wish), "is_on": wish.is_on, "created_at": change.now}
            sealed = store.seal(self._sealer, identifier, secrets)
            store.insert_webhook(change, {**values, **more, "sealed": sealed})
            row = _found(change, identifier)
            _record(change, AuditKind.WEBHOOK_MADE, row)
            return row

        where = OrganizationId(home or INSTANCE)
        return key, await self._work.change(actor, Permission.WEBHOOK_CHANGE, make, at=where)

    async def change(self, actor: AccountActor, identifier: str, wish: Wish) -> Row[Any]:
        """Change a webhook."""
        name, host = rules.read_name(wish.name), None if wish.url is None else rules.host_of(wish.url)
        _check(wish)

        def alter(change: Change) -> Row[Any]:
            row = _found(change, identifier, Permission.WEBHOOK_CHANGE)
            _require_sessions(change, row.organization_id)
            before = store.unseal(self._sealer, row, of=row.id)
            kept = "" if wish.url is not None else before.authorization
            secrets = store.Secrets(
                url=before.url if wish.url is None else wish.url,
                key=before.key,
                authorization=kept if wish.authorization is None else wish.authorization,
            )
            values = {"name": name, "host": host or row.host, "happenings": _spelled(wish), "is_on": wish.is_on}
            store.update_webhook(change, row.id, {**values, "sealed": store.seal(self._sealer, row.id, secrets)})
            after = _found(change, identifier)
            _record(change, AuditKind.WEBHOOK_CHANGED, after)
            change.after_commit(self._wake)
            return after

        return await self._work.change(actor, Permission.WEBHOOK_CHANGE, alter)

    async def renew_key(self, actor: AccountActor, identifier: str) -> tuple[str, Row[Any]]:
        """Have it sign with another key from now on; gives that, shown this once."""
        key = _fresh_key()

        def renew(change: Change) -> Row[Any]:
            row = _found(change, identifier, Permission.WEBHOOK_CHANGE)
            _require_sessions(change, row.organization_id)
            secrets = replace(store.unseal(self._sealer, row, of=row.id), key=key)
            store.update_webhook(change, row.id, {"sealed": store.seal(self._sealer, row.id, secrets)})
            _record(change, AuditKind.WEBHOOK_KEY_RENEWED, row)
            return row

        return key, await self._work.change(actor, Permission.WEBHOOK_CHANGE, renew)

    async def remove(self, actor: AccountActor, identifier: str) -> None:
        """Remove a webhook, with what it has not sent yet."""

        def drop(change: Change) -> None:
            row = _found(change, identifier, Permission.WEBHOOK_CHANGE)
            store.delete_webhook(change, row.id)
            _record(change, AuditKind.WEBHOOK_REMOVED, row)

        await self._work.change(actor, Permission.WEBHOOK_CHANGE, drop)

    async def deliveries(self, actor: AccountActor, identifier: str) -> Sequence[Row[Any]]:
        """List what a webhook sent, and what became of it."""

        def look(view: View) -> Sequence[Row[Any]]:
            hook = _found(view, identifier)
            _require_sessions(view, hook.organization_id)
            return store.deliveries_of(view, hook.id)

        return await self._work.view(actor, Permission.WEBHOOK_READ, look)

    async def send_again(self, actor: AccountActor, identifier: str, delivery: str) -> Row[Any]:
        """Have something sent once more, from the first try on, under the same ids."""

        def again(change: Change) -> Row[Any]:
            hook = _found(change, identifier, Permission.WEBHOOK_CHANGE)
            _require_sessions(change, hook.organization_id)
            before = store.delivery(change, hook.id, delivery)
            if before is None:
                raise NotFound
            if rules.is_under_way(before, change.now):
                raise Conflict("This is being sent right now. Try again in a minute.", code="webhook.under_way")
            fresh = {"state": DeliveryState.WAITING.value, "tries": 0, "next_try_at": change.now, "problem": ""}
            store.update_delivery(change, delivery, fresh)
            _record(change, AuditKind.WEBHOOK_SENT_AGAIN, hook)
            change.after_commit(self._wake)
            row = store.delivery(change, hook.id, delivery)
            if row is None:
                raise NotFound
            return row

        return await self._work.change(actor, Permission.WEBHOOK_CHANGE, again)


def _fresh_key() -> str:
    return base64.urlsafe_b64encode(random_bytes(rules.SECRET_BYTES)).decode().rstrip("=")


def _check(wish: Wish) -> None:
    rules.check_authorization(wish.authorization or "")
    if not wish.happenings:
        sentence = "Choose at least one thing to be told of."
        raise BadInput(sentence, code="webhook.wrong_happenings", fields={"happenings": sentence})


def _spelled(wish: Wish) -> str:
    return " ".join(each.value for each in Happening if each in wish.happenings)


def _found(view: View, identifier: str, needed: Permission = Permission.WEBHOOK_READ) -> Row[Any]:
    # Whoever changes it keeps what it has: address and key are sealed in one.
    row = store.webhook(view, identifier, locked=needed is Permission.WEBHOOK_CHANGE)
    if row is None:
        raise NotFound
    view.require(needed, row.organization_id or INSTANCE)
    return row


def _require_sessions(view: View, home: str | None) -> None:
    """Whoever has sessions told to another system, or reads what it was told, may see them all themselves."""
    view.require(Permission.SESSION_READ, home or INSTANCE)


def _record(change: Change, kind: AuditKind, row: Row[Any]) -> None:
    detail = {"name": row.name, "host": row.host, "happenings": row.happenings}
    change.record(kind, organization=row.organization_id, subject=row.id, detail=detail)
