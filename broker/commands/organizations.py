"""`handrail organizations`: what an administrator scripts about them, on the database itself."""

import argparse
from collections.abc import Sequence

from broker.app import Foundation
from broker.commands.files import ACTIONS, add_file_actions, do_file_action
from broker.commands.offline import every, print_item, print_lines
from broker.commands.options import add_config_flags, explained, on_foundation, read_config
from broker.features.accounts.administration import CONSOLE
from broker.features.organizations.service import Filter, Listing, Wanted
from broker.features.spreadsheets.service import ListName
from protocol.identifiers import OrganizationId

PROGRAM = "handrail organizations"


def main(arguments: Sequence[str]) -> int:
    """List, add, change, archive, restore, appoint, import or export; gives the exit status."""
    chosen = _parser().parse_args(arguments)
    return explained(PROGRAM, lambda: on_foundation(read_config(chosen), lambda foundation: _do(foundation, chosen)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="Organizations, from the console.")
    actions = parser.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="one JSON object a line")
    listing.add_argument("--archived", action="store_true", help="those that are archived")
    listing.add_argument("--search", metavar="WORDS", default="")
    add = actions.add_parser("add", help="a new one")
    add.add_argument("--name", required=True)
    add.add_argument("--slug", help="the short name in its address; made from the name unless given")
    change = actions.add_parser("change", help="name, short name, main contact; the rest stays")
    change.add_argument("id", metavar="ID")
    change.add_argument("--name")
    change.add_argument("--slug")
    change.add_argument("--main-contact", metavar="ID", help="an end user of it, or nothing for nobody")
    archive = actions.add_parser("archive", help="take one out of lists; its people cannot sign in")
    restore = actions.add_parser("restore", help="bring one back as it was")
    appoint = actions.add_parser("appoint", help="make one of its staff its administrator, who can act from now on")
    appoint.add_argument("--email", required=True)
    for each in (archive, restore, appoint):
        each.add_argument("id", metavar="ID")
    for each in (listing, add, change, archive, restore, appoint, *add_file_actions(actions)):
        add_config_flags(each, "state_dir", "database_url")
    return parser


async def _do(foundation: Foundation, chosen: argparse.Namespace) -> int:
    if chosen.action in ACTIONS:
        return await do_file_action(foundation, chosen, ListName.ORGANIZATIONS)
    organizations = foundation.organizations()
    match chosen.action:
        case "list":
            shown = Listing.ARCHIVED if chosen.archived else Listing.ACTIVE
            narrowed = Filter(text=chosen.search, shown=shown)
            await print_lines(every(lambda asked: organizations.page(CONSOLE, narrowed, asked)))
        case "add":
            print_item(await organizations.add(CONSOLE, chosen.name, chosen.slug))
        case "change":
            now = await organizations.one(CONSOLE, chosen.id)
            contact = now.main_contact.id if now.main_contact else None
            wanted = Wanted(
                name=now.name if chosen.name is None else chosen.name,
                slug=now.slug if chosen.slug is None else chosen.slug,
                main_contact_id=contact if chosen.main_contact is None else chosen.main_contact or None,
                version=now.version,
            )
            print_item(await organizations.change(CONSOLE, chosen.id, wanted))
        case "appoint":
            await foundation.administration().appoint(OrganizationId(chosen.id), chosen.email)
            print_item(await organizations.one(CONSOLE, chosen.id))
        case "archive":
            print_item(await organizations.archive(CONSOLE, chosen.id))
        case _:
            print_item(await organizations.restore(CONSOLE, chosen.id))
    return 0
