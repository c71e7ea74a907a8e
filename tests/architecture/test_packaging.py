"""What is declared, locked and installed agrees."""

import re
import tomllib
from pathlib import Path

from tests.architecture.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=!;~ ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_every_declared_dependency_is_locked_with_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    declared = {name_of(line) for line in [*PROJECT["dependencies"], *(r for name in EXTRAS for r in EXTRAS[name])]}
    locked = set(re.findall(r"^([a-z0-9.-]+)==\S+ ", lock, re.MULTILINE))
    missing = declared - locked - {"handrail"}
    assert not missing, f"run `make lock`: {sorted(missing)}"
    assert lock.count("--hash=sha256:") > len(locked)


def test_the_lock_names_no_host() -> None:
    assert "http" not in re.sub(
        r"^aiohttp|prometheus-http", "", (ROOT / "requirements.lock").read_text("utf-8"), flags=re.M
    )


def test_aiortc_and_aioice_are_pinned_to_the_version_that_our_adaptations_know() -> None:
    assert {"aiortc==1.16.0", "aioice==0.13.0"} <= set(EXTRAS["agent"])


def test_commands_are_those_of_the_two_programs() -> None:
    assert PROJECT["scripts"] == {"handrail": "broker.__main__:main", "handrail-agent": "agent.__main__:main"}


def test_the_licence_is_the_apache_licence() -> None:
    assert "Apache License" in Path(ROOT / "LICENSE").read_text("utf-8")[:200]
