"""Checking the stored chains."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import ColumnElement, Delete, Update, and_, delete, update

from broker.access.permissions import Permission
from broker.access.scopes import only
from broker.audit.chain import Broken, Head, Tampering, Verdict, Verified
from broker.audit.checkpoint import signed_head
from broker.audit.kinds import AuditKind
from broker.storage.audit_check import (
    chains,
    check_chain,
    make_checkpoints,
    newest_checkpoint,
    waiting_for_checkpoint,
)
from broker.storage.database import Database
from broker.storage.tables import audit_entries, audit_heads, checkpoints
from broker.storage.unit_of_work import Change, UnitOfWork
from protocol.codec import decode
from protocol.envelope import Keys, keys_of, seal
from protocol.trust import CHECKPOINT_TYPE
from protocol.trust import Checkpoint as Statement
from tests.fakes.actors import ORG_A, ORG_B, SYSTEM, staff

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw()
KEYS = keys_of(PUBLIC)
LENGTH = 8


def record(change: Change) -> None:
    for number in range(LENGTH):
        change.record(AuditKind.SETTINGS_CHANGED, organization=ORG_A, detail={"setting": str(number)})
    change.record(AuditKind.SETTINGS_CHANGED, organization=ORG_B)


@pytest.fixture
async def written(work: UnitOfWork) -> UnitOfWork:
    """Two chains, of eight entries and of one."""
    await work.change(SYSTEM, Permission.SETTINGS_CHANGE, record)
    return work


def sealed(statement: bytes) -> bytes:
    return seal(CHECKPOINT_TYPE, decode(statement, Statement), PUBLIC, KEY.sign)


def make(change: Change) -> list[tuple[str, int]]:
    made = make_checkpoints(change, sealed)
    return [(signed.checkpoint.organization, signed.checkpoint.head.sequence) for signed in made]


async def check(work: UnitOfWork, start: Head | None = None, keys: Keys | None = KEYS) -> Verdict:
    return await work.view(
        SYSTEM, Permission.AUDIT_READ, lambda view: check_chain(view, ORG_A, start=start or Head(), keys=keys)
    )


def tamper(database: Database, *statements: Update | Delete) -> None:
    with database.write() as connection:
        for statement in statements:
            connection.execute(statement)


def entry(sequence: int) -> ColumnElement[bool]:
    return and_(audit_entries.c.organization_id == ORG_A, audit_entries.c.sequence == sequence)


def renumber(old: int, new: int) -> Update:
    return update(audit_entries).where(entry(old)).values(sequence=new)


async def test_stored_chains_verify(written: UnitOfWork) -> None:
    verdict = await check(written)
    assert isinstance(verdict, Verified)
    assert verdict.head.sequence == LENGTH
    assert await written.view(SYSTEM, Permission.AUDIT_READ, chains) == [ORG_A, ORG_B]
    narrow = staff(Permission.AUDIT_READ, reach=only(ORG_B))
    assert await written.view(narrow, Permission.AUDIT_READ, chains) == [ORG_B]


@pytest.mark.parametrize(
    ("statements", "sequence", "how"),
    [
        ([update(audit_entries).where(entry(3)).values(detail="{}")], 3, Tampering.CHANGED),
        ([update(audit_entries).where(entry(3)).values(actor_name="Nobody")], 3, Tampering.CHANGED),
        ([update(audit_entries).where(entry(3)).values(hash="0" * 64)], 3, Tampering.CHANGED),
        ([delete(audit_entries).where(entry(4))], 4, Tampering.MISSING),
        ([delete(audit_entries).where(entry(LENGTH))], LENGTH, Tampering.MISSING),
        ([renumber(2, 99), renumber(5, 2), renumber(99, 5)], 2, Tampering.REORDERED),
        ([delete(audit_heads)], LENGTH, Tampering.CHANGED),
    ],
)
async def test_what_was_done_to_the_database_behind_the_door_is_named(
    written: UnitOfWork, database: Database, statements: list[Update | Delete], sequence: int, how: Tampering
) -> None:
    tamper(database, *statements)
    verdict = await check(written)
    assert isinstance(verdict, Broken)
    assert (verdict.sequence, verdict.how) == (sequence, how)


async def test_a_check_can_go_on_where_the_last_one_ended(written: UnitOfWork, database: Database) -> None:
    verified = await check(written)
    assert isinstance(verified, Verified)
    await written.change(SYSTEM, Permission.SETTINGS_CHANGE, record)
    further = await check(written, verified.head)
    assert isinstance(further, Verified)
    assert further.head.sequence == 2 * LENGTH
    tamper(database, delete(audit_entries).where(entry(LENGTH + 1)))
    assert isinstance(await check(written, verified.head), Broken)


async def test_a_checkpoint_is_signed_once_for_each_state_of_each_chain(written: UnitOfWork) -> None:
    assert await written.change(SYSTEM, Permission.KEYS_READ, make) == [(ORG_A, LENGTH), (ORG_B, 1)]
    assert await written.change(SYSTEM, Permission.KEYS_READ, make) == []
    await written.change(SYSTEM, Permission.SETTINGS_CHANGE, record)
    waiting = await written.view(SYSTEM, Permission.AUDIT_READ, waiting_for_checkpoint)
    assert waiting == {ORG_A: LENGTH, ORG_B: 1}
    assert await written.change(SYSTEM, Permission.KEYS_READ, make) == [(ORG_A, 2 * LENGTH), (ORG_B, 2)]
    newest = await written.view(SYSTEM, Permission.AUDIT_READ, lambda view: newest_checkpoint(view, ORG_A))
    assert newest is not None
    assert signed_head(newest.signed, ORG_A, KEYS) == newest.checkpoint.head
    assert isinstance(await check(written), Verified)


async def cut_short(work: UnitOfWork, database: Database) -> None:
    """Take the newest entries away and make the stored head fit."""
    await work.change(SYSTEM, Permission.KEYS_READ, make)
    with database.read() as connection:
        shorter = connection.execute(audit_entries.select().where(entry(5))).one()
    place = audit_entries.c.organization_id == ORG_A
    tamper(
        database,
        delete(audit_entries).where(place, audit_entries.c.sequence > 5),
        update(audit_heads).where(audit_heads.c.organization_id == ORG_A).values(sequence=5, hash=shorter.hash),
    )


@pytest.mark.parametrize("keys", [None, KEYS])
async def test_a_chain_cut_short_with_its_head_is_given_away_by_a_stored_checkpoint(
    written: UnitOfWork, database: Database, keys: Keys | None
) -> None:
    await cut_short(written, database)
    verdict = await check(written, keys=keys)
    assert isinstance(verdict, Broken)
    assert (verdict.sequence, verdict.how) == (6, Tampering.MISSING)


async def test_a_checkpoint_that_was_made_to_fit_is_given_away_by_what_was_signed(
    written: UnitOfWork, database: Database
) -> None:
    await cut_short(written, database)
    with database.read() as connection:
        last = connection.execute(audit_entries.select().where(entry(5))).one()
    mine = checkpoints.c.organization_id == ORG_A
    tamper(database, update(checkpoints).where(mine).values(sequence=5, hash=last.hash))
    assert isinstance(await check(written, keys=None), Verified)
    verdict = await check(written)
    assert isinstance(verdict, Broken)
    assert (verdict.sequence, verdict.how) == (6, Tampering.MISSING)


async def test_a_checkpoint_that_our_keys_did_not_sign_is_named(written: UnitOfWork, database: Database) -> None:
    await written.change(SYSTEM, Permission.KEYS_READ, make)
    first = await check(written)
    await written.change(SYSTEM, Permission.SETTINGS_CHANGE, record)
    await written.change(SYSTEM, Permission.KEYS_READ, make)
    tamper(database, update(checkpoints).where(checkpoints.c.sequence == 2 * LENGTH).values(signed=b"{}"))
    assert isinstance(first, Verified)
    assert await check(written) == Broken(sequence=2 * LENGTH, how=Tampering.UNSIGNED, holds_to=first.head)
