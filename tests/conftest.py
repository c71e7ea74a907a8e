"""What every test may ask for by name, and how often a proof does what it does."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest
from aiohttp import web_app
from hypothesis import settings

# How long an example takes says something about the machine, not about Handrail.
settings.register_profile("handrail", deadline=None)
settings.register_profile("quick", settings.get_profile("handrail"), max_examples=20)
settings.load_profile("handrail")

pytest_plugins = ["tests.live_brokers", "tests.storage_databases"]

TESTED_SHARE = 0.02
"""Of a proof's full count, this much runs in `make test`; all of it in `make prove NAME=…`."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--prove", metavar="NAME", help="run the proof NAME at its full count, and nothing else")
    parser.addoption("--list-proofs", action="store_true", help="list the names of the proofs, and run nothing")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--list-proofs"):
        names = sorted({name for item in items if (name := proof_of(item))})
        pytest.exit("proofs: " + (", ".join(names) or "none yet"), returncode=0)
    wanted = config.getoption("--prove")
    if wanted:
        chosen = [item for item in items if proof_of(item) == wanted]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen
        for item in items:
            # What a test says of its own limit is about its small share.
            item.add_marker(pytest.mark.timeout(0), append=False)


def pytest_collection_finish() -> None:
    # What is imported stays; looking at it again and again for garbage took a tenth of the time.
    gc.freeze()


def pytest_runtest_logfinish() -> None:
    # aiohttp remembers the last 1,024 handlers of all applications, and with them each broker that a test ran.
    web_app._cached_build_middleware.cache_clear()


def proof_of(item: pytest.Item) -> str | None:
    marker = item.get_closest_marker("proof")
    return str(marker.args[0]) if marker else None


@pytest.fixture
def count_of(request: pytest.FixtureRequest) -> Callable[..., int]:
    """Give how often to do what the proof does `full` times: all in `make prove`, a small share in `make test`.

    Where each takes long, `make test` does it `most` times.
    """
    proving = bool(request.config.getoption("--prove"))

    def count(full: int, *, most: int | None = None) -> int:
        share = max(1, round(full * TESTED_SHARE))
        return full if proving else min(share, most or share)

    return count
