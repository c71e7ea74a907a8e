"""Builds the front end into the wheel, with a Node that comes from a Python package."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEndBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for `pip install .` and `python -m build`; an editable install uses `make front-end` instead."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_data["infer_tag"] = False
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "tools"))
        from front_end import build

        build(Path(self.root))
