"""One demo and its people for all scenarios of a worker, each with browser windows of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.end_to_end.browser import WAIT_MILLISECONDS, SignedIn, Visitors, open_browser, trust_authority
from tests.end_to_end.demo import Demo, running_demo
from tests.end_to_end.desk import Desk

# A page right after the start of broker and browser takes longer than the five seconds that `expect` waits by itself.
expect.set_options(timeout=WAIT_MILLISECONDS)

HERE = Path(__file__).parent
LAST_LINES = 60
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Scenarios come first for two workers, each with a demo of its own, while the others run everything else.

    Each worker begins with an equal share of the line. One that has nothing left takes from the end of another's share,
    where the quick ones stand.
    """
    scenarios = [item for item in items if item.path.is_relative_to(HERE)]
    others = [item for item in items if not item.path.is_relative_to(HERE)]
    for item in scenarios:
        item.add_marker(pytest.mark.end_to_end)
        # One loop for all, or a browser could not outlive the first of them; starting one takes a second and a half.
        if pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        # A proof at its full count takes as long as it takes.
        item.add_marker(pytest.mark.timeout(0 if config.getoption("--prove") else 300))
    files = list(dict.fromkeys(item.path for item in scenarios))
    first = [item for item in scenarios if item.path in files[::2]]
    second = [item for item in scenarios if item.path not in files[::2]]
    workers: int = getattr(config, "workerinput", {}).get("workercount", 1)
    rest = max(len(items) // workers - len(first), 0)
    items[:] = [*first, *others[:rest], *second, *others[rest:]]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember what failed, so that its fixtures can show how things stood."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="session")
def home(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home directory of the person in front of the browser."""
    folder = tmp_path_factory.mktemp("home")
    trust_authority(folder, demo.ca_file)
    return folder


@pytest.fixture(scope="session")
def signed_in() -> dict[str, SignedIn]:
    """Who signed in already, with their cookies."""
    return {}


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser(home: Path) -> AsyncIterator[Browser]:
    """The browser of all scenarios of a worker; each opens windows of its own, which know nothing of one another."""
    async with open_browser(home) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(
    demo: Demo, browser: Browser, signed_in: dict[str, SignedIn], tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Visitors]:
    log = demo.state / "logs" / "broker.log"
    began = log.stat().st_size
    visitors = Visitors(demo, browser, signed_in, tmp_path)
    yield visitors
    if request.node.stash.get(FAILED, False):
        await visitors.show()
    await visitors.close()
    # Shown by pytest only for a test that failed, with what the pages said last.
    with log.open("rb") as lines:
        lines.seek(began)
        print(b"".join(lines.readlines()[-LAST_LINES:]).decode("utf-8", "replace"))


@pytest.fixture
def desk(demo: Demo, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(demo)
    yield desk
    desk.picture(tmp_path / "desk.png")
