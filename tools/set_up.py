"""Brings a clone to the point where everything runs; does nothing, quickly, where nothing changed.

Run by any Python >= 3.11: `set_up.py [system] [python] [front-end]`, all three when none is named.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMPS = ROOT / ".stamps"
VENV_PYTHON = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
FRONT_END = ROOT / "web_viewer"


def main(arguments: Sequence[str]) -> int:
    steps: dict[str, Callable[[], None]] = {
        "system": set_up_system,
        "python": set_up_python,
        "front-end": set_up_front_end,
    }
    for name in arguments or list(steps):
        steps[name]()
    return 0


def set_up_system() -> None:
    """Install what tools/apt-packages.txt names when root on Debian; otherwise say in one line what is missing."""
    if shutil.which("dpkg-query") is None:
        return
    wanted = listed_packages(ROOT / "tools" / "apt-packages.txt")
    missing = missing_packages(wanted)
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        say(f"missing system packages; demo and tests need: sudo apt-get install {' '.join(missing)}")
        return
    say(f"installing {len(missing)} system packages")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if run_quietly(install, environment) != 0:
        # The lists may be old or absent: fetch them once, then try again.
        run_quietly(["apt-get", "update"], environment)
        if run_quietly(install, environment) != 0:
            say(f"apt-get could not install: {' '.join(missing)}; what needs them will say so")


def listed_packages(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def missing_packages(wanted: Sequence[str]) -> list[str]:
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\\n", *wanted]
    shown = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    installed = {line.split()[0] for line in shown.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if name not in installed]


def set_up_python() -> None:
    """Make .venv, fill it from requirements.lock, and put this checkout on its path with both commands."""
    if not VENV_PYTHON.exists():
        say("making .venv")
        run([sys.executable, "-m", "venv", str(ROOT / ".venv")])
    lock = ROOT / "requirements.lock"
    alone = ROOT / "requirements-alone.lock"
    unless_unchanged("python-packages", [lock], lambda: install_locked("-r", str(lock)))
    unless_unchanged("python-packages-alone", [alone], lambda: install_locked("--no-deps", "-r", str(alone)))
    unless_unchanged("python-project", [ROOT / "pyproject.toml"], install_project)


def install_locked(*what: str) -> None:
    say("installing Python packages")
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "uv"])
    uv = [str(VENV_PYTHON), "-m", "uv", "pip", "install", "--quiet", "--python", str(VENV_PYTHON)]
    locked = ["--require-hashes", *what]
    if subprocess.run([*uv, *locked], check=False).returncode != 0:
        say("uv could not install them; trying pip")
        run([*pip, *locked])


def install_project() -> None:
    say("installing this checkout")
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*command, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])


def set_up_front_end() -> None:
    """Install the front end's packages and build it, each only when its sources changed."""
    if not (FRONT_END / "package-lock.json").is_file():
        return
    manifests = [FRONT_END / "package.json", FRONT_END / "package-lock.json", FRONT_END / ".npmrc"]
    builder = [str(VENV_PYTHON), str(ROOT / "tools" / "front_end.py")]
    unless_unchanged("front-end-packages", manifests, lambda: run([*builder, "install"]), FRONT_END / "node_modules")
    sources = front_end_sources()
    unless_unchanged(
        "front-end-build", sources, lambda: run([*builder, "build"]), ROOT / "broker/web/static/index.html"
    )


def front_end_sources() -> list[Path]:
    skipped = {"node_modules", "dist", "coverage", ".vite"}
    found: list[Path] = []
    for folder, names, files in os.walk(FRONT_END):
        names[:] = sorted(set(names) - skipped)
        found.extend(Path(folder, name) for name in sorted(files) if not name.endswith(".tsbuildinfo"))
    return found


def unless_unchanged(name: str, inputs: Iterable[Path], work: Callable[[], None], *outputs: Path) -> None:
    """Do the work unless its inputs are those of the last time and its outputs still stand."""
    stamp = STAMPS / name
    fingerprint = fingerprint_of(inputs)
    fresh = stamp.is_file() and stamp.read_text("utf-8") == fingerprint
    if fresh and all(output.exists() for output in outputs):
        return
    work()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(fingerprint, "utf-8")


def fingerprint_of(paths: Iterable[Path]) -> str:
    total = hashlib.sha256(f"{sys.version_info[:2]} {VENV_PYTHON.resolve()}".encode())
    for path in paths:
        if path.is_file():
            total.update(f"{path.relative_to(ROOT)}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def run(command: Sequence[str]) -> None:
    completed = subprocess.run(command, check=False)
    if completed.returncode:
        raise SystemExit(f"set-up stopped: {' '.join(command)} ended with {completed.returncode}")


def run_quietly(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run it; show what it printed only when it failed."""
    completed = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if completed.returncode:
        sys.stderr.write(completed.stdout[-2000:] + completed.stderr[-2000:])
    return completed.returncode


def say(text: str) -> None:
    print(f"set-up: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
