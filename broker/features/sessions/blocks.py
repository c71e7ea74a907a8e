"""What protects a person from being asked again and again: how often a device is offered help, and who may no more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import and_, exists, func, insert, or_, select, update

from broker.access.actors import AccountActor, DeviceActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.clock import instant_text
from broker.errors import Conflict, NotFound, PermissionMissing
from broker.features.sessions import rules
from broker.features.sessions.answers import Named
from broker.features.sessions.courier import Courier, Hint
from broker.features.sessions.revoking import Blocked
from broker.features.sessions.store import Document
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import Change, View
from protocol.grant import Origin
from protocol.identifiers import DeviceId, OrganizationId, is_identifier
from protocol.links.portal_broker import Topic
from protocol.session.states import APPROVAL_SECONDS, Session, technician_of

MOST_OFFERS: Final = 3
WINDOW: Final = timedelta(minutes=10)
MOST_SHOWN: Final = 200
_blocks = tables.offer_blocks.c
_sessions = tables.sessions.c
_documents = tables.session_documents.c
LetGo = Callable[[Blocked], object]
"""Ends what waits on a device from before a block."""


class OfferBlock(msgspec.Struct, frozen=True, kw_only=True):
    """An account whose offers do not reach a device any more, because its person did not ask for them."""

    id: str
    account: Named
    device: Named
    organization: Named
    session_id: str
    created_at: str


class OfferBlocks(msgspec.Struct, frozen=True, kw_only=True):
    """Those that stand, newest first."""

    items: tuple[OfferBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Reads and lifts blocks."""

    work: UnitOfWork
    courier: Courier

    async def standing(self, actor: AccountActor, device: str | None, account: str | None) -> OfferBlocks:
        """List those that stand, of a device or of an account, as far as the actor reads sessions there."""

        def body(view: View) -> OfferBlocks:
            query = _with_names().where(
                _blocks.lifted_at.is_(None), view.within_device_reach(_blocks.organization_id, _blocks.device_id)
            )
            if device is not None:
                query = query.where(_blocks.device_id == device)
            if account is not None:
                query = query.where(_blocks.account_id == account)
            rows = view.connection.execute(query.order_by(_blocks.created_at.desc()).limit(MOST_SHOWN))
            return OfferBlocks(items=tuple(_answer(row) for row in rows))

        return await self.work.view(actor, Permission.SESSION_READ, body)

    async def lift(self, actor: AccountActor, block: str) -> OfferBlock:
        """Let an account offer help on the device again; never by that account itself."""

        def body(change: Change) -> OfferBlock:
            within = change.within_device_reach(_blocks.organization_id, _blocks.device_id)
            query = _with_names().where(_blocks.id == block, within)
            row = change.connection.execute(query).one_or_none() if is_identifier(block) else None
            if row is None:
                raise NotFound
            change.require(Permission.SESSION_UNBLOCK, row.organization_id, row.device_id)
            if row.account_id == actor.account_id:
                raise PermissionMissing("Somebody else has to lift what stands against your own offers.")
            if row.lifted_at is not None:
                raise Conflict("This was lifted already.", code="offer_block.lifted")
            lifted = update(tables.offer_blocks).where(_blocks.id == block, _blocks.lifted_at.is_(None))
            if change.connection.execute(lifted.values(lifted_at=change.now)).rowcount != 1:
                raise Conflict
            organization, device = OrganizationId(row.organization_id), DeviceId(row.device_id)
            change.record(
                AuditKind.OFFER_BLOCK_LIFTED,
                organization=organization,
                device=device,
                detail={"account": row.account_name, "session": row.session_id},
            )
            change.after_commit(self.courier.hint, Hint(topic=Topic.DEVICES, id=device, organization=organization))
            return _answer(row)

        return await self.work.change(actor, Permission.SESSION_UNBLOCK, body)


def put_up(change: Change, session: Session, new_id: Callable[[], str], let_go: LetGo) -> None:
    """Keep the technician of a session from offering help on its device again; once is enough."""
    account = technician_of(session)
    if account is None or session.device is None:
        return
    # What waits from before would still come to the person whom this spares.
    change.after_commit(let_go, Blocked(account=account, device=session.device))
    if is_blocked(change, account, session.device):
        return
    fresh = {
        "id": new_id(),
        "organization_id": session.organization,
        "device_id": session.device,
        "account_id": account,
        "session_id": session.id,
        "created_at": change.now,
    }
    change.connection.execute(insert(tables.offer_blocks).values(fresh))


