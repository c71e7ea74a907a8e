"""The icon on the desktop is written and taken away whole, and nothing of anybody else's is touched."""

import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from agent.desktop.__main__ import NOBODY_THERE
from agent.desktop.desktop_icon import FILE_NAME, DesktopIcon, entry, knock
from tests.agent.desktop.stage import ROOT


@pytest.fixture
def icon(tmp_path: Path) -> DesktopIcon:
    return DesktopIcon(tmp_path, tmp_path / "door", tmp_path / "rail.svg")


def test_it_comes_is_renamed_and_goes(icon: DesktopIcon, tmp_path: Path) -> None:
    icon.show("Get help", "Ask your IT")
    file = tmp_path / FILE_NAME
    assert "Name=Get help\n" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o755
    icon.show("Hilfe", "Ask your IT")
    assert "Name=Hilfe\n" in file.read_text()
    icon.remove()
    icon.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_somebody_else_stays_as_it_is(icon: DesktopIcon, tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    file.write_text("mine")
    icon.show("Get help", "")
    icon.remove()
    assert file.read_text() == "mine"
    file.unlink()
    (tmp_path / "notes").write_text("X-Handrail=true\n")
    file.symlink_to(tmp_path / "notes")
    icon.show("Get help", "")
    icon.remove()
    assert (tmp_path / "notes").read_text() == "X-Handrail=true\n"


def test_a_desktop_that_cannot_be_written_goes_without(tmp_path: Path) -> None:
    DesktopIcon(tmp_path / "missing", tmp_path / "door", tmp_path).show("Get help", "")
    (tmp_path / FILE_NAME).mkdir()
    icon = DesktopIcon(tmp_path, tmp_path / "door", tmp_path)
    icon.show("Get help", "")
    icon.remove()


def test_no_name_writes_a_line_of_its_own_or_a_command() -> None:
    written = entry("Help\nExec=evil \\n", "a", ("python", 'a"b`c$d%e\\f'), Path("/rail.svg"))
    assert written.count("\n") == 8
    assert "Name=Help Exec=evil \\\\n\n" in written
    assert 'Exec="python" "a\\\\"b\\\\`c\\\\$d%%e\\\\\\\\f"\n' in written


def test_opening_it_knocks_at_the_one_that_runs(tmp_path: Path) -> None:
    door = tmp_path / "door"
    assert not knock(door)
    alone = subprocess.run(
        [sys.executable, "-m", "agent.desktop", "--ask", str(door)], cwd=ROOT, timeout=60, check=False
    )
    assert alone.returncode == NOBODY_THERE
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(door))
        server.listen()
        assert knock(door)
        server.accept()[0].close()
