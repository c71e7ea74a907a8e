"""Enrolment, where two devices show one token at the same moment."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from broker.access.groups import BuiltInGroup
from broker.features.devices import store
from broker.storage import tables
from broker.storage.work import Change
from protocol.codec import encode
from protocol.enrolment import EnrolRequest, proof_bytes
from protocol.identifiers import DeviceId
from tests.fakes.agent_on_link import FACTS
from tests.fakes.live_broker import LiveBroker

pytestmark = pytest.mark.slow


async def test_a_token_that_another_process_has_just_used_up_enrols_nobody(
    live: LiveBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def use_token_of_another_process(change: Change, token: str, device: DeviceId) -> bool:
        rows = tables.enrolment_tokens
        change.connection.execute(rows.update().where(rows.c.id == token).values(used_at=change.now))
        return use_token(change, token, device)

    use_token = store.use_token
    monkeypatch.setattr(store, "use_token", use_token_of_another_process)
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    made = await live.post(admin, "/api/enrolment-tokens", {"organization_id": live.organization})
    secret, key = made.body["token"].rpartition(".")[0], Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    body = EnrolRequest(secret=secret, public_key=public, proof=key.sign(proof_bytes(secret, public)), facts=FACTS)
    answer = await live.post(None, "/api/enrol", encode(body))
    assert (answer.status, answer.code) == (403, "enrolment.refused")
    counting = select(func.count()).select_from(tables.devices)
    assert await live.view(lambda view: view.connection.execute(counting).scalar_one()) == 0
