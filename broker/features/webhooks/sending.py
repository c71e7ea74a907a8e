"""The job that takes deliveries out of the queues and sends them, and the part that puts them in."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, Protocol

import structlog
from sqlalchemy import Row, select

from broker.access.actors import SystemActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.features.notifications.events import Event
from broker.features.webhooks import store
from broker.features.webhooks.forms import Around, Form, body_of
from broker.features.webhooks.post import NotTaken
from broker.features.webhooks.rules import AT_ONCE, KEPT, LEASE, DeliveryState, is_for_ever, next_try, sign
from broker.storage import tables
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep

LOOK_SECONDS: Final = 2.0
_CARRIER: Final = SystemActor(job="webhooks")
_log = structlog.get_logger(__name__)


class Post(Protocol):
    """Hands a body over."""

    async def hand_over(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """Give the status of the answer, or raise NotTaken."""
        ...


class WebhookTeller:
    """Puts events into the queues of the webhooks that are sent them; a teller of `features.notifications`."""

    def __init__(self, *, url: Callable[[], str], wake: Callable[[], None]) -> None:
        self._url = url
        self._wake = wake

    def tell(self, change: Change, events: Iterable[Event]) -> None:
        """Write deliveries."""
        for event in events:
            hooks = store.listening(change, event)
            if not hooks:
                continue
            name = select(tables.organizations.c.name).where(tables.organizations.c.id == event.organization)
            around = Around(organization=change.connection.execute(name).scalar() or "", url=self._url())
            for hook in hooks:
                store.put_delivery(change, hook.id, event, body_of(Form(hook.form), event, around))
            change.after_commit(self._wake)


class WebhookSender:
    """Sends what is due; each delivery is claimed first, and one that nobody noted as taken is sent again."""

    def __init__(self, *, work: UnitOfWork, sealer: Sealer, post: Post, chance: Callable[[], float]) -> None:
        self._work = work
        self._sealer = sealer
        self._post = post
        self._chance = chance
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that there may be something to send."""
        self._woken.set()

    async def work(self) -> None:
        """Send what is due, then wait until there may be more."""
        self._woken.clear()
        await self.send_due()
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await self._woken.wait()

    async def send_due(self) -> int:
        """Try every delivery whose time has come, one of each webhook at once; gives how many were tried."""
        tried = 0
        while rows := await self._work.view(_CARRIER, Permission.WEBHOOK_READ, lambda view: store.due(view, AT_ONCE)):
            async with asyncio.TaskGroup() as group:
                for row in rows:
                    group.create_task(self._try(row))
            tried += len(rows)
        return tried

    async def forget_old(self) -> None:
        """Forget deliveries of long ago."""

        def forget(change: Change) -> None:
            if store.forget(change, change.now - KEPT):
                change.needs_no_entry(Upkeep.LEFTOVERS)
            else:
                change.nothing_changed()

        await self._work.change(_CARRIER, Permission.WEBHOOK_CHANGE, forget)

    async def _try(self, row: Row[Any]) -> None:
        at = await self._work.change(_CARRIER, Permission.WEBHOOK_CHANGE, lambda change: _claimed(change, row))
        if at is None:
            return
        problem: NotTaken | None = None
        status: int | None = None
        try:
            status = await self._hand_over(row, at)
            if not 200 <= status < 300:
                problem = NotTaken(_answered(status), status=status, forever=is_for_ever(status))
        except NotTaken as refused:
            problem = refused
        except Exception:
            # One that fails by itself would fail again, and take the others that are under way with it.
            _log.exception("webhook.not_written", delivery=row.id)
            problem = NotTaken("It could not be written.", forever=True)
        await self._work.change(
            _CARRIER, Permission.WEBHOOK_CHANGE, lambda change: self._note(change, row, status, problem)
        )

    async def _hand_over(self, row: Row[Any], at: datetime) -> int:
        secrets = store.unseal(self._sealer, row, of=row.webhook_id)
        body = row.body.encode()
        return await self._post.hand_over(secrets.url, headers_of(row, secrets, at, body), body)

    def _note(self, change: Change, row: Row[Any], status: int | None, problem: NotTaken | None) -> None:
        again: datetime | None = None
        if problem is None:
            sent = {"state": DeliveryState.SENT.value, "sent_at": change.now, "next_try_at": None, "status": status}
            noted = {**sent, "problem": ""}
        else:
            _log.warning("webhook.not_taken", delivery=row.id, why=problem.why, tries=row.tries + 1)
            again = None if problem.forever else next_try(row.tries + 1, change.now, self._chance)
            state = DeliveryState.FAILED if again is None else DeliveryState.WAITING
            noted = {"state": state.value, "next_try_at": again, "status": problem.status, "problem": problem.why}
        if not store.note(change, row, noted):
            # It took so long that it was sent again meanwhile, or is to be: that try notes what becomes of it.
            change.nothing_changed()
            return
        change.needs_no_entry(Upkeep.WEBHOOK)
        if problem is not None and again is None:
            change.record(
                AuditKind.WEBHOOK_FAILED,
                organization=row.organization_id,
                subject=row.webhook_id,
                detail={"name": row.name, "host": row.host, "why": problem.why.rstrip(".")},
            )


def headers_of(row: Row[Any], secrets: store.Secrets, at: datetime, body: bytes) -> dict[str, str]:
    """Give the headers of a delivery, which docs/notifications.md describes."""
    timestamp = int(at.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Handrail",
        "Handrail-Event": row.happening,
        "Handrail-Event-Id": row.entry_id,
        "Handrail-Delivery": row.id,
        "Handrail-Timestamp": str(timestamp),
        "Handrail-Signature": sign(secrets.key, timestamp, body),
    }
    return headers | ({"Authorization": secrets.authorization} if secrets.authorization else {})


def _claimed(change: Change, row: Row[Any]) -> datetime | None:
    if not store.claim(change, row, change.now + LEASE):
        change.nothing_changed()
        return None
    change.needs_no_entry(Upkeep.WEBHOOK)
    return change.now


def _answered(status: int) -> str:
    if 300 <= status < 400:
        return f"The receiver answered {status}: redirects are not followed."
    return f"The receiver answered {status}."
