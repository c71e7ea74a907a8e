"""The contract of all trays, over Qt's, the small window's and pystray's, on a real display with a tray host."""

import json
import subprocess
import sys

import pytest

from tests.agent.desktop.stage import PATIENCE, ROOT

pytestmark = pytest.mark.display

QUIET = [
    "Ready. Nobody is connected.",
    "Get remote support…",
    "My receipts",
    "Let somebody in ahead of time…",
    "Is this really my IT?",
    "Check the connection",
    "Open portal",
    "Quit",
]
RUNNING = [
    "Duty technician sees and controls. 30 min left.",
    "Done: end it now",
    "Take back control",
    "Messages…",
    "Who is this?",
]


# pystray's xorg backend shows no menu, but builds it, shows the icon and calls what is chosen.
@pytest.mark.parametrize("kind", ["qt", "window", "pystray"])
def test_a_tray_shows_the_menu_follows_it_and_tells_what_is_chosen(environment: dict[str, str], kind: str) -> None:
    if kind == "pystray":
        pytest.importorskip("six", reason="pystray is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "tests.agent.desktop.tray_stage", kind],
        env={**environment, "PYSTRAY_BACKEND": "xorg"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found == {"quiet": QUIET, "running": RUNNING, "chosen": ["my_receipts", "done"]}
