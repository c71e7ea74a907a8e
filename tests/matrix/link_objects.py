"""What links are tried with: devices whose keys are known, and a session in the state that a message is about."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update

from broker.access.permissions import Permission
from broker.entropy import new_id
from broker.features.sessions import store as sessions
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View
from protocol.capabilities import Capability
from protocol.envelope import seal
from protocol.grant import Origin
from protocol.identifiers import AccountId, DeviceId, OrganizationId, SessionId
from protocol.session import states
from tests.fakes.actors import SYSTEM
from tests.matrix.actors import STAFF, Who
from tests.matrix.objects import Place, Scene, account, group, join, sign_in

ATTEMPT = 1


class Standing(StrEnum):
    """Where the session stands that a message is about."""

    NONE = "none"
    REQUESTED = "requested"
    APPROVED = "approved"
    ASKING = "asking"
    CONNECTING = "connecting"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A device and the key it signs with."""

    device: DeviceId
    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def seal(self, kind: str, payload: object) -> str:
        return seal(kind, payload, self.public, self.private.sign).decode()


async def give_key(work: UnitOfWork, device: str) -> Key:
    """Give a device a key that is known here."""
    key = Key(device=DeviceId(device), private=Ed25519PrivateKey.generate())
    row = tables.devices
    values = {"public_key": key.public, "key_hash": hashlib.sha256(key.public).hexdigest()}
    await _change(work, lambda change: change.connection.execute(update(row).where(row.c.id == device).values(values)))
    return key


async def add_device(work: UnitOfWork, organization: str) -> str:
    """Put one more device into an organization."""
    identifier = new_id()

    def body(change: Change) -> None:
        row = {"id": identifier, "organization_id": organization, "name": "OTHER", "public_key": b"", "facts": "{}"}
        change.connection.execute(tables.devices.insert().values(**row, key_hash=identifier, enrolled_at=change.now))

    await _change(work, body)
    return identifier


async def revoke(work: UnitOfWork, device: str) -> None:
    row = tables.devices
    await _change(
        work,
        lambda change: change.connection.execute(update(row).where(row.c.id == device).values(revoked_at=change.now)),
    )


async def begin(work: UnitOfWork, here: Place, standing: Standing, technician: str) -> str:
    """End whatever is on any device, and put a fresh session onto the one here."""
    identifier = SessionId(new_id())

    def body(change: Change) -> None:
        row = tables.sessions
        change.connection.execute(update(row).values(state_name="ended", ended_at=change.now))
        if standing is Standing.NONE:
            return
        session = states.Session(
            id=identifier,
            organization=OrganizationId(here["organization"]),
            device=DeviceId(here["device"]),
            ask=_ask(here, technician if standing is Standing.REQUESTED else None),
            limits=states.Limits(),
            created_at=change.now,
            state=_state(change, standing, AccountId(technician)),
            attempts=0 if standing in (Standing.REQUESTED, Standing.APPROVED) else ATTEMPT,
        )
        sessions.add(change, session)

    await _change(work, body)
    return identifier


def _ask(here: Place, requester: str | None) -> states.Ask:
    return states.Ask(
        origin=Origin.REQUEST,
        reason=f"Please help {here['mark']}",
        capabilities=(Capability.VIEW,),
        seconds=600,
        name=f"Person {here['mark']}",
        requester=AccountId(here["owner"]) if requester else None,
    )


