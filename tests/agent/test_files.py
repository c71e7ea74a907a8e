"""State files are whole or absent, and private."""

import stat
from pathlib import Path

from agent.files import make_private, write_private


def test_a_file_is_replaced_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "state"
    write_private(path, b"one")
    write_private(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_directory_that_was_open_is_closed_to_others(tmp_path: Path) -> None:
    open_to_all = tmp_path / "agent"
    open_to_all.mkdir(mode=0o755)
    make_private(open_to_all)
    assert stat.S_IMODE(open_to_all.stat().st_mode) == 0o700
