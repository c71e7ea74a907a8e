"""Reading and writing of webhooks and their deliveries, through the view or change that is handed in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, and_, delete, func, insert, or_, select, update

from broker.entropy import new_id
from broker.features.notifications.events import Event
from broker.features.webhooks.rules import AT_ONCE_OF_ONE, MOST_WAITING, DeliveryState
from broker.storage import tables
from broker.storage.sealing import Sealer
from broker.storage.work import Change, View

LISTED = 100
_hooks = tables.webhooks.c
_deliveries = tables.webhook_deliveries.c


class Secrets(msgspec.Struct, frozen=True, kw_only=True):
    """What of a webhook nobody reads again: its address, what it is signed with, and its authorization, if any."""

    url: str
    key: str
    authorization: str = ""


def seal(sealer: Sealer, webhook: str, secrets: Secrets) -> bytes:
    return sealer.seal(msgspec.json.encode(secrets), context=f"webhook:{webhook}")


def unseal(sealer: Sealer, row: Row[Any], *, of: str) -> Secrets:
    return msgspec.json.decode(sealer.unseal(row.sealed, context=f"webhook:{of}"), type=Secrets)


def webhooks_within_reach(view: View) -> Sequence[Row[Any]]:
    """List the webhooks that the actor may know of, by name."""
    query = select(tables.webhooks, tables.organizations.c.name.label("organization_name"))
    query = query.outerjoin(tables.organizations, tables.organizations.c.id == _hooks.organization_id)
    here = view.within_reach(func.coalesce(_hooks.organization_id, ""))
    return view.connection.execute(query.where(here).order_by(_hooks.name, _hooks.id)).all()


def webhook(view: View, identifier: str, *, locked: bool = False) -> Row[Any] | None:
    """Read one; `locked` keeps it as it is until the change is over, against other processes too."""
    if locked:
        view.connection.execute(select(_hooks.id).where(_hooks.id == identifier).with_for_update())
    return next((row for row in webhooks_within_reach(view) if row.id == identifier), None)


def count_webhooks(view: View, organization: str | None) -> int:
    query = select(func.count()).where(_hooks.organization_id.is_not_distinct_from(organization))
    return view.connection.execute(query).scalar_one()


def insert_webhook(change: Change, values: Mapping[str, Any]) -> None:
    change.connection.execute(insert(tables.webhooks).values(**values))


def update_webhook(change: Change, identifier: str, values: Mapping[str, Any]) -> None:
    change.connection.execute(update(tables.webhooks).where(_hooks.id == identifier).values(**values))


def delete_webhook(change: Change, identifier: str) -> None:
    change.connection.execute(delete(tables.webhook_deliveries).where(_deliveries.webhook_id == identifier))
    change.connection.execute(delete(tables.webhooks).where(_hooks.id == identifier))


def listening(view: View, event: Event) -> list[Row[Any]]:
    """List the webhooks that are sent an event: those of its organization, and the instance's unless it is closed."""
    closed = select(tables.organizations.c.self_managed).where(tables.organizations.c.id == event.organization)
    is_closed = bool(view.connection.execute(closed).scalar())
    theirs = _hooks.organization_id == event.organization
    which = theirs if is_closed else or_(theirs, _hooks.organization_id.is_(None))
    rows = view.connection.execute(select(tables.webhooks).where(which, _hooks.is_on).order_by(_hooks.id)).all()
    return [row for row in rows if event.happening.value in row.happenings.split()]


def put_delivery(change: Change, hook: str, event: Event, body: str) -> None:
    """Put an event into the queue of a webhook, or count it where the queue is full."""
    waiting = select(func.count()).where(
        _deliveries.webhook_id == hook, _deliveries.state == DeliveryState.WAITING.value
    )
    if change.connection.execute(waiting).scalar_one() >= MOST_WAITING:
        update_webhook(change, hook, {"dropped": _hooks.dropped + 1})
        return
    row = {"id": new_id(), "webhook_id": hook, "entry_id": event.id, "happening": event.happening.value}
    more = {"body": body, "state": DeliveryState.WAITING.value, "next_try_at": change.now, "created_at": change.now}
    change.connection.execute(insert(tables.webhook_deliveries).values(**row, **more))


