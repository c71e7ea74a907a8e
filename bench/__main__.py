"""`python -m bench NAME [arguments]`: runs `measure(arguments)` of bench/NAME.py and prints what it gives."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.measurement import Measurement, rendered

FRAME = {"__init__", "__main__", "measurement"}


def names() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in FRAME)


def main(arguments: Sequence[str]) -> int:
    name, *further = [argument for argument in arguments if argument] or [""]
    if name not in names():
        print(f"bench: choose one with NAME=…: {', '.join(names()) or 'none yet'}", file=sys.stderr)
        return 2
    measured: Measurement = importlib.import_module(f"bench.{name}").measure(further)
    print(rendered(measured), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