def _state(change: Change, standing: Standing, technician: AccountId) -> states.AnyState:
    soon = change.now + timedelta(minutes=10)
    view = (Capability.VIEW,)
    grant = states.Grant(
        technician=technician,
        capabilities=view,
        seconds=600,
        consented_at=change.now,
        expires_at=soon,
        asked_person=True,
        proposal_hash="a" * 64,
        accept_hash="b" * 64,
    )
    match standing:
        case Standing.NONE | Standing.REQUESTED:
            return states.Requested(deadline=soon)
        case Standing.APPROVED:
            return states.Approved(technician=technician, note="", deadline=soon)
        case Standing.ASKING:
            return states.AskingConsent(
                technician=technician,
                attempt=ATTEMPT,
                proposal_hash="a" * 64,
                capabilities=view,
                seconds=600,
                deadline=soon,
            )
        case Standing.CONNECTING:
            return states.Connecting(grant=grant, attempt=ATTEMPT, capabilities=view, deadline=soon)
        case Standing.ACTIVE:
            return states.Active(
                grant=grant,
                attempt=ATTEMPT,
                since=change.now,
                capabilities=view,
                participants=(technician,),
                driver=technician,
            )


async def person_of(work: UnitOfWork, scene: Scene) -> str:
    """Say who the scene's actor is; whoever has no sign-in is nobody, and somebody of the staff stands in for them."""
    if scene.cookie is None:
        return scene.here["staff"]
    hashed = hashlib.sha256(scene.cookie.encode()).hexdigest()

    def body(view: View) -> str | None:
        for row in (tables.sign_ins.c, tables.api_tokens.c):
            owner = view.connection.execute(select(row.account_id).where(row.token_hash == hashed)).scalar()
            if owner is not None:
                return str(owner)
        return None

    return await work.view(SYSTEM, Permission.ACCOUNT_READ, body) or scene.here["staff"]


async def sign_in_again(work: UnitOfWork, person: str) -> str:
    """Sign somebody in once more, in another browser; gives the cookie."""
    cookies: list[str] = []
    await _change(work, lambda change: cookies.append(sign_in(change, person)))
    return cookies[-1]


async def add_holder(work: UnitOfWork, here: Place) -> tuple[str, str]:
    """Make one more technician here; gives them and their cookie."""
    made: list[tuple[str, str]] = []

    def body(change: Change) -> None:
        person = account(change, "staff", None, here["mark"])
        rights = STAFF[Who.TECHNICIAN_HERE].permissions
        join(change, group(change, "", rights, [here["organization"]], here["mark"]), person)
        made.append((person, sign_in(change, person)))

    await _change(work, body)
    return made[-1]


async def leave_groups(work: UnitOfWork, person: str) -> None:
    """Take every right from somebody of the staff."""
    member = tables.security_group_members
    await _change(work, lambda change: change.connection.execute(delete(member).where(member.c.account_id == person)))


async def end_sign_ins(work: UnitOfWork, person: str) -> None:
    row = tables.sign_ins
    query = update(row).where(row.c.account_id == person)
    await _change(work, lambda change: change.connection.execute(query.values(ended_at=change.now)))


async def what_is_here(work: UnitOfWork, here: Place) -> tuple[int, object]:
    """Give how long the log is here, and what is stored of the device, so that a change shows."""
    entry, device = tables.audit_heads.c, tables.devices.c

    def body(view: View) -> tuple[int, object]:
        length = select(entry.sequence).where(entry.organization_id == here["organization"])
        known = select(device.facts, device.presence).where(device.id == here["device"])
        return view.connection.execute(length).scalar() or 0, tuple(view.connection.execute(known).one())

    return await work.view(SYSTEM, Permission.AUDIT_READ, body)


async def kinds_since(work: UnitOfWork, here: Place, sequence: int) -> list[str]:
    """List what was put on the log here; denials stand in the line of whoever was denied, not of what they wanted."""
    row = tables.audit_entries.c
    query = select(row.kind).where(row.organization_id == here["organization"], row.sequence > sequence)
    found = await work.view(
        SYSTEM, Permission.AUDIT_READ, lambda view: [*view.connection.execute(query.order_by(row.sequence)).scalars()]
    )
    return [kind for kind in found if kind != "access.denied"]


async def _change(work: UnitOfWork, body: Callable[[Change], object]) -> None:
    def noted(change: Change) -> None:
        body(change)
        change.needs_no_entry(Upkeep.LEFTOVERS)

    await work.change(SYSTEM, Permission.OWN_ACCOUNT_CHANGE, noted)
