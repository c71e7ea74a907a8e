"""`handrail people`: what an administrator scripts about end users, on the database itself."""

import argparse
from collections.abc import Sequence

from broker.access.actors import AccountKind
from broker.app import Foundation
from broker.commands.files import ACTIONS, add_file_actions, do_file_action
from broker.commands.offline import every, people_of, print_item, print_lines
from broker.commands.options import add_config_flags, explained, on_foundation, read_config
from broker.features.accounts.administration import CONSOLE
from broker.features.people.service import Draft
from broker.features.people.store import Filter, Status
from broker.features.spreadsheets.service import ListName

PROGRAM = "handrail people"


def main(arguments: Sequence[str]) -> int:
    """List, add, disable, enable, import or export end users; gives the exit status."""
    chosen = _parser().parse_args(arguments)
    return explained(PROGRAM, lambda: on_foundation(read_config(chosen), lambda foundation: _do(foundation, chosen)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="End users, from the console.")
    actions = parser.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="one JSON object a line")
    listing.add_argument("--organization", metavar="ID")
    listing.add_argument("--status", choices=[status.value for status in Status])
    listing.add_argument("--search", metavar="WORDS", default="")
    add = actions.add_parser("add", help="a new one, who has no password yet")
    add.add_argument("--organization", metavar="ID", required=True)
    add.add_argument("--name", required=True)
    add.add_argument("--email", required=True)
    add.add_argument("--phone", default="")
    disable = actions.add_parser("disable", help="shut one out, now; any account")
    enable = actions.add_parser("enable", help="let one sign in again; any account")
    for each in (disable, enable):
        each.add_argument("id", metavar="ID")
    for each in (listing, add, disable, enable, *add_file_actions(actions)):
        add_config_flags(each, "state_dir", "database_url")
    return parser


async def _do(foundation: Foundation, chosen: argparse.Namespace) -> int:
    if chosen.action in ACTIONS:
        return await do_file_action(foundation, chosen, ListName.END_USERS)
    people = people_of(foundation)
    match chosen.action:
        case "list":
            narrowed = Filter(
                text=chosen.search,
                kind=AccountKind.END_USER,
                organization=chosen.organization,
                status=Status(chosen.status) if chosen.status else None,
            )
            await print_lines(every(lambda asked: people.page(CONSOLE, narrowed, asked)))
        case "add":
            draft = Draft(
                kind=AccountKind.END_USER,
                name=chosen.name,
                email=chosen.email,
                phone=chosen.phone,
                organization_id=chosen.organization,
            )
            print_item(await people.add(CONSOLE, draft))
        case "disable":
            print_item(await people.disable(CONSOLE, chosen.id))
        case _:
            print_item(await people.enable(CONSOLE, chosen.id))
    return 0
