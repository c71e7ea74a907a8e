"""What never stands in a commit: unfinished marks, registries' hosts, keys, names that say nothing."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import PRODUCT, python_files, syntax_of, text_of, tracked_files

# Spelled in pieces, because this file is searched too.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
REGISTRIES = re.compile(
    "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)", "yarn" + r"pkg\.com"])
)
RECORDED = re.compile(r'"resolved": ?"https?:|registry ?= ?"https?:|--(extra-)?index' + "-url")
PRIVATE_KEY = re.compile("PRIVATE " + "KEY-----")
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "data", "info", "misc"}


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for name in tracked_files():
        for number, line in enumerate((text_of(name) or "").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{name}:{number}")
    return found


@pytest.mark.parametrize(
    ("pattern", "remedy"),
    [
        (UNFINISHED, "finish it, or write down what is open in docs/ or CHANGELOG.md"),
        (REGISTRIES, "name packages, never the host they came from"),
        (RECORDED, "make the lock without hosts: `make lock`, or omit-lockfile-registry-resolved in .npmrc"),
        (PRIVATE_KEY, "keys are made on the first start, in the state directory"),
    ],
)
def test_no_line_holds_what_does_not_belong_there(pattern: re.Pattern[str], remedy: str) -> None:
    found = lines_with(pattern)
    assert not found, f"{remedy}: {found}"


def test_no_module_or_folder_has_an_empty_name() -> None:
    found = [str(name) for name in tracked_files() if name.suffix in {".py", ".ts", ".tsx"} and has_empty_name(name)]
    assert not found, f"say what it is for: {found}"


def has_empty_name(name: Path) -> bool:
    return bool({name.stem.lower(), *(part.lower() for part in name.parent.parts)} & EMPTY_NAMES)


def test_each_module_opens_with_a_sentence() -> None:
    silent = []
    for name in python_files(*PRODUCT, "tools", "tests", "bench"):
        body = syntax_of(name).body
        opening = next(iter((ast_docstring(name) or "").splitlines()), "")
        if body and not opening.rstrip().endswith((".", ":", "?")):
            silent.append(str(name))
    assert not silent, f"open with one sentence that says what the module is for: {silent}"


def ast_docstring(name: Path) -> str | None:
    import ast

    return ast.get_docstring(syntax_of(name))
