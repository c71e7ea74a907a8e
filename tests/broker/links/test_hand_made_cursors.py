"""A cursor that nobody was given is one clear refusal in every list, never a failure of ours."""

from __future__ import annotations

import base64
import json

import pytest

from broker.access.groups import BuiltInGroup
from tests.fakes.live_broker import LiveBroker

pytestmark = pytest.mark.slow
PLACES: list[list[object]] = [
    ["x", "y"],
    [2**62, "a"],
    [-(2**62), "a"],
    [None, None],
    ["a", None],
    ["a\x00", "b"],
    [1.5, "a"],
    [[], {}],
]
LISTS = ["/api/devices?sort=-last_seen_at", "/api/devices?sort=name", "/api/sessions?state=requested", "/api/sessions?"]


async def test_hand_made_cursors_are_refused(live: LiveBroker) -> None:
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    statuses = {}
    for path in LISTS:
        for place in PLACES:
            cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")
            statuses[path, cursor] = (await live.get(admin, f"{path}&cursor={cursor}")).status
    by_name = {status for (path, _), status in statuses.items() if path == "/api/devices?sort=name"}
    # Two texts are a good place in a list by name.
    assert by_name == {200, 400}
    assert {status for (path, _), status in statuses.items() if path != "/api/devices?sort=name"} == {400}
