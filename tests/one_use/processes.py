"""Several processes' doors to one database, as replicas have them, and what a thing that works once is used with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.entropy import new_id, random_bytes
from broker.features.accounts.app_codes import AppCodes
from broker.features.accounts.hashing import PasswordHashes
from broker.features.accounts.passkey_desk import PasskeyDesk
from broker.features.accounts.passkeys import RelyingParty
from broker.features.accounts.records import Account, actor_of
from broker.features.accounts.store import account_by_id, groups_of
from broker.features.devices.enrolment import Enrolment
from broker.features.invitations.issuing import Issuer
from broker.features.invitations.service import Invitations
from broker.features.seamless.grants import SeamlessAccess, Told
from broker.links.tickets import Tickets
from broker.storage import tables
from broker.storage.database import open_database
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View
from certs.instance import open_instance_keys
from protocol.identifiers import AccountId
from tests.fakes.actors import SYSTEM
from tests.fakes.authenticator import Authenticator
from tests.fakes.clock import FakeClock
from tests.matrix.actors import Who
from tests.matrix.link_objects import person_of
from tests.matrix.objects import SEALER, Place, set_scene

T = TypeVar("T")
PROCESSES = 3
USES = 100
PARTY = RelyingParty(id="support.example", origin="https://support.example", name="Handrail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What one process uses things up with."""

    work: UnitOfWork
    invitations: Invitations
    access: SeamlessAccess
    enrolment: Enrolment
    tickets: Tickets
    desk: PasskeyDesk
    app: AppCodes


Use = Callable[[Process, int], Awaitable[bool]]
"""Uses the thing in a process, for the so-manieth time; says whether it worked, or raises Refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Processes over one database, with the people and things that are there."""

    processes: tuple[Process, ...]
    clock: FakeClock
    issuer: Issuer
    here: Place
    provider: AccountActor
    devices: tuple[Ed25519PrivateKey, ...]
    passkeys: tuple[Authenticator, ...]

    @property
    def work(self) -> UnitOfWork:
        return self.processes[0].work

    async def change(self, body: Callable[[Change], T]) -> T:
        """Prepare something."""
        return await changed(self.work, body)

    async def with_account(self, account: str, body: Callable[[Change, Account], T]) -> T:
        return await self.change(lambda change: body(change, account_of(change, account)))


async def changed(work: UnitOfWork, body: Callable[[Change], T]) -> T:
    """Change something that needs no entry of its own here."""

    def noted(change: Change) -> T:
        value = body(change)
        change.needs_no_entry(Upkeep.TICKET)
        return value

    return await work.change(SYSTEM, Permission.OWN_ACCOUNT_CHANGE, noted)


def account_of(view: View, account: str) -> Account:
    found = account_by_id(view, AccountId(account))
    assert found is not None
    return found


@asynccontextmanager
async def neighbours(database_url: str, state: Path, clock: FakeClock) -> AsyncIterator[Neighbours]:
    """Open the database several times over, and make a scene in it."""
    databases = [open_database(database_url, migrate=False) for _ in range(PROCESSES)]
    works = [UnitOfWork(database, clock) for database in databases]
    hashes = PasswordHashes(memory_kib=8, passes=1)
    keys = open_instance_keys(state / "keys", clock.now())
    issuer = Issuer(sealer=SEALER, instance="Provider", wake=lambda: None)

    def process(work: UnitOfWork) -> Process:
        told = Told(over=lambda account, place: None, rights_changed=lambda place: None)
        return Process(
            work=work,
            invitations=Invitations(work=work, hashes=hashes, issuer=issuer),
            access=SeamlessAccess(work=work, issuer=issuer, told=told),
            enrolment=Enrolment(
                work=work,
                clock=clock,
                keys=keys,
                new_id=new_id,
                random_bytes=random_bytes,
                told=lambda device, place: None,
            ),
            tickets=Tickets(work=work, viewers=None, random_bytes=random_bytes),  # type: ignore[arg-type]
            desk=PasskeyDesk(work=work, party=lambda: PARTY),
            app=AppCodes(sealer=SEALER, randomness=random_bytes),
        )

    try:
        scene = await set_scene(works[0], Who.PROVIDER_ADMINISTRATOR)
        yield Neighbours(
            processes=tuple(process(work) for work in works),
            clock=clock,
            issuer=issuer,
            here=scene.here,
            provider=await _actor(works[0], await person_of(works[0], scene)),
            devices=tuple(Ed25519PrivateKey.generate() for _ in range(USES)),
            passkeys=tuple(_passkey(number) for number in range(USES)),
        )
    finally:
        for work in works:
            await work.close()
        for database in databases:
            database.close()
        hashes.close()


def _passkey(number: int) -> Authenticator:
    return Authenticator(origin=PARTY.origin, rp_id=PARTY.id, counts=False, credential_id=number.to_bytes(32, "big"))


async def _actor(work: UnitOfWork, account: str) -> AccountActor:
    row = tables.sign_ins.c

    def look(view: View) -> AccountActor:
        query = tables.sign_ins.select().where(row.account_id == account)
        sign_in = view.connection.execute(query).first()
        assert sign_in is not None
        return actor_of(account_of(view, account), groups_of(view, AccountId(account)), sign_in.id)

    return await work.view(SYSTEM, Permission.ACCOUNT_READ, look)
