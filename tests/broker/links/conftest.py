"""A running broker for the tests of the links."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.live_broker import LiveBroker, live_broker


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[LiveBroker]:
    async with live_broker(tmp_path) as running:
        yield running
