"""Tests of the stored public halves of the instance's keys."""

from sqlalchemy import select

from broker.access.permissions import Permission
from broker.storage import tables
from broker.storage.signing_keys import note_keys
from broker.storage.unit_of_work import UnitOfWork
from protocol.trust import Purpose, SigningKey
from tests.fakes.actors import SYSTEM


def keys_until(generation: int) -> dict[Purpose, tuple[SigningKey, ...]]:
    return {
        purpose: tuple(
            SigningKey(purpose=purpose, generation=each, public=f"{purpose}{each}".encode().ljust(32, b"-"))
            for each in range(1, generation + 1)
        )
        for purpose in Purpose
    }


async def noted(work: UnitOfWork, generation: int) -> None:
    found = keys_until(generation)
    await work.change(SYSTEM, Permission.KEYS_ROTATE, lambda change: note_keys(change, found.__getitem__))


async def test_each_generation_is_noted_once_and_the_ones_before_it_retire(work: UnitOfWork) -> None:
    for generation in (1, 1, 2):
        await noted(work, generation)
    row = tables.signing_keys.c
    query = select(row.generation, row.retired_at).where(row.purpose == "grant").order_by(row.generation)
    kinds = select(tables.audit_entries.c.kind).order_by(tables.audit_entries.c.sequence)
    stored, entries = await work.view(
        SYSTEM,
        Permission.AUDIT_READ,
        lambda view: (view.connection.execute(query).all(), view.connection.execute(kinds).scalars().all()),
    )
    assert [(each.generation, each.retired_at is None) for each in stored] == [(1, False), (2, True)]
    assert entries == ["keys.created"] * 3 + ["keys.rotated"] * 3
