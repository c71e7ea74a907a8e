"""`handrail openapi`: prints the description of the API."""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from broker.app import Foundation, declared_routes
from broker.commands.options import explained, on_foundation, print_json
from broker.config import load, program_version
from broker.web.openapi import describe

PROGRAM = "handrail openapi"


def main(arguments: Sequence[str]) -> int:
    """Print the document; gives the exit status."""
    argparse.ArgumentParser(prog=PROGRAM, description="The API as OpenAPI 3.1.").parse_args(arguments)
    return explained(PROGRAM, _main)


def _main() -> int:
    # The routes are declared by living features, and those stand on an instance; this one is gone at the end.
    with tempfile.TemporaryDirectory(prefix="handrail-openapi-") as folder:
        config = load({"state_dir": str(Path(folder) / "state")}, {})
        print_json(on_foundation(config, _description))
    return 0


async def _description(foundation: Foundation) -> dict[str, object]:
    return describe(declared_routes(foundation), program_version())
