"""The features' services on the foundation alone: a broker that runs meanwhile looks at what is stored by itself."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

import msgspec

from broker.app import Foundation
from broker.commands.options import print_json
from broker.features.api_tokens.service import ApiTokens
from broker.features.devices.presence import PresenceBoard
from broker.features.devices.service import DeviceService
from broker.features.invitations.issuing import Issuer
from broker.features.people.acts import Acts
from broker.features.people.service import PeopleService
from broker.features.seamless.grants import SeamlessAccess, Told
from broker.features.spreadsheets.assembly import assemble_spreadsheets
from broker.features.spreadsheets.service import Spreadsheets
from broker.storage.listing import Listed
from broker.storage.paging import MAX_LIMIT, PageAsked

Item = TypeVar("Item")


def people_of(foundation: Foundation) -> PeopleService:
    """Build what looks after people."""
    issuer = Issuer(
        sealer=foundation.sealer,
        instance=foundation.config.name,
        wake=lambda: None,
        language=foundation.settings.letter_language,
    )
    told = Told(over=lambda account, organization: None, rights_changed=lambda organization: None)
    acts = Acts(
        inviting=issuer,
        revoked=lambda account, trays: None,
        told=lambda account, organization: None,
        look_again=lambda: None,
        wait_again=SeamlessAccess(work=foundation.work, issuer=issuer, told=told).wait_again,
    )
    return PeopleService(work=foundation.work, acts=acts)


def devices_of(foundation: Foundation) -> DeviceService:
    """Build the inventory; who is there now only the running broker knows."""
    return DeviceService(
        work=foundation.work,
        presences=PresenceBoard(),
        settings=foundation.settings,
        told=lambda device, organization: None,
        let_go=lambda account, device: None,
    )


def spreadsheets_of(foundation: Foundation) -> Spreadsheets:
    """Build import and export."""
    return assemble_spreadsheets(foundation.work, people_of(foundation), devices_of(foundation))


def tokens_of(foundation: Foundation) -> ApiTokens:
    """Build what knows API tokens."""
    return ApiTokens(foundation.work, foundation.settings)


async def every(read: Callable[[PageAsked], Awaitable[Listed[Item]]]) -> AsyncIterator[Item]:
    """Give a whole list, page by page."""
    cursor: str | None = None
    while True:
        page = await read(PageAsked(cursor=cursor, limit=MAX_LIMIT))
        for item in page.items:
            yield item
        cursor = page.next
        if cursor is None:
            return


async def print_lines(items: AsyncIterator[object]) -> None:
    """Print a list, one JSON object a line."""
    async for item in items:
        print(msgspec.json.encode(item).decode())


def print_item(item: object) -> None:
    """Print one thing as JSON."""
    print_json(msgspec.to_builtins(item))
