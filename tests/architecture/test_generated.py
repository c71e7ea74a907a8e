"""Generated files are those that their sources give now."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, text_of, tracked_files

CHECKS_ITSELF = '"--check" in arguments'


def generators() -> list[Path]:
    """The tools that can say whether what they wrote is stale."""
    tools = [name for name in tracked_files() if name.parent == Path("tools") and name.suffix == ".py"]
    return [name for name in tools if CHECKS_ITSELF in (text_of(name) or "")]


def test_there_are_generators_for_colours_messages_and_the_session_diagram() -> None:
    assert {"tokens", "typescript_messages", "session_diagram"} <= {name.stem for name in generators()}


@pytest.mark.slow
@pytest.mark.parametrize("tool", generators(), ids=lambda tool: tool.stem)
def test_what_it_wrote_is_fresh(tool: Path) -> None:
    checked = subprocess.run(
        [sys.executable, str(tool), "--check"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert checked.returncode == 0, f"run `make generate`: {checked.stdout}{checked.stderr}"
