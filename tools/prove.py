"""Runs a proof at its full count: `prove.py NAME`; without a name it lists them. Results belong in docs/proofs.md."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str]) -> int:
    name, *further = [argument for argument in arguments if argument] or [""]
    return subprocess.run(command_for(name, further), cwd=ROOT, check=False).returncode


def command_for(name: str, further: Sequence[str]) -> list[str]:
    pytest = [sys.executable, "-m", "pytest"]
    if not name:
        return [*pytest, "--list-proofs", "-q", "--no-header"]
    # A proof takes as long as it takes: the limit for single tests does not hold.
    return [*pytest, "--prove", name, "--timeout", "0", "-n", "0", *further]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
