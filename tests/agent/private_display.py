"""A private X server for a test, and things to put on it."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def private_display(size: str = "1280x720", directory: Path | None = None) -> Iterator[str]:
    """Run an Xvfb of its own; gives the display's name."""
    read, write = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            f"{size}x24",
            "-nolisten",
            "tcp",
            "-noreset",
            "+extension",
            "RANDR",
        ],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
        cwd=directory,
    )
    os.close(write)
    try:
        with os.fdopen(read) as ready:
            number = ready.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


def paint(display: str, colour: str) -> None:
    """Fill the whole screen with one colour."""
    subprocess.run(["xsetroot", "-display", display, "-solid", colour], check=True, timeout=20)
