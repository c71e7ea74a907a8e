"""Tests of what the process does now and then by itself."""

from pathlib import Path

import pytest
from sqlalchemy import select

from broker.access.permissions import Permission
from broker.app import Broker, lay_foundation
from broker.config import Config, load
from broker.storage import tables
from broker.storage.audit_check import newest_checkpoint
from protocol.envelope import keys_of, open_envelope
from protocol.identifiers import OrganizationId
from protocol.trust import CHECKPOINT_TYPE, Checkpoint, Purpose
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.slow


def config_for(tmp_path: Path, sqlite_url: str) -> Config:
    return load({"state_dir": str(tmp_path / "state"), "database_url": sqlite_url, "port": "0"}, {})


async def test_keys_are_noted_and_checkpoints_signed_with_the_key_that_the_root_names(
    tmp_path: Path, sqlite_url: str, clock: FakeClock
) -> None:
    foundation = lay_foundation(config_for(tmp_path, sqlite_url), clock)
    broker = Broker(foundation)
    await broker.housekeeping.renew_keys()
    await broker.housekeeping.sign_checkpoints()
    instance = OrganizationId("")
    signed = await foundation.work.view(SYSTEM, Permission.AUDIT_READ, lambda view: newest_checkpoint(view, instance))
    assert signed is not None
    keys = keys_of(*(key.public for key in foundation.keys.public_keys(Purpose.CHECKPOINT)))
    opened, _ = open_envelope(signed.signed, CHECKPOINT_TYPE, keys, Checkpoint)
    assert (opened.sequence, opened.hash) == (signed.checkpoint.head.sequence, signed.checkpoint.head.hash)
    await broker.stop()


async def test_a_key_that_is_due_is_rotated_and_on_the_audit_log(
    tmp_path: Path, sqlite_url: str, clock: FakeClock
) -> None:
    foundation = lay_foundation(config_for(tmp_path, sqlite_url), clock)
    broker = Broker(foundation)
    await broker.housekeeping.renew_keys()
    clock.advance(31 * 86_400)
    await broker.housekeeping.renew_keys()
    await broker.housekeeping.renew_keys()
    query = select(tables.audit_entries.c.kind).order_by(tables.audit_entries.c.sequence)
    kinds = await foundation.work.view(
        SYSTEM, Permission.AUDIT_READ, lambda view: view.connection.execute(query).scalars().all()
    )
    assert kinds == ["keys.created"] * 3 + ["keys.rotated"] * 3
    await broker.stop()
