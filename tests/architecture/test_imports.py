"""Which library may be imported where; who imports whom among our own is import-linter's part (pyproject.toml)."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import PRODUCT, python_files, syntax_of

HOMES: dict[str, tuple[str, ...]] = {
    # The person's side: importing most of these needs a display.
    "mss": ("agent/desktop",),
    "pynput": ("agent/desktop",),
    "pystray": ("agent/desktop",),
    "PySide6": ("agent/desktop",),
    "qasync": ("agent/desktop",),
    "Xlib": ("agent/desktop",),
    "xcffib": ("agent/desktop",),
    # Picture and peer.
    "av": ("agent/media",),
    "aiortc": ("agent/peer", "agent/media"),
    "aioice": ("agent/peer",),
    # The server's plumbing.
    "aiohttp": ("broker",),
    "sqlalchemy": ("broker",),
    "alembic": ("broker/storage",),
    "psycopg": ("broker/storage",),
    "argon2": ("broker/features/accounts",),
    "webauthn": ("broker/features/accounts",),
}
PROTOCOL_MAY_USE = {"msgspec", "cryptography", "protocol"}
PROTOCOL_MUST_NOT_USE = {
    *("asyncio", "io", "os", "pathlib", "random", "secrets", "select", "shutil", "socket", "ssl", "subprocess"),
    *("tempfile", "threading", "time", "urllib", "uuid"),
}
NEVER = {"pickle", "marshal", "shelve", "zipfile", "tarfile", "jwt"}


def imports_of(name: Path) -> Iterator[str]:
    """The whole dotted name of everything the module imports, wherever the import stands."""
    for node in ast.walk(syntax_of(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def test_each_library_stays_in_its_room() -> None:
    strays = []
    for name in python_files(*PRODUCT):
        for imported in imports_of(name):
            homes = HOMES.get(imported.partition(".")[0])
            if homes and not any(name.is_relative_to(home) for home in homes):
                strays.append(f"{name} imports {imported}, whose home is {' or '.join(homes)}")
    assert not strays, f"declare a small Protocol where you need it, implement it in the library's home: {strays}"


def test_protocol_is_pure() -> None:
    strays = []
    for name in python_files("protocol"):
        for imported in imports_of(name):
            top = imported.partition(".")[0]
            foreign = top not in sys.stdlib_module_names and top not in PROTOCOL_MAY_USE
            if foreign or top in PROTOCOL_MUST_NOT_USE:
                strays.append(f"{name} imports {imported}")
    assert not strays, f"protocol/ knows no I/O, clock or randomness: take the value as an argument: {strays}"


def test_nothing_unsafe_is_imported_anywhere() -> None:
    strays = [
        f"{name} imports {imported}"
        for name in python_files(*PRODUCT)
        for imported in imports_of(name)
        if imported.partition(".")[0] in NEVER
    ]
    assert not strays, f"no pickle, archive extraction or JWT between our parts (docs/trust.md): {strays}"


def test_fakes_and_tests_are_not_imported_by_the_product() -> None:
    strays = [str(name) for name in python_files(*PRODUCT) if any(i.startswith("tests") for i in imports_of(name))]
    assert not strays
