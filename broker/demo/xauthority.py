"""Writes the cookie file that admits programs to a private X display."""

from __future__ import annotations

import os
import struct
from pathlib import Path

FAMILY_LOCAL = 256
FAMILY_WILD = 65535
"""Numbers of Xauth.h."""
COOKIE_NAME = b"MIT-MAGIC-COOKIE-1"
COOKIE_BYTES = 16


def write_xauthority(path: Path, cookie: bytes, *, host: str, display: int | None) -> None:
    """Write the file anew, readable by its owner only.

    The server reads a wild entry, before its display number is known; python-xlib finds only an entry with the host's
    name and the display's number.
    """
    entries = [_entry(FAMILY_WILD, b"", b"", cookie)]
    if display is not None:
        entries.insert(0, _entry(FAMILY_LOCAL, host.encode(), str(display).encode(), cookie))
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b"".join(entries))
    fresh.replace(path)


def _entry(family: int, address: bytes, number: bytes, cookie: bytes) -> bytes:
    fields = (address, number, COOKIE_NAME, cookie)
    return struct.pack(">H", family) + b"".join(struct.pack(">H", len(field)) + field for field in fields)
