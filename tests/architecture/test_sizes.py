"""Files stop at 400 lines and functions at 40, so that each can be read in one sitting."""

import ast
from pathlib import Path

from tests.architecture.tree import PRODUCT, is_generated, python_files, syntax_of, text_of, tracked_files

FILE_LINES = 400
FUNCTION_LINES = 40
SOURCES = {".py", ".ts", ".tsx", ".css"}


def test_no_source_file_is_longer_than_four_hundred_lines() -> None:
    too_long = {}
    for name in tracked_files():
        if name.suffix in SOURCES and not is_generated(name):
            lines = (text_of(name) or "").count("\n")
            if lines > FILE_LINES:
                too_long[str(name)] = lines
    assert not too_long, f"split along what the parts are for: {too_long}"


def test_no_function_is_longer_than_forty_lines() -> None:
    too_long = {}
    for name in python_files(*PRODUCT, "tools"):
        if "migrations/versions" in str(name):
            continue
        for function in functions_of(name):
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            if lines > FUNCTION_LINES:
                too_long[f"{name}:{function.lineno} {function.name}"] = lines
    assert not too_long, f"name the steps and make them functions: {too_long}"


def functions_of(name: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes = ast.walk(syntax_of(name))
    return [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
