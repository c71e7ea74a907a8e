"""Builds the front end into the wheel, with a Node that comes from a Python package."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEndBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for `pip install .` and other wheels; an editable install has `make front-end` instead."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if version == "editable" or not (root / "web_viewer" / "package-lock.json").is_file():
            return
        front_end = runpy.run_path(str(root / "tools" / "front_end.py"))
        front_end["install"](root)
        front_end["build"](root)
