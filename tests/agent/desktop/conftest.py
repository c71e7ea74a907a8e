"""One private display and one desktop process a test, with the test as core."""

from collections.abc import Iterator

import pytest

from tests.agent.desktop.stage import Core, desktop_on, private_display


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """The environment of a private display with window manager and tray."""
    with private_display() as found:
        yield found


@pytest.fixture
def core(environment: dict[str, str]) -> Iterator[Core]:
    """The core's end of a running desktop process; Done may end process 2**22 + 1, which does not exist."""
    with desktop_on(environment, core=2**22 + 1) as link:
        yield link
