"""Private files: written whole or not at all, readable by their owner alone."""

import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from certs.errors import KeysFault

PRIVATE_DIRECTORY: Final = 0o700
PRIVATE_FILE: Final = 0o600
LOCK_SECONDS: Final = 10.0
_LOCK_PAUSE_SECONDS: Final = 0.02


def private_directory(path: Path) -> Path:
    """Make the directory, or tighten it, so that only its owner can enter."""
    path.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
    try:
        if stat.S_IMODE(path.stat().st_mode) != PRIVATE_DIRECTORY:
            path.chmod(PRIVATE_DIRECTORY)
    except PermissionError:
        raise KeysFault("state.not_ours", f"{path} belongs to somebody else; give another state directory.") from None
    return path


def write_private(path: Path, content: bytes) -> None:
    """Replace the file in one step that survives a crash: a reader sees the old content or the new one."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def read_private(path: Path) -> bytes | None:
    """Read the file, or None where there is none; a file that others may read is refused."""
    try:
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise KeysFault("state.open_to_others", f"{path} can be read by others; run: chmod 600 {path}")
            return file.read()
    except FileNotFoundError:
        return None


@contextmanager
def locked(directory: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Let one process at a time change the directory; the lock goes with the process, however it ends."""
    descriptor = os.open(directory / ".lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        _acquire(descriptor, directory, seconds)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, directory: Path, seconds: float) -> None:
    # Imported here: Windows has no such module, and an agent there never takes this lock.
    import fcntl

    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise KeysFault("state.locked", f"Another program is changing {directory}; try again.") from None
            time.sleep(_LOCK_PAUSE_SECONDS)
        else:
            return


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
