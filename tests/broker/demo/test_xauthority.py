"""The cookie file of a private display."""

import stat
import struct
from pathlib import Path

from broker.demo.xauthority import FAMILY_LOCAL, FAMILY_WILD, write_xauthority

COOKIE = bytes(range(16))


def entries(content: bytes) -> list[tuple[int, bytes, bytes, bytes, bytes]]:
    found = []
    while content:
        (family,), content = struct.unpack(">H", content[:2]), content[2:]
        fields = []
        for _ in range(4):
            (length,), content = struct.unpack(">H", content[:2]), content[2:]
            fields.append(content[:length])
            content = content[length:]
        found.append((family, fields[0], fields[1], fields[2], fields[3]))
    return found


def test_before_the_number_is_known_any_display_matches(tmp_path: Path) -> None:
    write_xauthority(tmp_path / "cookies", COOKIE, host="desk", display=None)
    assert entries((tmp_path / "cookies").read_bytes()) == [(FAMILY_WILD, b"", b"", b"MIT-MAGIC-COOKIE-1", COOKIE)]


def test_once_known_host_and_number_are_named_first(tmp_path: Path) -> None:
    write_xauthority(tmp_path / "cookies", COOKIE, host="desk", display=7)
    first, _ = entries((tmp_path / "cookies").read_bytes())
    assert first == (FAMILY_LOCAL, b"desk", b"7", b"MIT-MAGIC-COOKIE-1", COOKIE)


def test_only_the_owner_may_read_it_even_when_the_old_one_was_open(tmp_path: Path) -> None:
    path = tmp_path / "cookies"
    path.write_bytes(b"")
    path.chmod(0o644)
    write_xauthority(path, COOKIE, host="desk", display=7)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
