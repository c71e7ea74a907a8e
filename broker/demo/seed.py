"""Fills a new instance with what the demo shows, through the same door and rules as everything else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from broker.access.actors import AccountKind, SystemActor
from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.clock import SystemClock
from broker.demo import large
from broker.demo.invention import LARGE
from broker.demo.people import CUSTOMER, OTHER_CUSTOMER, DemoPerson, Role
from broker.demo.state import DemoState
from broker.entropy import new_id, random_bytes
from broker.features.accounts.administration import Administration, NewAccount
from broker.features.accounts.hashing import PasswordHashes
from broker.features.devices.enrolment import Enrolment
from broker.features.devices.presence import PresenceBoard
from broker.features.devices.service import DeviceService
from broker.features.organizations.service import Organizations
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.database import open_database
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import UnitOfWork, View
from certs.instance import InstanceKeys, open_instance_keys
from protocol.identifiers import OrganizationId

DEMO: Final = SystemActor(job="demo")
OFFLINE: Final = "offline"
GROUPS: Final = {
    Role.PROVIDER_ADMIN: BuiltInGroup.PROVIDER_ADMINISTRATOR,
    Role.TECHNICIAN: BuiltInGroup.TECHNICIAN,
    Role.AUDITOR: BuiltInGroup.AUDITOR,
}
POLL_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineDevice:
    """The demo's device as the inventory has it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """The demo's broker state, opened beside the broker itself."""

    work: UnitOfWork
    keys: InstanceKeys
    clock: SystemClock


@asynccontextmanager
async def opened(state: DemoState) -> AsyncIterator[Instance]:
    """Open database and keys, and let go of them again."""
    clock = SystemClock()
    keys = open_instance_keys(state.broker, clock.now())
    database = open_database(f"sqlite:///{state.broker}/handrail.db", migrate=True)
    work = UnitOfWork(database, clock)
    try:
        yield Instance(work=work, keys=keys, clock=clock)
    finally:
        await work.close()
        database.close()


async def prepare(state: DemoState, people: Sequence[DemoPerson]) -> str | None:
    """Fill the instance on its first start; gives an enrolment token while the device is not enrolled yet."""
    if not state.filled.exists():
        # A start that was interrupted half-way is begun again from nothing.
        state.empty_parts()
    async with opened(state) as instance:
        if not state.filled.exists():
            await _fill(instance, people)
            state.filled.touch()
        if state.enrolment.exists():
            return None
        return await _token(instance)


def grow(state: DemoState) -> None:
    """Make a large installation of it, once."""
    if state.grown.exists():
        return
    database = open_database(f"sqlite:///{state.broker}/handrail.db", migrate=True)
    try:
        large.grow(database, LARGE, SystemClock().now())
    finally:
        database.close()
    state.grown.touch()


async def give_device_away(state: DemoState) -> None:
    """Make the enrolled device the end user's, before its agent first asks whose it is."""
    async with opened(state) as instance:
        device = await instance.work.view(DEMO, Permission.DEVICE_READ, _device_of_nobody)
        if device is not None:
            service = DeviceService(
                work=instance.work, presences=PresenceBoard(), settings=Settings(), told=_nobody, let_go=_nobody
            )
            owner = await instance.work.view(DEMO, Permission.ACCOUNT_READ, _end_user)
            await service.assign(DEMO, device, owner)


async def await_device(state: DemoState, since: datetime) -> OnlineDevice:
    """Wait until the device is online; the caller sets the time limit."""
    async with opened(state) as instance:
        while True:
            found = await instance.work.view(DEMO, Permission.DEVICE_READ, lambda view: _online(view, since))
            if found is not None:
                return found
            await asyncio.sleep(POLL_SECONDS)


async def _fill(instance: Instance, people: Sequence[DemoPerson]) -> None:
    organizations = Organizations(instance.work)
    customer = await organizations.add(DEMO, CUSTOMER)
    await organizations.add(DEMO, OTHER_CUSTOMER)
    hashes = PasswordHashes()
    try:
        administration = Administration(work=instance.work, hashes=hashes, sealer=Sealer(instance.keys.sealing_key))
        for person in people:
            await _add_person(administration, person, customer.id)
    finally:
        hashes.close()


async def _add_person(administration: Administration, person: DemoPerson, customer: OrganizationId) -> None:
    group = GROUPS.get(person.role)
    wanted = NewAccount(
        kind=AccountKind.STAFF if group else AccountKind.END_USER,
        email=person.email,
        name=person.name,
        password=person.password,
        organization_id=None if group else customer,
        group=group,
        totp_secret=person.totp_secret,
    )
    if person.role is Role.PROVIDER_ADMIN:
        secret = await administration.new_set_up_secret()
        await administration.create_first(wanted, secret or "")
    else:
        await administration.add(wanted)


async def _token(instance: Instance) -> str:
    enrolment = Enrolment(
        work=instance.work,
        clock=instance.clock,
        keys=instance.keys,
        new_id=new_id,
        random_bytes=random_bytes,
        told=_nobody,
    )
    customer = await instance.work.view(DEMO, Permission.ORGANIZATION_READ, _customer)
    return (await enrolment.make_token(DEMO, customer)).token


def _customer(view: View) -> str:
    organizations = tables.organizations.c
    found: str = view.connection.execute(select(organizations.id).where(organizations.name == CUSTOMER)).scalar_one()
    return found


def _end_user(view: View) -> str:
    accounts = tables.accounts.c
    found: str = view.connection.execute(
        select(accounts.id).where(
            accounts.kind == AccountKind.END_USER.value, accounts.organization_id == _customer(view)
        )
    ).scalar_one()
    return found


def _device_of_nobody(view: View) -> str | None:
    devices = tables.devices.c
    found: str | None = view.connection.execute(
        select(devices.id).where(devices.assigned_account_id.is_(None), devices.organization_id == _customer(view))
    ).scalar()
    return found


def _online(view: View, since: datetime) -> OnlineDevice | None:
    """Look for the device; what a broker that was killed left behind is older than `since`."""
    devices = tables.devices.c
    row = view.connection.execute(
        select(devices.id, devices.name).where(devices.presence != OFFLINE, devices.last_seen_at >= since)
    ).first()
    return None if row is None else OnlineDevice(id=row.id, name=row.name)


def _nobody(_device: str, _organization: str) -> None:
    """Nobody is connected yet who would have to be told."""
