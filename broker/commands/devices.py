"""`handrail devices`: what an administrator scripts about the inventory, on the database itself."""

import argparse
from collections.abc import Sequence

from broker.access.permissions import Permission
from broker.app import Foundation
from broker.commands.files import ACTIONS, add_file_actions, do_file_action
from broker.commands.offline import devices_of, every, print_item, print_lines
from broker.commands.options import add_config_flags, explained, on_foundation, read_config
from broker.errors import NotFound
from broker.features.accounts import store as accounts
from broker.features.accounts.administration import CONSOLE
from broker.features.accounts.records import Account
from broker.features.accounts.rules import email_key
from broker.features.devices.store import Filter
from broker.features.spreadsheets.service import ListName

PROGRAM = "handrail devices"


def main(arguments: Sequence[str]) -> int:
    """List and assign devices, import or export whose they are; gives the exit status."""
    chosen = _parser().parse_args(arguments)
    return explained(PROGRAM, lambda: on_foundation(read_config(chosen), lambda foundation: _do(foundation, chosen)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="The inventory, from the console.")
    actions = parser.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="one JSON object a line, as if nobody were connected")
    listing.add_argument("--organization", metavar="ID")
    listing.add_argument("--search", metavar="WORDS", default="")
    assign = actions.add_parser("assign", help="say whose a device is")
    assign.add_argument("id", metavar="ID")
    owner = assign.add_mutually_exclusive_group(required=True)
    owner.add_argument("--owner", metavar="EMAIL", help="an end user of the same organization")
    owner.add_argument("--nobody", action="store_true")
    for each in (listing, assign, *add_file_actions(actions)):
        add_config_flags(each, "state_dir", "database_url")
    return parser


async def _do(foundation: Foundation, chosen: argparse.Namespace) -> int:
    if chosen.action in ACTIONS:
        return await do_file_action(foundation, chosen, ListName.OWNERS)
    devices = devices_of(foundation)
    if chosen.action == "list":
        narrowed = Filter(text=chosen.search, organization=chosen.organization)
        await print_lines(every(lambda asked: devices.page(CONSOLE, narrowed, None, asked)))
        return 0
    owner = None if chosen.nobody else (await account_of(foundation, chosen.owner)).id
    await devices.assign(CONSOLE, chosen.id, owner)
    print_item(await devices.one(CONSOLE, chosen.id))
    return 0


async def account_of(foundation: Foundation, email: str) -> Account:
    """Find an account by its e-mail address."""
    found = await foundation.work.view(
        CONSOLE, Permission.ACCOUNT_READ, lambda view: accounts.account_by_key(view, email_key(email))
    )
    if found is None:
        raise NotFound("Nobody here has this e-mail address.")
    return found