def deliveries_of(view: View, hook: str) -> Sequence[Row[Any]]:
    """List the newest deliveries of a webhook."""
    query = select(tables.webhook_deliveries).where(_deliveries.webhook_id == hook)
    query = query.order_by(_deliveries.created_at.desc(), _deliveries.id.desc()).limit(LISTED)
    return view.connection.execute(query).all()


def delivery(view: View, hook: str, identifier: str) -> Row[Any] | None:
    query = select(tables.webhook_deliveries).where(_deliveries.id == identifier, _deliveries.webhook_id == hook)
    return view.connection.execute(query).one_or_none()


def due(view: View, most: int) -> Sequence[Row[Any]]:
    """Give of each webhook that is on the delivery whose time came first, and of each organization only a few.

    A slow receiver holds up its own queue, slow ones of one organization at most those of that organization.
    """
    by_time = (_deliveries.next_try_at, _deliveries.id)
    waiting = and_(_deliveries.state == DeliveryState.WAITING.value, _deliveries.next_try_at <= view.now, _hooks.is_on)
    of_hook = (
        select(
            *(_deliveries.id, _deliveries.next_try_at, _hooks.organization_id),
            func.row_number().over(partition_by=_deliveries.webhook_id, order_by=by_time).label("place"),
        )
        .join_from(tables.webhook_deliveries, tables.webhooks, _hooks.id == _deliveries.webhook_id)
        .where(waiting)
        .subquery()
    )
    first = of_hook.c
    of_organization = (
        select(
            first.id,
            func.row_number()
            .over(partition_by=first.organization_id, order_by=(first.next_try_at, first.id))
            .label("place"),
        )
        .where(first.place == 1)
        .subquery()
    )
    query = (
        select(tables.webhook_deliveries, _hooks.sealed, _hooks.name, _hooks.host, _hooks.organization_id)
        .join_from(tables.webhook_deliveries, tables.webhooks, _hooks.id == _deliveries.webhook_id)
        .join(of_organization, of_organization.c.id == _deliveries.id)
        .where(of_organization.c.place <= AT_ONCE_OF_ONE)
        .order_by(of_organization.c.place, *by_time)
        .limit(most)
    )
    return view.connection.execute(query).all()


def claim(change: Change, row: Row[Any], until: datetime) -> bool:
    """Take a delivery for one try, so that no other process sends it; until that is noted it has no problem."""
    mine = and_(
        _deliveries.id == row.id, _deliveries.state == DeliveryState.WAITING.value, _deliveries.tries == row.tries
    )
    taken = update(tables.webhook_deliveries).where(mine).values(tries=row.tries + 1, next_try_at=until, problem="")
    return change.connection.execute(taken).rowcount == 1


def note(change: Change, row: Row[Any], values: Mapping[str, Any]) -> bool:
    """Write down what became of the try that took this row; False where it was taken or changed again since."""
    same = and_(
        _deliveries.id == row.id, _deliveries.state == DeliveryState.WAITING.value, _deliveries.tries == row.tries + 1
    )
    return change.connection.execute(update(tables.webhook_deliveries).where(same).values(**values)).rowcount == 1


def update_delivery(change: Change, identifier: str, values: Mapping[str, Any]) -> None:
    change.connection.execute(update(tables.webhook_deliveries).where(_deliveries.id == identifier).values(**values))


def forget(change: Change, before: datetime) -> int:
    """Forget deliveries of long ago."""
    return change.connection.execute(delete(tables.webhook_deliveries).where(_deliveries.created_at < before)).rowcount
