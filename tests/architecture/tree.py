"""The files of this checkout as the architecture tests see them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("agent", "broker", "certs", "protocol")
GENERATED_MARK = "generated"


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git would commit from here, relative to the root; in an export without git, every file."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [Path(name) for name in listed.stdout.split("\0") if name]
    else:
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*") if not set(path.parts) & {".venv", "node_modules"}]
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def python_files(*folders: str) -> Iterator[Path]:
    for name in tracked_files():
        if name.suffix == ".py" and (not folders or name.parts[0] in folders):
            yield name


def text_of(name: Path) -> str | None:
    """The file's text, or None when it is not text."""
    try:
        return (ROOT / name).read_text("utf-8")
    except UnicodeDecodeError:
        return None


@cache
def syntax_of(name: Path) -> ast.Module:
    return ast.parse((ROOT / name).read_text("utf-8"), str(name))


def is_generated(name: Path) -> bool:
    """Tell whether a generator wrote it: its opening lines say so."""
    text = text_of(name)
    return text is not None and GENERATED_MARK in "\n".join(text.splitlines()[:5]).lower()
