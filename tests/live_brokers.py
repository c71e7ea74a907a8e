"""Running brokers for tests: their keys, certificate and database are made once for each test process, then copied."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.live_broker import LiveBroker, live_broker


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to `make test` what starts a whole broker or makes a database, but for the tests of the storage itself."""
    for item in items:
        named = set(getattr(item, "fixturenames", ()))
        if "made_state" in named or ("database_url" in named and "storage" not in item.path.parts):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def made_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state directory of a broker that has run once."""
    state = tmp_path_factory.mktemp("made") / "state"

    async def make() -> None:
        async with live_broker(state):
            pass

    asyncio.run(make())
    return state


@pytest.fixture
def broker_state(made_state: Path, tmp_path: Path) -> Path:
    """A state directory of one's own, ready to start from."""
    return Path(shutil.copytree(made_state, tmp_path / "state"))


@pytest.fixture
async def live(broker_state: Path) -> AsyncIterator[LiveBroker]:
    """A running broker."""
    async with live_broker(broker_state) as running:
        yield running
