"""The private desktop: it stands, it is reachable only with its cookie, and it goes."""

import os
import sys
from pathlib import Path

import pytest

from broker.demo.desktop import answers, desktop_to_share, run_once
from broker.demo.processes import Children

pytestmark = pytest.mark.display

CONNECT = [sys.executable, "-c", "from Xlib.display import Display; print(Display().screen().width_in_pixels)"]


async def test_a_private_desktop_stands_where_there_is_none_and_goes_at_the_end(tmp_path: Path) -> None:
    outer = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    async with Children(tmp_path / "logs") as children:
        desktop = await desktop_to_share(children, tmp_path / "desktop", outer)
        assert desktop.is_private
        assert await run_once(CONNECT, desktop.environment) == (0, "1920\n")
        strange = {**desktop.environment, "XAUTHORITY": os.devnull}
        assert (await run_once(CONNECT, strange))[0] != 0
        shared = await desktop_to_share(children, tmp_path / "other", desktop.environment)
        assert not shared.is_private
        assert shared.display == desktop.display
    assert not await answers(desktop.environment)


async def test_a_display_that_is_not_there_does_not_answer() -> None:
    assert not await answers({**os.environ, "DISPLAY": ":9999"})
    assert not await answers({})
