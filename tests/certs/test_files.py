"""Tests of private files."""

import stat
from pathlib import Path

import pytest

from certs.errors import KeysFault
from certs.files import locked, private_directory, read_private, write_private


def test_a_directory_open_to_others_is_tightened(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.mkdir(mode=0o755)
    private_directory(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_file_is_replaced_whole_and_leaves_no_draft(tmp_path: Path) -> None:
    write_private(tmp_path / "key", b"one")
    write_private(tmp_path / "key", b"two")
    assert read_private(tmp_path / "key") == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_failed_write_leaves_the_old_content_and_no_draft(tmp_path: Path) -> None:
    write_private(tmp_path / "key", b"one")
    with pytest.raises(TypeError):
        write_private(tmp_path / "key", "text")  # type: ignore[arg-type]
    assert read_private(tmp_path / "key") == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_missing_file_reads_as_none(tmp_path: Path) -> None:
    assert read_private(tmp_path / "none") is None


def test_a_lock_that_is_held_too_long_is_refused_with_a_code(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(KeysFault) as refused, locked(tmp_path, seconds=0.0):
        pass
    assert refused.value.code == "state.locked"
    with locked(tmp_path, seconds=0.0):
        pass
