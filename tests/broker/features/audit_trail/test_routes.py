"""The audit log over HTTP."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from broker.access.actors import SystemActor
from broker.access.groups import BuiltInGroup
from broker.features.audit_trail.service import AuditTrail
from broker.storage.tables import audit_entries, checkpoints
from protocol.envelope import keys_of
from protocol.identifiers import KeyId
from protocol.trust import Purpose
from tests.fakes.live_broker import LiveBroker
from tests.fakes.scenes import offered, requested

pytestmark = pytest.mark.slow


async def test_the_log_is_searched_within_reach(live: LiveBroker) -> None:
    scene = await requested(live)
    here = await live.staff(BuiltInGroup.AUDITOR, where=live.organization)
    elsewhere = await live.staff(BuiltInGroup.AUDITOR, where=live.other_organization)
    found = (await live.get(here, "/api/audit?q=kind:session.*")).body
    assert [entry["kind"] for entry in found["items"]] == ["session.requested"]
    entry = found["items"][0]
    assert entry["sentence"] == "Erin Enduser asked for help on DESK-014."
    assert entry["organization"] == {"id": live.organization, "name": "Org A"}
    assert entry["session_id"] == scene.session
    assert entry["actor"]["kind"] == "device"
    assert (await live.get(elsewhere, "/api/audit?q=kind:session.*")).body["total"] == 0
    assert (await live.get(here, f"/api/audit?session={scene.session}")).body["total"] == 1
    assert (await live.get(here, "/api/audit?q=colour:red")).status == 400
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    assert (await live.get(technician, "/api/audit")).code == "permission.missing"


async def test_the_state_says_how_far_the_log_is_verified(live: LiveBroker) -> None:
    await offered(live)
    auditor = await live.staff(BuiltInGroup.AUDITOR)
    state = (await live.get(auditor, "/api/audit/state")).body
    assert state["ok"]
    assert state["broken_at"] is None


def checkpoint_keys(live: LiveBroker) -> dict[KeyId, bytes]:
    return keys_of(*(key.public for key in live.foundation.keys.public_keys(Purpose.CHECKPOINT)))


async def test_a_checkpoint_that_nobody_signed_is_found(live: LiveBroker) -> None:
    await offered(live)
    forged = {
        "organization_id": live.organization,
        "sequence": 2,
        "hash": "0" * 64,
        "at": live.foundation.clock.now(),
        "signed": b"{}",
    }
    await live.change(lambda change: change.connection.execute(insert(checkpoints).values(forged)))
    trail = AuditTrail(live.foundation.work, lambda: checkpoint_keys(live))
    await trail.check()
    assert not (await trail.state(SystemActor(job="test"))).ok


async def test_a_changed_entry_is_found_and_stays_found(live: LiveBroker) -> None:
    await offered(live)
    reader = SystemActor(job="test")
    changed = audit_entries.update().where(
        audit_entries.c.organization_id == live.organization, audit_entries.c.sequence == 2
    )
    trail = AuditTrail(live.foundation.work, lambda: checkpoint_keys(live))
    await trail.check()
    assert (await trail.state(reader)).ok
    await live.change(lambda change: change.connection.execute(changed.values(actor_name="Somebody Else")))
    fresh = AuditTrail(live.foundation.work, lambda: checkpoint_keys(live))
    await fresh.check()
    await fresh.check()
    state = await fresh.state(reader)
    assert (state.ok, state.broken_at) == (False, 2)
