"""The command `handrail`: finds the subcommand and hands it the rest."""

import importlib
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

# Name → module with `main(arguments) -> exit status`, and a line of help. Modules are imported when they are used.
COMMANDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "serve": ("broker.commands.serve", "run the broker"),
        "admin": ("broker.commands.admin", "first administrator, organizations, accounts"),
        "organizations": ("broker.commands.organizations", "list, add, change, archive, import, export"),
        "people": ("broker.commands.people", "end users: list, add, disable, enable, import, export"),
        "devices": ("broker.commands.devices", "list, assign; import and export of whose they are"),
        "tokens": ("broker.commands.tokens", "API tokens: list, make, revoke"),
        "certs": ("broker.commands.certs", "show, renew and rotate keys and certificates"),
        "audit": ("broker.commands.audit", "verify the audit log"),
        "openapi": ("broker.commands.openapi", "print the description of the API"),
        "demo": ("broker.demo.command", "everything on this computer, to try it out"),
    }
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; gives the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not __debug__:
        print("handrail: never run with python -O, it takes safety checks out of the libraries.", file=sys.stderr)
        return 2
    if not given or given[0] in {"-h", "--help"}:
        print(usage())
        return 0 if given else 2
    if given[0] not in COMMANDS:
        print(f"handrail: there is no command {given[0]!r}.\n{usage()}", file=sys.stderr)
        return 2
    return int(importlib.import_module(COMMANDS[given[0]][0]).main(given[1:]))


def usage() -> str:
    lines = [f"  {name:<13} {text}" for name, (_, text) in COMMANDS.items()]
    return "\n".join(["usage: handrail COMMAND …", "", *lines, "", "handrail COMMAND --help says more."])


if __name__ == "__main__":
    sys.exit(main())