async def technician_name(work: UnitOfWork, actor: DeviceActor, session: Session) -> str | None:
    """Name who stands behind a session, for its entry."""
    query = select(tables.accounts.c.name).where(tables.accounts.c.id == technician_of(session))
    name: str | None = await work.view(
        actor, Permission.OWN_SESSION_ANSWER, lambda view: view.connection.execute(query).scalar_one_or_none()
    )
    return name


def is_blocked(view: View, account: str, device: str) -> bool:
    """Tell whether a block stands between an account and a device."""
    query = select(_blocks.id).where(
        _blocks.account_id == account, _blocks.device_id == device, _blocks.lifted_at.is_(None)
    )
    return view.connection.execute(query.limit(1)).scalar_one_or_none() is not None


def check_not_blocked(view: View, account: str, device: str) -> None:
    """Refuse help by somebody whose help the person at the device did not ask for."""
    if not is_blocked(view, account, device):
        return
    name = view.connection.execute(select(tables.devices.c.name).where(tables.devices.c.id == device)).scalar_one()
    again = f"Only an administrator can let you offer help on {name} again."
    raise Conflict(f"The person did not ask for this. {again}", code="session.offers_blocked")


def check_may_offer(view: View, account: str, device: Any, most: int) -> None:
    """Refuse an offer that the person was spared by their own word, or that would be one too many for them."""
    check_not_blocked(view, account, device.id)
    check_not_asked_too_often(view, device.id, most)


def check_not_asked_too_often(view: View, device: str, most: int) -> None:
    """Refuse one question more than the person at a device is spared: by offers, and by owners who find them there."""
    since = view.now - WINDOW
    entries = tables.audit_entries.c
    was_asked = exists().where(
        entries.session_id == _sessions.id, entries.kind == AuditKind.SESSION_ASKING_CONSENT.value
    )
    # An offer counts from the moment at which the person was asked; one that never came so far counts not at all.
    asked_at = func.min(_documents.created_at)
    # The newest count: it is free again once the oldest of as many as are allowed is ten minutes old.
    times = (
        select(asked_at)
        .join(tables.sessions, _sessions.id == _documents.session_id)
        .where(
            _sessions.device_id == device,
            or_(
                _sessions.origin.in_((Origin.OFFER.value, Origin.UNATTENDED.value)),
                and_(_sessions.origin == Origin.OWN.value, was_asked),
            ),
            _sessions.created_at > since - timedelta(seconds=APPROVAL_SECONDS),
            _documents.kind == Document.PROPOSAL.value,
        )
        .group_by(_documents.session_id)
        .having(asked_at > since)
        .order_by(asked_at.desc())
        .limit(most)
    )
    recent = view.connection.execute(times).scalars().all()
    if len(recent) < most:
        return
    again = rules.again_in(recent[-1] + WINDOW - view.now)
    sentence = f"The person at this device was asked {most} times in 10 minutes. You can ask again {again}."
    raise Conflict(sentence, code="session.offered_too_often")


def _with_names() -> Any:
    accounts, devices, organizations = tables.accounts.c, tables.devices.c, tables.organizations.c
    return (
        select(
            tables.offer_blocks,
            accounts.name.label("account_name"),
            devices.name.label("device_name"),
            organizations.name.label("organization_name"),
        )
        .join(tables.accounts, accounts.id == _blocks.account_id)
        .join(tables.devices, devices.id == _blocks.device_id)
        .join(tables.organizations, organizations.id == _blocks.organization_id)
    )


def _answer(row: Any) -> OfferBlock:
    return OfferBlock(
        id=row.id,
        account=Named(id=row.account_id, name=row.account_name),
        device=Named(id=row.device_id, name=row.device_name),
        organization=Named(id=row.organization_id, name=row.organization_name),
        session_id=row.session_id,
        created_at=instant_text(row.created_at),
    )
