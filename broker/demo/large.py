"""Fills an instance with a large installation, in bulk and past the door, yet with chains that verify."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Table, insert, true

from broker.access.actors import AccountKind, ActorTitle
from broker.audit.entry import Entry, new_entry
from broker.audit.kinds import AuditKind
from broker.demo.invention import Inventor, Size
from broker.storage import tables
from broker.storage.audit_log import append
from broker.storage.database import Database
from broker.storage.device_words import respelling
from broker.storage.searching import searchable
from protocol.capabilities import Capability
from protocol.grant import Origin
from protocol.identifiers import AccountId, DeviceId, OrganizationId, SessionId
from protocol.links.agent_broker import Display, Facts
from protocol.session.reasons import EndReason
from protocol.session.states import Ask, Ended, Limits, Session

_SYSTEM: Final = ActorTitle(kind="system", id="demo", name="Handrail")
_TECHNICIANS: Final = 12
_ROWS_AT_ONCE: Final = 5_000


@dataclass(slots=True, kw_only=True)
class _Batch:
    """Rows and entries that wait to be written together."""

    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    waiting: int = 0

    def add(self, table: Table, row: dict[str, Any]) -> None:
        self.rows.setdefault(table, []).append(row)
        self.waiting += 1

    def write(self, connection: Connection) -> None:
        """Write what waits, what others refer to first."""
        for table in tables.metadata.sorted_tables:
            if rows := self.rows.pop(table, None):
                connection.execute(insert(table), rows)
        append(connection, self.entries)
        self.entries, self.waiting = [], 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """An organization with its share."""

    id: str
    people: int
    devices: int
    sessions: int


def grow(database: Database, size: Size, now: datetime) -> None:
    """Add everything, in one transaction: a large installation, or none of it."""
    inventor, batch = Inventor(now), _Batch()
    with database.write() as connection:
        technicians = [_account(batch, inventor, AccountKind.STAFF, None, now) for _ in range(_TECHNICIANS)]
        for place in _places(batch, inventor, size):
            people = [
                _account(batch, inventor, AccountKind.END_USER, place.id, inventor.before(700))
                for _ in range(place.people)
            ]
            devices = [
                _device(batch, inventor, place.id, number, people[number % len(people)])
                for number in range(place.devices)
            ]
            for number in range(place.sessions):
                device = devices[number * 7 % len(devices)]
                _session(batch, inventor, place.id, device, technicians[number % _TECHNICIANS])
                if batch.waiting > _ROWS_AT_ONCE:
                    batch.write(connection)
            if batch.waiting > _ROWS_AT_ONCE:
                batch.write(connection)
        batch.write(connection)
        connection.execute(respelling(true()))


def _places(batch: _Batch, inventor: Inventor, size: Size) -> Iterator[_Place]:
    shared = zip(
        inventor.shares(size.end_users, size.organizations),
        inventor.shares(size.devices, size.organizations),
        inventor.shares(size.sessions, size.organizations),
        strict=True,
    )
    for number, (people, devices, sessions) in enumerate(shared):
        name, slug = inventor.organization(number)
        identifier, created = inventor.id(), inventor.before(900)
        batch.add(tables.organizations, {"id": identifier, "name": name, "slug": slug, "created_at": created})
        _note(batch, inventor, AuditKind.ORGANIZATION_CREATED, identifier, created, {"name": name}, subject=identifier)
        yield _Place(id=identifier, people=people, devices=devices, sessions=sessions)


def _account(
    batch: _Batch, inventor: Inventor, kind: AccountKind, organization: str | None, created: datetime
) -> tuple[str, str]:
    identifier, name = inventor.id(), inventor.person()
    domain = "provider.example" if organization is None else "customer.example"
    email = f"{name.lower().replace(' ', '.')}.{identifier[:6]}@{domain}"
    row = {
        "id": identifier,
        "kind": kind.value,
        "organization_id": organization,
        "email": email,
        "email_key": email,
        "name": name,
        "phone": f"+49 30 {inventor.between(1_000_000, 9_999_999)}",
        "status": "active",
        "created_at": created,
    }
    batch.add(tables.accounts, row)
    _note(batch, inventor, AuditKind.ACCOUNT_CREATED, organization, created, {"kind": kind.value}, person=name)
    return identifier, name


def _device(
    batch: _Batch, inventor: Inventor, organization: str, number: int, owner: tuple[str, str]
) -> tuple[str, str, tuple[str, str]]:
    identifier, name, key = inventor.id(), inventor.device_name(number), inventor.key()
    system, version = inventor.system()
    facts = Facts(
        name=name,
        system=system,
        version=version,
        person=owner[1],
        displays=(Display(name="DP-1", width=1920, height=1080),),
        addresses=(f"10.{inventor.between(0, 255)}.{inventor.between(0, 255)}.{inventor.between(1, 254)}",),
    )
    enrolled = inventor.before(600)
    row = {
        "id": identifier,
        "organization_id": organization,
        "name": name,
        "public_key": key,
        "key_hash": hashlib.sha256(key).hexdigest(),
        "facts": msgspec.json.encode(facts).decode(),
        "last_seen_at": inventor.before(30),
        "enrolled_at": enrolled,
        "assigned_account_id": None if inventor.one_in(4) else owner[0],
        "agent_version": "0.1.0",
    }
    batch.add(tables.devices, row)
    _note(batch, inventor, AuditKind.DEVICE_ENROLLED, organization, enrolled, {}, device=(identifier, name))
    return identifier, name, owner


def _session(
    batch: _Batch,
    inventor: Inventor,
    organization: str,
    device: tuple[str, str, tuple[str, str]],
    technician: tuple[str, str],
) -> None:
    identifier, created, (owner, person) = inventor.id(), inventor.before(365), device[2]
    ended = created + timedelta(minutes=inventor.between(3, 55))
    session = _ended_session(inventor, identifier, organization, device, technician, created, ended)
    row = {
        "id": identifier,
        "organization_id": organization,
        "device_id": device[0],
        "requester_account_id": owner,
        "requester": msgspec.json.encode({"name": person, "email": "", "phone": ""}).decode(),
        "technician_account_id": technician[0],
        "state_name": "ended",
        "state": msgspec.json.encode(session).decode(),
        "origin": "request",
        "reason": session.ask.reason,
        "search_text": searchable((device[1], person, session.ask.reason)),
        "created_at": created,
        "ended_at": ended,
        "end_reason": EndReason.DONE_BY_TECHNICIAN.value,
    }
    batch.add(tables.sessions, row)
    _tell_its_story(batch, inventor, session, technician, device[1])


def _ended_session(
    inventor: Inventor,
    identifier: str,
    organization: str,
    device: tuple[str, str, tuple[str, str]],
    technician: tuple[str, str],
    created: datetime,
    ended: datetime,
) -> Session:
    owner, person = device[2]
    ask = Ask(
        origin=Origin.REQUEST,
        reason=inventor.reason(),
        capabilities=(Capability.VIEW, Capability.CONTROL),
        seconds=3600,
        name=person,
        requester=AccountId(owner),
    )
    return Session(
        id=SessionId(identifier),
        organization=OrganizationId(organization),
        device=DeviceId(device[0]),
        ask=ask,
        limits=Limits(),
        created_at=created,
        state=Ended(at=ended, reason=EndReason.DONE_BY_TECHNICIAN, by=technician[1]),
        attempts=1,
    )


def _tell_its_story(
    batch: _Batch, inventor: Inventor, session: Session, technician: tuple[str, str], device_name: str
) -> None:
    created, state = session.created_at, session.state
    assert isinstance(state, Ended)
    ended = {"reason": state.reason.value, "by": state.by}
    steps: tuple[tuple[AuditKind, datetime, Mapping[str, object]], ...] = (
        (AuditKind.SESSION_REQUESTED, created, {"reason": session.ask.reason}),
        (AuditKind.SESSION_APPROVED, created + timedelta(seconds=40), {}),
        (AuditKind.SESSION_GRANTED, created + timedelta(seconds=70), {"capabilities": "view, control", "minutes": 60}),
        (AuditKind.SESSION_DONE_BY_TECHNICIAN, state.at, ended),
    )
    for kind, at, detail in steps:
        _note(
            batch,
            inventor,
            kind,
            session.organization,
            at,
            detail,
            device=(str(session.device), device_name),
            person=session.ask.name,
            session=session.id,
            actor=ActorTitle(kind="staff", id=technician[0], name=technician[1]),
        )


def _note(  # noqa: PLR0913 - what an entry names
    batch: _Batch,
    inventor: Inventor,
    kind: AuditKind,
    organization: str | None,
    at: datetime,
    detail: Mapping[str, object],
    *,
    actor: ActorTitle = _SYSTEM,
    device: tuple[str, str] | None = None,
    person: str | None = None,
    session: str | None = None,
    subject: str | None = None,
) -> None:
    batch.entries.append(
        new_entry(
            id=inventor.id(),
            organization=OrganizationId(organization or ""),
            at=at,
            kind=kind,
            actor=actor,
            detail=detail,
            device=DeviceId(device[0]) if device else None,
            device_name=device[1] if device else None,
            person=person,
            session=SessionId(session) if session else None,
            subject=subject,
        )
    )
