"""`handrail admin`: what the operator does at the server's console, on the database itself."""

import argparse
import getpass
import sys
from collections.abc import Sequence
from typing import Final

from broker.access.actors import AccountKind
from broker.access.groups import BuiltInGroup
from broker.app import Foundation
from broker.commands.options import add_config_flags, explained, on_foundation, print_json, read_config
from broker.errors import BadInput
from broker.features.accounts.administration import CONSOLE, NewAccount
from protocol.identifiers import OrganizationId

PROGRAM = "handrail admin"
MAX_PASSWORD_BYTES: Final = 4_096


def main(arguments: Sequence[str]) -> int:
    """Create the first administrator, organizations and accounts; gives the exit status."""
    chosen = _parser().parse_args(arguments)
    return explained(PROGRAM, lambda: _main(chosen))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="Accounts and organizations, from the console.")
    actions = parser.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", help="the first administrator, while there is none")
    create.add_argument("--secret", required=True, help="the set-up secret that `handrail serve` shows")
    organization = actions.add_parser("add-organization", help="an organization")
    organization.add_argument("--name", required=True)
    account = actions.add_parser("add-account", help="an account of any kind")
    account.add_argument("--kind", required=True, choices=[kind.value for kind in AccountKind])
    account.add_argument("--group", choices=[group.value for group in BuiltInGroup], help="for staff")
    account.add_argument("--organization", metavar="ID", help="where an end user belongs, or where staff may act")
    account.add_argument("--phone", default="")
    for each in (create, account):
        each.add_argument("--email", required=True)
        each.add_argument("--name", required=True)
        each.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        each.add_argument("--totp-secret", metavar="BASE32", help="set up codes with this secret already")
    for each in (create, organization, account):
        add_config_flags(each, "state_dir", "database_url")
    return parser


def _main(chosen: argparse.Namespace) -> int:
    config = read_config(chosen)
    if chosen.action == "add-organization":
        print_json(on_foundation(config, lambda foundation: _add_organization(foundation, chosen)))
        return 0
    password = _password(from_stdin=chosen.password_stdin)
    print_json(on_foundation(config, lambda foundation: _add_account(foundation, chosen, password)))
    return 0


async def _add_organization(foundation: Foundation, chosen: argparse.Namespace) -> dict[str, str]:
    made = await foundation.organizations().add(CONSOLE, chosen.name)
    return {"id": made.id, "name": made.name, "slug": made.slug}


async def _add_account(foundation: Foundation, chosen: argparse.Namespace, password: str) -> dict[str, str]:
    is_first = chosen.action == "create"
    wanted = NewAccount(
        kind=AccountKind.STAFF if is_first else AccountKind(chosen.kind),
        email=chosen.email,
        name=chosen.name,
        password=password,
        organization_id=None if is_first or not chosen.organization else OrganizationId(chosen.organization),
        group=None if is_first or not chosen.group else BuiltInGroup(chosen.group),
        totp_secret=chosen.totp_secret,
        phone="" if is_first else chosen.phone,
    )
    administration = foundation.administration()
    if is_first:
        made = await administration.create_first(wanted, chosen.secret)
    else:
        made = await administration.add(wanted)
    return {"id": made, "email": wanted.email.strip(), "name": wanted.name.strip(), "kind": wanted.kind.value}


def _password(*, from_stdin: bool) -> str:
    if not from_stdin:
        password = getpass.getpass("Password: ")
        if getpass.getpass("The same again: ") != password:
            raise BadInput("The two passwords differ.", code="account.passwords_differ")
        return password
    raw = sys.stdin.buffer.readline(MAX_PASSWORD_BYTES)
    try:
        return raw.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise BadInput("The password is not UTF-8.", code="account.wrong_password") from None
