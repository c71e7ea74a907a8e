"""What the exchange has to know of both sides, read from storage in one look."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from broker.access.actors import AccountActor, DeviceActor
from broker.access.permissions import Permission
from broker.errors import NotFound, PermissionMissing
from broker.features.sessions import rules, store
from broker.features.sessions.exchange import Rejected
from broker.storage import tables
from broker.storage.work import View
from protocol.grant import Origin, Who
from protocol.session.states import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device as the exchange needs it."""

    name: str
    public: bytes
    organization_name: str


def device_session(view: View, session: str) -> Session:
    """Read a session on behalf of its device; another device's session is no session."""
    found = store.load(view, session).session
    actor = view.actor
    if not isinstance(actor, DeviceActor) or found.device != actor.device_id:
        raise NotFound
    view.require(Permission.OWN_SESSION_ANSWER, found.organization)
    return found


def held_session(view: View, session: str) -> Session:
    """Read a session on behalf of whoever holds it, who must still be allowed to."""
    found = store.load(view, session).session
    needed = rules.viewing_permission(view.actor)
    view.require(needed, found.organization, found.device)
    if not rules.holds(view.actor, found):
        # An end user learns nothing of the sessions of others.
        if needed is Permission.OWN_DEVICE_USE:
            raise NotFound
        raise PermissionMissing("Only the technician who holds this session can view it.")
    # What was shown for it was shown in one sign-in: another one, or a stolen older one, is no way in.
    sign_in = view.actor.sign_in_id if isinstance(view.actor, AccountActor) else None
    if found.ask.origin is Origin.OWN and sign_in != found.ask.sign_in:
        raise NotFound
    view.require(rules.driving_permission(found), found.organization, found.device)
    return found


def device_of(view: View, session: Session) -> Device:
    """Read the device of a session."""
    row = _device_row(view, session.device)
    return Device(name=row.name, public=bytes(row.public_key), organization_name=row.organization_name)


def device_key(view: View, device: str) -> bytes:
    """Read a device's public key."""
    return bytes(_device_row(view, device).public_key)


def _device_row(view: View, device: str | None) -> Any:
    columns = tables.devices.c
    query = (
        select(columns.name, columns.public_key, tables.organizations.c.name.label("organization_name"))
        .join(tables.organizations, tables.organizations.c.id == columns.organization_id)
        .where(columns.id == device, columns.revoked_at.is_(None))
    )
    row = view.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row


_HOW = {
    "app": "password and code",
    "recovery_code": "password and recovery code",
    "passkey": "password and passkey",
    "passkey_alone": "passkey",
}


def who_of(view: View, actor: AccountActor, instance: str) -> Who:
    """Say who would see the screen, and how they proved it."""
    shown = select(tables.sign_ins.c.factor).where(tables.sign_ins.c.id == actor.sign_in_id)
    factor = view.connection.execute(shown).scalar_one_or_none()
    company = instance
    if actor.organization_id is not None:
        named = select(tables.organizations.c.name).where(tables.organizations.c.id == actor.organization_id)
        company = view.connection.execute(named).scalar_one_or_none() or instance
    return Who(
        name=actor.name[:200],
        email=actor.email[:200],
        company=company[:200],
        signed_in_by=_HOW.get(factor or "", "password"),
    )


def document(view: View, session: Session, attempt: int, kind: store.Document) -> str:
    """Read a document of the exchange that has to be there by now."""
    found = store.document(view, session.id, attempt, kind)
    if found is None:
        raise Rejected("exchange.out_of_order", f"no {kind.value}")
    return found.decode()
