"""`handrail tokens`: what an administrator scripts about API tokens, on the database itself."""

import argparse
from collections.abc import Sequence

from broker.access.permissions import Permission
from broker.access.scopes import ALL, only
from broker.app import Foundation
from broker.commands.devices import account_of
from broker.commands.offline import every, print_item, print_lines, tokens_of
from broker.commands.options import add_config_flags, explained, on_foundation, read_config
from broker.features.accounts.administration import CONSOLE
from broker.features.api_tokens.rules import FOR_TOKENS, USUAL_DAYS
from broker.features.api_tokens.service import Draft
from broker.features.api_tokens.store import Filter
from protocol.identifiers import OrganizationId

PROGRAM = "handrail tokens"


def main(arguments: Sequence[str]) -> int:
    """List, make or revoke API tokens; gives the exit status."""
    chosen = _parser().parse_args(arguments)
    return explained(PROGRAM, lambda: on_foundation(read_config(chosen), lambda foundation: _do(foundation, chosen)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="API tokens, from the console.")
    actions = parser.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="one JSON object a line, newest first")
    listing.add_argument("--search", metavar="WORDS", default="")
    make = actions.add_parser("make", help="a new one; the token is printed this once")
    make.add_argument("--owner", metavar="EMAIL", required=True, help="staff for whom it acts, never wider than they")
    make.add_argument("--name", required=True)
    make.add_argument(
        "--permission",
        metavar="PERMISSION",
        action="append",
        required=True,
        choices=sorted(each.value for each in FOR_TOKENS),
        help="such as device:read; again for more",
    )
    make.add_argument("--organization", metavar="ID", action="append", help="again for more; all unless given")
    make.add_argument("--days", type=int, default=USUAL_DAYS, help=f"how long it works, {USUAL_DAYS} unless given")
    revoke = actions.add_parser("revoke", help="end one, now")
    revoke.add_argument("id", metavar="ID")
    for each in (listing, make, revoke):
        add_config_flags(each, "state_dir", "database_url")
    return parser


async def _do(foundation: Foundation, chosen: argparse.Namespace) -> int:
    tokens = tokens_of(foundation)
    if chosen.action == "list":
        narrowed = Filter(text=chosen.search)
        await print_lines(every(lambda asked: tokens.page(CONSOLE, narrowed, asked)))
        return 0
    if chosen.action == "revoke":
        print_item(await tokens.revoke(CONSOLE, chosen.id))
        return 0
    owner = await account_of(foundation, chosen.owner)
    draft = Draft(
        owner=owner.id,
        home=owner.organization_id,
        name=chosen.name,
        permissions=frozenset(map(Permission, chosen.permission)),
        reach=only(*map(OrganizationId, chosen.organization)) if chosen.organization else ALL,
        days=chosen.days,
    )
    made = await tokens.make(CONSOLE, draft)
    print_item({"token": made.secret, "id": made.line.id, "expires_at": made.line.expires_at})
    return 0
