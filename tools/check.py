"""Runs every quick check, three at a time, and prints what each said only when it failed: `check.py [NAME…]`."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BINARIES = Path(sys.executable).parent
# One more than processors: some tests wait.
LANES = 3
FAST = "not slow and not display and not postgresql and not end_to_end"

# Random examples are few here; `make test` tries as many as there are to be.
TESTS = [PYTHON, "-m", "pytest", "-q", "-n", "0", "-m", FAST, "--no-header", "--hypothesis-profile", "quick"]

CHECKS: dict[str, list[str]] = {
    # The longest first, so that the lanes end together. No test is read by two processes: that takes long.
    "tests of the broker": [*TESTS, "tests/broker"],
    "other tests": [*TESTS, "tests", *(f"--ignore=tests/{part}" for part in ("broker", "end_to_end", "matrix"))],
    "mypy": [str(BINARIES / "mypy"), "--no-error-summary"],
    "viewer tests": [PYTHON, "tools/front_end.py", "run", "test"],
    "viewer types and lint": [PYTHON, "tools/front_end.py", "run", "check"],
    "imports": [str(BINARIES / "lint-imports"), "--no-cache"],
    "ruff": [str(BINARIES / "ruff"), "check", "."],
    "format": [str(BINARIES / "ruff"), "format", "--check", "."],
}

_printing = threading.Lock()


def main(names: Sequence[str]) -> int:
    chosen = list(names) or list(CHECKS)
    with ThreadPoolExecutor(max_workers=LANES) as pool:
        results = list(pool.map(check, chosen))
    failed = [name for name, passed in zip(chosen, results, strict=True) if not passed]
    print(f"check: {', '.join(failed)} failed" if failed else "check: all passed", flush=True)
    return 1 if failed else 0


def check(name: str) -> bool:
    if name.startswith("viewer") and not (ROOT / "web_viewer" / "package.json").is_file():
        return True
    began = time.monotonic()
    environment = {**os.environ, "CI": "true", "PYTHONUNBUFFERED": "1"}
    completed = subprocess.run(
        CHECKS[name], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    passed = completed.returncode == 0
    with _printing:
        print(f"check: {name} {'passed' if passed else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
        if not passed:
            print(completed.stdout + completed.stderr, flush=True)
    return passed


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
